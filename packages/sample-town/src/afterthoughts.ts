import { type Source, sources } from '@kuulolla/contracts/source';
import { deviceAnswer, type NamedAnswer, questionnaireResponse, serviceRequest } from './door-forms.ts';
import type { DrawnAnswer } from './drawn-answer.ts';
import type { Random } from './random.ts';
import type { TownMessage } from './town-message.ts';
import type { PlannedDay } from './town-plan.ts';

/** Every so-manieth answer of a source is sent twice, is corrected, or comes beside one that is withdrawn again. */
const every = { repeat: 211, correct: 307, withdraw: 701 } as const;
/** hel.fi has no way to correct or to take back. */
const canChange: Readonly<Record<Source, boolean>> = { units: true, maisa: true, helfi: false };

/** How many messages a day has: known without drawing them. */
export function messagesInDay({ counts, firsts }: PlannedDay): number {
  let sum = 0;
  for (const source of sources) {
    const [from, to] = [firsts[source], firsts[source] + counts[source]];
    const nth = (step: number) => Math.ceil(to / step) - Math.ceil(from / step);
    sum += counts[source] + nth(every.repeat);
    // A withdrawn answer is one beside those that count: its giving and its withdrawal are two messages more.
    if (canChange[source]) sum += nth(every.correct) + 2 * nth(every.withdraw);
  }
  return sum;
}

export interface ToSend {
  readonly source: Source;
  /** Number of the answer in its source. */
  readonly ordinal: number;
  readonly random: Random;
  /** Last instant at which anything is sent, epoch ms. */
  readonly end: number;
  readonly named: NamedAnswer;
}

/** The messages of one answer: nearly always one. */
export function afterthoughts({ source, ordinal, random, end, named }: ToSend): TownMessage[] {
  const first = giving(source, named);
  const messages = [first];
  const later = (most: number) => Math.min(end, named.at + 1_000 + random.below(most));
  if (ordinal % every.repeat === 0) messages.push({ ...first, at: later(90_000) });
  if (!canChange[source]) return messages;
  if (ordinal % every.correct === 0) {
    messages.push(
      correction(source, { ...named, answer: secondThoughts(random, named.answer) }, later(7_200_000)),
    );
  }
  if (ordinal % every.withdraw === 0) {
    const mistaken = { ...named, id: `${named.id}w` };
    messages.push(giving(source, mistaken), withdrawal(source, mistaken, later(7_200_000)));
  }
  return messages;
}

/** The message that gives an answer for the first time. */
export function giving(source: Source, named: NamedAnswer): TownMessage {
  const { at } = named;
  if (source === 'helfi') return serviceRequest(named);
  if (source === 'units') return { door: 'units', act: 'give', at, body: deviceAnswer(named, 1) };
  return { door: 'maisa', act: 'give', at, body: questionnaireResponse(named, 'completed', at) };
}

function correction(source: Source, named: NamedAnswer, at: number): TownMessage {
  if (source === 'units') return { door: 'units', act: 'correct', at, body: deviceAnswer(named, 2) };
  const updated = Math.max(at, named.at + 1_000);
  return { door: 'maisa', act: 'correct', at, body: questionnaireResponse(named, 'amended', updated) };
}

function withdrawal(source: Source, named: NamedAnswer, at: number): TownMessage {
  if (source === 'units') return { door: 'units', act: 'withdraw', at, id: named.id, revision: 2 };
  const updated = Math.max(at, named.at + 1_000);
  return {
    door: 'maisa',
    act: 'withdraw',
    at,
    body: questionnaireResponse(named, 'entered-in-error', updated),
  };
}

/** Somebody thought again: a score moves by one or two, and the words stay. */
function secondThoughts(random: Random, answer: DrawnAnswer): DrawnAnswer {
  const moved = (answer.nps ?? 8) + random.pick([-2, -1, 1, 2]);
  const nps = moved > 10 ? 8 : Math.max(0, moved);
  return { ...answer, nps };
}
