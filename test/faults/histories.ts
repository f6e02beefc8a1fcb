import { helsinkiDay } from '@kuulolla/calendar/day';
import type { SeededRandom } from '@kuulolla/recorder/seeded-random.test-kit';
import { type Content, type Operation, operation } from './operation.ts';
import {
  helfi,
  maisa,
  type Parcel,
  type Told,
  unitsCsv,
  unitsDelete,
  unitsJson,
  unitsPut,
} from './parcel.ts';

/** How an answer's source names it and numbers what happens to it. */
type Kind = 'device' | 'device-unnumbered' | 'portal' | 'portal-put' | 'portal-unnumbered' | 'form';

interface History {
  readonly kind: Kind;
  readonly id: string;
  readonly operations: Operation[];
  /** Of a source that does not number them the next has to wait for the end of this. */
  busy: boolean;
}

/** What the residents of a test do, through all doors, and all that was ever asked for. */
export interface Histories {
  /** The next request; somebody must send it and call `done` then. */
  next(): NextParcel;
  /** A request with `count` new answers of `commentLength` characters each. */
  bulky(count: number, commentLength: number): NextParcel;
  /** By the answer's id. */
  readonly operations: ReadonlyMap<string, readonly Operation[]>;
}

export interface NextParcel {
  readonly parcel: Parcel;
  done(): void;
}

export interface HistoriesOptions {
  readonly random: SeededRandom;
  /** Begins every id, in letters: digits may look like a telephone number and be screened. */
  readonly name: string;
  readonly units: readonly number[];
  readonly unknownUnit: number;
  /** Epoch ms as the sources see it: their clocks jump. */
  readonly clock: () => number;
}

const hour = 3_600_000;
const kinds: readonly (readonly [Kind, number])[] = [
  ['device', 50],
  ['device-unnumbered', 12],
  ['portal', 6],
  ['portal-put', 4],
  ['portal-unnumbered', 2],
  ['form', 26],
];

export function createHistories({ random, name, units, unknownUnit, clock }: HistoriesOptions): Histories {
  const operations = new Map<string, Operation[]>();
  const recent: History[] = [];
  const sent: Parcel[] = [];
  let count = 0;

  function begin(kind: Kind): History {
    count += 1;
    const id = `${name}-${inLetters(count)}`;
    const history: History = { kind, id, operations: [], busy: false };
    operations.set(`${sourceOf(kind)}:${id}`, history.operations);
    recent.push(history);
    if (recent.length > 300) recent.shift();
    return history;
  }

  function tell(history: History, revision: number | null, isWithdrawal = false, comment?: string): Told {
    const answeredAt = clock() - random.below(120 * hour);
    const unit = random.chance(0.01) && history.kind === 'device' ? unknownUnit : random.pick(units);
    const day = history.kind === 'form' && random.chance(0.3) ? null : helsinkiDay(answeredAt);
    const content: Content = { unit, nps: random.chance(0.1) ? null : random.below(11), day };
    const subject = `${sourceOf(history.kind)}:${history.id}`;
    const one = operation(subject, revision, isWithdrawal ? null : content);
    history.operations.push(one);
    const words = comment ?? (random.chance(0.4) ? `Palaute "${history.id}"; kiitos.` : null);
    return { operation: one, id: history.id, answeredAt, comment: words };
  }

  /** Devices count from 1, with a gap or a double now and then; the portal has its clock. */
  function nextRevision({ kind, operations: known }: History): number | null {
    if (kind.endsWith('unnumbered')) return null;
    if (kind.startsWith('portal')) return clock() - random.below(2_000);
    const highest = Math.max(0, ...known.map(({ revision }) => revision ?? 0));
    return random.chance(0.1) ? 1 + random.below(highest + 1) : highest + 1 + random.below(2);
  }

  function give(): Parcel {
    const kind = byWeight(kinds, random);
    const history = begin(kind);
    if (kind === 'form') return helfi(tell(history, 0));
    if (kind === 'device-unnumbered') return unitsJson([tell(history, 0)]);
    if (kind === 'portal-unnumbered') return maisa(tell(history, 0), 'completed', 'identifier');
    if (kind === 'device') return several(history);
    return maisa(tell(history, nextRevision(history)), 'completed', byOf(kind));
  }

  /** One device alone, or several answers as an array or a file, corrections of older ones among them. */
  function several(first: History): Parcel {
    const shape = random.below(3);
    const more = shape === 0 ? 0 : random.below(shape === 1 ? 6 : 12);
    const chosen = new Set([first]);
    for (let left = more; left > 0; left--) {
      const older = random.chance(0.2) ? random.pick(recent) : null;
      chosen.add(older?.kind === 'device' ? older : begin('device'));
    }
    const told = [...chosen].map((history) => tell(history, nextRevision(history)));
    return shape === 2 ? unitsCsv(told) : unitsJson(told);
  }

  function change(history: History): Parcel | null {
    if (history.kind === 'form' || history.busy) return null;
    const isWithdrawal = random.chance(0.3);
    const told = tell(history, nextRevision(history), isWithdrawal);
    if (history.kind.startsWith('device')) {
      if (isWithdrawal) return unitsDelete(told);
      return told.operation.revision !== null && random.chance(0.3) ? unitsJson([told]) : unitsPut(told);
    }
    return maisa(told, isWithdrawal ? 'entered-in-error' : 'amended', byOf(history.kind));
  }

  function historyOf(parcel: Parcel): History | undefined {
    const [only] = parcel.operations;
    return recent.find(({ operations: own }) => only !== undefined && own.includes(only));
  }

  /** The next parcel; the answer of a source that does not number is busy until it is done. */
  function handOut(parcel: Parcel): NextParcel {
    const isUnnumbered = parcel.operations.some(({ revision }) => revision === null);
    const history = isUnnumbered || isFirstOfUnnumbered(parcel) ? historyOf(parcel) : undefined;
    if (history) history.busy = true;
    // A correction that intake numbers is a new one each time it is sent.
    if (!isUnnumbered) sent.push(parcel);
    if (sent.length > 200) sent.shift();
    return {
      parcel,
      done() {
        if (history) history.busy = false;
      },
    };
  }

  function isFirstOfUnnumbered(parcel: Parcel): boolean {
    return (
      parcel.operations.length === 1 && parcel.operations[0]?.revision === 0 && parcel.source !== 'helfi'
    );
  }

  return {
    operations,
    next() {
      const drawn = random.below(100);
      if (drawn < 12 && sent.length > 0) return { parcel: random.pick(sent), done: () => {} };
      const changed = drawn < 40 && recent.length > 0 ? change(random.pick(recent)) : null;
      return handOut(changed ?? give());
    },
    bulky(answers, commentLength) {
      const comment = 'Odotus oli pitkä, mutta hoito hyvää. '.repeat(300).slice(0, commentLength);
      const told = Array.from({ length: answers }, () => tell(begin('device'), 1, false, comment));
      return handOut(unitsJson(told));
    },
  };
}

function sourceOf(kind: Kind): Parcel['source'] {
  return kind === 'form' ? 'helfi' : kind.startsWith('device') ? 'units' : 'maisa';
}

function byOf(kind: Kind): 'identifier' | 'id' {
  return kind === 'portal-put' ? 'id' : 'identifier';
}

function byWeight<T>(choices: readonly (readonly [T, number])[], random: SeededRandom): T {
  let drawn = random.below(choices.reduce((sum, [, weight]) => sum + weight, 0));
  for (const [choice, weight] of choices) {
    drawn -= weight;
    if (drawn < 0) return choice;
  }
  throw new RangeError('There is nothing to choose from.');
}

function inLetters(number: number): string {
  const letter = String.fromCharCode(97 + (number % 26));
  return number < 26 ? letter : inLetters(Math.floor(number / 26)) + letter;
}
