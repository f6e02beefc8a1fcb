import type { TallyDocument } from '@kuulolla/contracts/tally';
import type { AnswerDocument } from '../answer-document.ts';
import type { Store } from '../store.ts';
import {
  allTallies,
  applied,
  countsOf,
  deltaOf,
  given,
  kept,
  outcomesOf,
  topic,
  withdrawn,
} from './samples.ts';

/** One thing a transaction does: to answer number `n` with a score, or that it throws. */
export interface Step {
  readonly kind: 'give' | 'withdraw' | 'reject' | 'throw';
  readonly n: number;
  readonly nps: number | null;
}

/** What a store holds, as plainly as it can be said. */
export interface Model {
  position: number;
  recorded: number;
  readonly answers: Map<string, AnswerDocument>;
  readonly tallies: Map<string, number>;
  readonly rejected: Map<number, string | null>;
}

export const emptyModel = (): Model => ({
  position: 0,
  recorded: 0,
  answers: new Map(),
  tallies: new Map(),
  rejected: new Map(),
});

const answerOf = ({ n, nps }: Step) => given(`units:${n}`, { content: { nps, unit: 1 + (n % 2) } });
const add = (tallies: Map<string, number>, answer: AnswerDocument | undefined, times: 1 | -1) => {
  if (answer?.state !== 'given') return;
  const { unit, promoters, passives, detractors, unscored } = deltaOf(answer, times);
  for (const [name, count] of Object.entries({ promoters, passives, detractors, unscored })) {
    tallies.set(`${unit} ${name}`, (tallies.get(`${unit} ${name}`) ?? 0) + count);
  }
};

/** The model after a transaction of these steps; the same model where one of them throws. */
export function modelAfter(before: Model, steps: readonly Step[]): Model {
  if (steps.some(({ kind }) => kind === 'throw')) return before;
  const model = structuredClone(before);
  model.position += steps.length;
  for (const step of steps) {
    const answer = answerOf(step);
    if (step.kind === 'reject') {
      model.rejected.set(model.rejected.size, answer.id);
      continue;
    }
    add(model.tallies, model.answers.get(answer.id), -1);
    model.answers.set(answer.id, step.kind === 'give' ? answer : withdrawn(answer));
    add(model.tallies, model.answers.get(answer.id), 1);
    if (step.kind === 'give') model.recorded++;
    else for (const [at, id] of model.rejected) if (id === answer.id) model.rejected.set(at, null);
  }
  return model;
}

/** The same steps on a store. */
export function transact(store: Store, steps: readonly Step[], alreadyRejected: number): Promise<void> {
  return applied(store, async (tx) => {
    let rejected = alreadyRejected;
    const position = await tx.position(topic, 0);
    await tx.advance(topic, 0, position, position + steps.length);
    for (const step of steps) {
      const answer = answerOf(step);
      if (step.kind === 'throw') throw new Error('planned');
      if (step.kind === 'reject') {
        await tx.reject([kept(rejected++, { subject: answer.id })]);
        continue;
      }
      const old = (await tx.answers([answer.id])).get(answer.id);
      if (old?.state === 'given') await tx.addTallies(0, [deltaOf(old, -1)]);
      if (step.kind === 'give') {
        await tx.putAnswers([answer]);
        await tx.addTallies(0, [deltaOf(answer)]);
        await tx.countOutcomes(topic, 0, outcomesOf('units', 'recorded', 1));
      } else {
        await tx.putAnswers([withdrawn(answer)]);
        await tx.eraseRejected([answer.id]);
      }
    }
  });
}

/** What the store shows, in the model's shape. */
export async function modelOf(store: Store, ids: Iterable<string>): Promise<Model> {
  const model = emptyModel();
  const [state] = await store.partitionStates(topic);
  model.position = state?.offset ?? 0;
  model.recorded = state?.counts.units.recorded ?? 0;
  for (const id of ids) {
    const answer = await store.answer(id);
    if (answer !== null) model.answers.set(id, answer);
  }
  for (const tally of await allTallies(store)) addTally(model.tallies, tally);
  for (const { offset, subject, event } of await store.rejected({ limit: 1000 })) {
    model.rejected.set(offset, event === null ? null : subject);
  }
  return model;
}

function addTally(tallies: Map<string, number>, tally: TallyDocument): void {
  const { unit, promoters, passives, detractors, unscored } = tally;
  for (const [name, count] of Object.entries({ promoters, passives, detractors, unscored })) {
    tallies.set(`${unit} ${name}`, count);
  }
  const [whole] = Object.values(countsOf([tally]));
  const cells = Object.values(tally.cells).reduce((a, b) => [
    a[0] + b[0],
    a[1] + b[1],
    a[2] + b[2],
    a[3] + b[3],
  ]);
  if (whole !== cells.join('/'))
    throw new Error(`The cells come to ${cells.join('/')}, their tally to ${whole}.`);
}
