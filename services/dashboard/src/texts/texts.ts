import type { Score, WindowName } from '@kuulolla/contracts/score';
import type { LiveStatus } from '../live/live-connection.ts';

/** Every text of the page. A language that lacks one does not type-check. Figures come in already written in the language. */
export interface Texts {
  readonly languageName: string;
  readonly chooseLanguage: string;
  readonly skipToContent: string;
  readonly service: string;
  readonly cityLogo: string;
  /** `filling`: said beside `text` while a new sample town is on its way and has no answer yet. */
  readonly sample: { readonly label: string; readonly text: string; readonly filling: string };

  readonly title: string;
  readonly lead: string;
  readonly windowLegend: string;
  readonly windows: Record<WindowName, string>;
  /** The window before, as it follows the heading of the column of changes: “Change from the 30 days before”. */
  readonly windowBefore: Record<WindowName, string>;

  /** As it stands before “NPS”, in the genitive where a language has it so. */
  readonly wholeSector: string;
  readonly nps: string;
  readonly npsLong: string;
  readonly scale: { readonly excellent: string };
  /** The interval in words, of two written bounds and the raw ones they stand for. */
  readonly interval: (low: string, high: string, raw: Pick<Score, 'low' | 'high'>) => string;
  readonly answers: (count: string, n: number) => string;
  readonly noAnswers: string;
  readonly waiting: string;
  readonly change: Record<'rise' | 'fall' | 'none' | 'tooFew', string>;

  readonly trend: {
    readonly heading: string;
    readonly asTable: string;
    readonly from: string;
    /** A line in one sentence: first, last, lowest and highest month, and how many are drawn. */
    readonly sentence: (first: string, last: string, low: string, high: string, months: number) => string;
    /** Instead of the sector's chart, and instead of a row's line. */
    readonly none: string;
    readonly tooFew: string;
  };

  readonly organisation: {
    readonly heading: string;
    readonly lead: string;
  };
  readonly units: {
    readonly heading: (area: string) => string;
    readonly found: (words: string) => string;
    readonly shown: (shown: number, all: number) => string;
    readonly nothingFound: string;
    readonly noUnits: string;
    readonly find: string;
    readonly findHelp: string;
    readonly clear: string;
    readonly sortBy: string;
    readonly columns: Record<'name' | 'nps' | 'interval' | 'answers' | 'change' | 'trend', string>;
  };

  readonly live: {
    readonly connecting: string;
    readonly live: (since: string) => string;
    readonly reconnecting: (asOf: string | null) => string;
    readonly stopped: Record<Extract<LiveStatus, { kind: 'stopped' }>['reason'], string>;
  };
  readonly trouble: { readonly label: string; readonly text: string; readonly trends: string };

  readonly about: {
    readonly heading: string;
    readonly items: readonly { readonly term: string; readonly text: string }[];
  };
  readonly footer: { readonly openApi: string; readonly openData: string };
}
