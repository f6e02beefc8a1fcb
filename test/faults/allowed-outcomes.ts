import type { AnswerDocument } from '@kuulolla/store/answer-document';
import type { Operation } from './operation.ts';

/** What may be left of an answer: the operation that won, or null for an answer nobody knows. */
export type AllowedOutcome = Operation | null;

/**
 * What may be left of an answer after all its operations, whatever their order of arrival: the highest revision wins, at
 * the same revision a withdrawal does, and of two contents at one revision whichever came first. What was never
 * acknowledged may have happened or not. `knowsUnit`: content for another unit is kept aside and changes nothing.
 */
export function allowedOutcomes(
  operations: readonly Operation[],
  knowsUnit: (unit: number) => boolean,
): AllowedOutcome[] {
  const counting = operations.filter(
    ({ content, state }) =>
      (state === 'acknowledged' || state === 'maybe') && (content === null || knowsUnit(content.unit)),
  );
  return counting.some(({ revision }) => revision === null) ? inSequence(counting) : byRevision(counting);
}

function byRevision(operations: readonly Operation[]): AllowedOutcome[] {
  const sure = operations.filter(({ state }) => state === 'acknowledged');
  const winners = sure.filter((one) => !sure.some((other) => beats(other, one)));
  const [winner] = winners;
  const perhaps = operations.filter(
    (one) => one.state === 'maybe' && !(winner && (beats(winner, one) || isSame(winner, one))),
  );
  return [...(winner ? winners : [null]), ...perhaps];
}

/** Whether it holds against the other whichever came first. */
function beats(one: Operation, other: Operation): boolean {
  const [high, low] = [Number(one.revision), Number(other.revision)];
  return high > low || (high === low && one.content === null && other.content !== null);
}

function isSame(one: Operation, other: Operation): boolean {
  return one.revision === other.revision && one.content === null && other.content === null;
}

/** Operations that intake numbered came one after the other; only what lingered may have come later than its turn. */
function inSequence(operations: readonly Operation[]): AllowedOutcome[] {
  let allowed: AllowedOutcome[] = [null];
  const lingering: Operation[] = [];
  for (const one of operations) {
    allowed = one.state === 'acknowledged' ? [one, ...lingering] : [...allowed, one];
    // The first giving has revision 0, and so comes before everything whenever it comes.
    if (one.mayLinger && one.revision === null) lingering.push(one);
  }
  return [...new Set(allowed)];
}

/** Whether this is what the operation leaves behind. */
export function leaves(outcome: AllowedOutcome, document: AnswerDocument | null): boolean {
  if (outcome === null || document === null) return outcome === null && document === null;
  if (outcome.revision !== null && outcome.revision !== document.revision) return false;
  const { content } = outcome;
  if (content === null || document.state === 'withdrawn')
    return content === null && document.state === 'withdrawn';
  const { unit, nps } = document.content;
  return content.unit === unit && content.nps === nps && (content.day ?? document.day) === document.day;
}
