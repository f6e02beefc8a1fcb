import { expect, it } from 'vitest';
import { createAssignment } from './assignment.ts';
import type { CommittedOffset } from './positions.ts';

/** A topic of two partitions, offsets 0 to 100, in a group that stands where `committed` says. */
function assignmentWith(onAssigned = async (_: readonly number[]) => {}) {
  const calls: string[] = [];
  const committed = new Map<number, CommittedOffset>();
  const range = { start: 0, end: 100 };
  let isRefusing = false;
  const assignment = createAssignment({
    group: 'readers',
    name: 'feedback',
    topic: { id: 'a', partitions: 2 },
    consumer: {
      pause: ([each]) => calls.push(`pause ${each?.partitions ?? 'all'}`),
      resume: ([each]) => calls.push(`resume ${each?.partitions}`),
      seek: ({ partition, offset }) => calls.push(`seek ${partition} ${offset}`),
      async commitOffsets(offsets) {
        if (isRefusing) throw new Error('The coordinator has gone.');
        for (const { partition, offset, metadata } of offsets) {
          committed.set(partition, { offset: Number(offset), metadata: metadata ?? '' });
        }
      },
    },
    reader: {
      ranges: async () => [0, 1].map((partition) => ({ partition, ...range })),
      committed: async () => new Map(committed),
    },
    onAssigned,
  });
  const begin = (...partitions: number[]) => assignment.begin(partitions, Promise.resolve());
  const at = (partition: number) => assignment.turn().get(partition);
  const stand = (partition: number, offset: number) => committed.set(partition, { offset, metadata: 'a' });
  return {
    assignment,
    begin,
    at,
    calls,
    committed,
    stand,
    range,
    refuse: (isSo: boolean) => {
      isRefusing = isSo;
    },
  };
}

it('pauses before it looks, and lets go on from where the group stands', async () => {
  const { begin, at, calls, stand } = assignmentWith();
  stand(1, 40);
  const begun = begin(0, 1);
  expect(calls).toEqual(['pause 0,1']);
  expect(at(0)).toBeUndefined();
  await begun;
  expect(calls).toEqual(['pause 0,1', 'seek 0 0', 'seek 1 40', 'resume 0,1']);
});

it('lets nothing go on while a batch of the turn before is in hand', async () => {
  const { assignment, calls } = assignmentWith();
  const inHand = Promise.withResolvers<void>();
  const begun = assignment.begin([0], inHand.promise);
  await new Promise(setImmediate);
  expect(calls).toEqual(['pause 0']);
  inHand.resolve();
  await begun;
  expect(calls.at(-1)).toBe('resume 0');
});

it('lets nothing go on that the group has taken away meanwhile', async () => {
  const { begin, at, calls } = assignmentWith();
  const first = begin(0, 1);
  const second = begin(1);
  await Promise.all([first, second]);
  expect(at(0)).toBeUndefined();
  expect(calls).toEqual(['pause 0,1', 'pause 1', 'seek 1 0', 'resume 1']);
});

it('goes on from where it is when a partition comes back that nobody else has moved', async () => {
  const { assignment, begin, at, refuse } = assignmentWith();
  await begin(0);
  Object.assign(at(0) ?? {}, { position: 30 });
  await assignment.commit();
  Object.assign(at(0) ?? {}, { position: 55 });
  refuse(true);
  await assignment.commit();
  await begin(0);
  expect(at(0)?.position).toBe(55);
});

it('goes on from where the group stands when another has moved it', async () => {
  const { begin, at, stand } = assignmentWith();
  await begin(0);
  Object.assign(at(0) ?? {}, { position: 30 });
  stand(0, 70);
  await begin(0);
  expect(at(0)?.position).toBe(70);
});

it('commits what has moved, with the topic’s id, and again what could not be committed', async () => {
  const { assignment, begin, at, committed, refuse } = assignmentWith();
  await begin(0, 1);
  Object.assign(at(1) ?? {}, { position: 7 });
  refuse(true);
  await assignment.commit();
  expect(committed.size).toBe(0);
  refuse(false);
  await assignment.commit();
  expect(committed.get(1)).toEqual({ offset: 7, metadata: 'a' });
});

it('puts right where a group stands that was made to jump', async () => {
  const { assignment, begin, at, committed, stand, range } = assignmentWith();
  stand(0, 40);
  await begin(0);
  range.start = 60;
  await expect(assignment.check()).rejects.toMatchObject({ code: 'offset-out-of-range' });
  stand(0, -2);
  await assignment.commit();
  expect(committed.get(0)?.offset).toBe(40);
  expect(at(0)?.position).toBe(40);
});

it('fetches nothing more once it has ended', async () => {
  const { assignment, begin, calls } = assignmentWith();
  const begun = begin(0);
  assignment.end();
  await begun;
  expect(calls).toEqual(['pause 0', 'pause all']);
});

it('tells of its partitions while they are paused, and lets none go on where that is refused', async () => {
  const told: (readonly number[])[] = [];
  const { begin, at, calls } = assignmentWith(async (partitions) => {
    told.push(partitions);
    throw new Error('not those');
  });
  await expect(begin(0, 1)).rejects.toThrow('not those');
  expect(told).toEqual([[0, 1]]);
  expect(calls).toEqual(['pause 0,1']);
  expect(at(0)).toBeUndefined();
});
