import type { WindowName } from '@kuulolla/contracts/score';

export const languages = ['fi', 'sv', 'en'] as const;
export type Language = (typeof languages)[number];
/** The windows of the contracts, in the order the page offers them; `satisfies` fails where one is added there and not here. */
export const windows = ['7d', '30d', '90d', '365d', 'qtd', 'ytd'] as const satisfies readonly WindowName[];
export const sortings = ['name', '-name', 'nps', '-nps', 'answers', '-answers'] as const;
export type Sorting = (typeof sortings)[number];

/** What a person has chosen, as the page's address keeps it. `null`: not chosen, the page decides. */
export interface Choices {
  readonly lang: Language | null;
  readonly window: WindowName;
  readonly area: string | null;
  readonly sort: Sorting;
  /** Words looked for in the names of units; empty: none. */
  readonly find: string;
}

/** The choices in a query string (`?lang=sv&window=30d&area=health-stations`). What is unknown is left out, never an error: addresses get old. */
export function readChoices(search: string): Choices {
  const query = new URLSearchParams(search);
  const area = query.get('area');
  return {
    lang: oneOf(languages, query.get('lang')),
    window: oneOf(windows, query.get('window')) ?? '30d',
    area: area !== null && /^[a-z0-9-]{1,64}$/.test(area) ? area : null,
    sort: oneOf(sortings, query.get('sort')) ?? 'name',
    find: (query.get('find') ?? '').slice(0, 100),
  };
}

/** The query string of some choices, with its question mark. What was not chosen is left out; the window is always said: a link means the same later. */
export function writeChoices(choices: Choices): string {
  const query = new URLSearchParams();
  if (choices.lang) query.set('lang', choices.lang);
  query.set('window', choices.window);
  if (choices.area) query.set('area', choices.area);
  if (choices.sort !== 'name') query.set('sort', choices.sort);
  if (choices.find) query.set('find', choices.find);
  return `?${query}`;
}

/** The first of a browser's languages (`sv-FI`, `en`, …) the page speaks, else Finnish. */
export function preferredLanguage(browserLanguages: readonly string[]): Language {
  for (const tag of browserLanguages) {
    const language = oneOf(languages, tag.toLowerCase().split('-')[0] ?? null);
    if (language) return language;
  }
  return 'fi';
}

function oneOf<T extends string>(allowed: readonly T[], text: string | null): T | null {
  return allowed.find((value) => value === text) ?? null;
}
