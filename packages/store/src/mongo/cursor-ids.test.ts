import { setTimeout as pause } from 'node:timers/promises';
import { type Document, Long } from 'mongodb';
import { expect, test } from 'vitest';
import { readChangeToken, tokenOf } from './change-token.ts';
import type { MongoCollections } from './collections.ts';
import { followTallies } from './follow.ts';

// A server draws the ids of its cursors at random, so one in a thousand or so fits into a number, and the driver gives that
// number. Sent back as it is it would be a double or an int, which MongoDB refuses.
const small = 2 ** 40 + 1;

test('a cursor whose id fits into a number is closed by its id as the server gave it', async () => {
  const { collections, sent } = serverWithCursor();
  await readChangeToken(collections, 'store-1');
  expect(sent('killCursors')).toEqual([{ killCursors: 'tallies', cursors: [Long.fromNumber(small)] }]);
});

test('such a cursor is read on and closed when following stops', async () => {
  const { collections, sent } = serverWithCursor();
  const following = followTallies(collections, 'store-1', tokenOf('store-1', { _data: '1' }), () => {});
  await expect.poll(() => sent('getMore').length).toBeGreaterThan(0);
  await following.stop();
  expect(sent('getMore')[0]).toMatchObject({ getMore: Long.fromNumber(small) });
  await expect
    .poll(() => sent('killCursors').map(({ cursors }) => cursors))
    .toEqual([[Long.fromNumber(small)]]);
});

/** Answers each command with a cursor of a small id and no changes, and notes what it was sent. */
function serverWithCursor() {
  const commands: Document[] = [];
  const db = {
    async command(command: Document) {
      commands.push(command);
      await pause(1);
      const nothing = { firstBatch: [], nextBatch: [], postBatchResumeToken: { _data: '1' } };
      return { cursor: { id: small, ...nothing } };
    },
  };
  const client = { startSession: () => ({ endSession: async () => {} }) };
  const about = { findOne: async () => null };
  return {
    collections: { client, db, about } as unknown as MongoCollections,
    sent: (name: string) => commands.filter((command) => name in command),
  };
}
