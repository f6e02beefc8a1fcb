import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { keyIn, nextAfter, numbered } from '../contract/harness.ts';
import type { EventLog, LogBatch } from '../event-log.ts';
import { openKafkaEventLog } from '../kafka-event-log.ts';
import { createClusterAccess } from './cluster-access.ts';
import { type KafkaForTests, startKafkaForTests } from './kafka-for-tests.test-kit.ts';
import { groupId } from './positions.ts';

const run = promisify(execFile);
const script = (name: string) => join(import.meta.dirname, 'test-processes', name);

let kafka: KafkaForTests;
const ends: (() => unknown)[] = [];
beforeAll(async () => {
  kafka = await startKafkaForTests();
});
afterAll(async () => {
  await Promise.allSettled(ends.map((end) => end()));
  await kafka?.stop();
});

async function open(topic: string): Promise<EventLog> {
  const log = await openKafkaEventLog({ ...kafka.connection, topic, fetchMs: 100, appendMs: 20_000 });
  ends.push(() => log.close());
  return log;
}

/** Ten messages in each partition. */
async function filledTopic() {
  const topic = await kafka.createTopic();
  const log = await open(topic);
  const fill = (from: number) =>
    log.append([0, 1, 2, 3].flatMap((partition) => numbered(keyIn(log, partition), 10, from)));
  await fill(0);
  return { topic, log, fill };
}

/** A consumer in a process of its own; what it has handled, as `partition first last`. */
function startChild(topic: string, batchMs = 0) {
  const words = [
    script('consume-printing.ts'),
    kafka.connection.brokers.join(),
    topic,
    'readers',
    String(batchMs),
  ];
  const child: ChildProcess = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  ends.push(() => child.kill('SIGKILL'));
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const lines = () => output.split('\n').slice(0, -1);
  return { child, lines, partitions: () => new Set(lines().map((line) => Number(line.split(' ')[0]))) };
}

/** Consumes in this process and keeps the batches. */
async function consumeHere(log: EventLog) {
  const batches: LogBatch[] = [];
  const consumption = await log.consume({
    group: 'readers',
    maxBatch: 10,
    async onBatch(batch) {
      batches.push(batch);
      return { next: nextAfter(batch) };
    },
  });
  return { consumption, batches, partitions: () => new Set(batches.map(({ partition }) => partition)) };
}

async function until(isSo: () => boolean, ms = 20_000): Promise<number> {
  const startedAt = performance.now();
  while (!isSo()) {
    if (performance.now() - startedAt > ms) throw new Error(`Not within ${ms} ms: ${isSo}`);
    await pause(20);
  }
  return performance.now() - startedAt;
}

/** Appends more until it is so: whoever joined gets something to handle. */
async function fillUntil(fill: (from: number) => Promise<void>, isSo: () => boolean): Promise<void> {
  for (let round = 1; !isSo(); round += 1) {
    if (round > 200) throw new Error(`Not so after ${round} rounds: ${isSo}`);
    await fill(10 * round);
    await pause(100);
  }
}

describe.concurrent('consumers of one group', { timeout: 60_000 }, () => {
  it('share the partitions, and one that is killed leaves its own to the other within 15 s', async ({
    expect,
  }) => {
    const { topic, log, fill } = await filledTopic();
    const here = await consumeHere(log);
    const there = startChild(topic);
    // Each message from now on is handled by one of the two, two partitions each.
    await fillUntil(fill, () => there.partitions().size === 2);
    const before = here.batches.length;
    const theirs = there.partitions();
    there.child.kill('SIGKILL');
    await fill(100_000);
    const handled = () => new Set(here.batches.slice(before).map(({ partition }) => partition));
    const tookMs = await until(() => [...theirs].every((partition) => handled().has(partition)));
    expect(tookMs).toBeLessThan(15_000);
    await here.consumption.stop();
    // Nothing is left out between what the other handled and what came here.
    for (const partition of theirs) {
      const ofTheirs = there
        .lines()
        .map((line) => line.split(' ').map(Number))
        .filter(([of]) => of === partition);
      const lastThere = ofTheirs.at(-1)?.[2] as number;
      const firstHere = here.batches.slice(before).find((batch) => batch.partition === partition);
      expect(firstHere?.messages[0]?.offset).toBeLessThanOrEqual(lastThere + 1);
    }
  });

  it('go on without one that sleeps past its session, and it joins again and moves nothing back', async ({
    expect,
  }) => {
    const { topic, log, fill } = await filledTopic();
    const there = startChild(topic);
    await until(() => there.partitions().size === 4);
    there.child.kill('SIGSTOP');
    const here = await consumeHere(log);
    await fill(10);
    await until(() => here.partitions().size === 4);
    await pause(1_500); // longer than offsets wait to be committed
    const before = there.lines().length;
    there.child.kill('SIGCONT');
    await fillUntil(fill, () => there.lines().length > before);
    // What it handles after its sleep begins no earlier than where the group stood when it woke.
    for (const line of there.lines().slice(before))
      expect(Number(line.split(' ')[1])).toBeGreaterThanOrEqual(20);
    await here.consumption.stop();
  });

  it('keep a member whose batch takes longer than its session', async ({ expect }) => {
    const { topic, log, fill } = await filledTopic();
    const slow = Promise.withResolvers<number>();
    let slowMs = 0;
    const consumption = await log.consume({
      group: 'readers',
      maxBatch: 10,
      async onBatch(batch) {
        if (slowMs > 0) {
          slow.resolve(batch.partition);
          await pause(slowMs);
          slowMs = 0;
        }
        return { next: nextAfter(batch) };
      },
    });
    const there = startChild(topic);
    await fillUntil(fill, () => there.partitions().size === 2);
    // Session, a look of the other at the group, its first fetch, and some.
    slowMs = 14_000;
    await fill(100_000);
    const inHand = await slow.promise;
    await until(() => slowMs === 0);
    await pause(500);
    expect(there.partitions().has(inHand)).toBe(false);
    expect(there.partitions().size).toBe(2);
    await consumption.stop();
  });
});

describe.concurrent('an offset that the topic does not hold', { timeout: 60_000 }, () => {
  const outOfRange = { code: 'offset-out-of-range', canRetry: false };

  it('ends consuming when retention overtakes a slow handler, and the group keeps its place', async ({
    expect,
  }) => {
    const topic = await kafka.createTopic();
    const log = await open(topic);
    await log.append(numbered(keyIn(log, 0), 2_000).map((each) => ({ ...each, value: Buffer.alloc(1_000) })));
    const handled: number[] = [];
    const entered = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const consumption = await log.consume({
      group: 'readers',
      maxBatch: 10_000,
      async onBatch(batch) {
        handled.push(batch.messages[0]?.offset as number);
        entered.resolve();
        await release.promise;
        return { next: nextAfter(batch) };
      },
    });
    await entered.promise;
    // What it has in hand is forgotten too, and all that would have come next.
    await kafka.forgetAll(topic);
    await log.append(numbered(keyIn(log, 0), 5));
    release.resolve();
    await expect(consumption.ended).rejects.toMatchObject(outOfRange);
    expect(handled).toEqual([0]);
    // And again: the group stands where it stood, and not where the client jumped to.
    await expect((await consumeHere(log)).consumption.ended).rejects.toMatchObject(outOfRange);
  });

  it('ends consuming when a group stands past the end', async ({ expect }) => {
    const { topic, log } = await filledTopic();
    const access = createClusterAccess(kafka.connection, topic);
    await access.use(async (cluster) => {
      const coordinator = await cluster.findGroupCoordinator({ groupId: groupId(topic, 'readers') });
      const byNobody = { groupGenerationId: -1, memberId: '' };
      const partitions = [{ partition: 2, offset: '11' }];
      await coordinator.offsetCommit({
        ...byNobody,
        groupId: groupId(topic, 'readers'),
        topics: [{ topic, partitions }],
      });
    });
    await access.close();
    await expect((await consumeHere(log)).consumption.ended).rejects.toMatchObject(outOfRange);
  });

  it('is noticed when the topic is deleted and made anew, by whoever has it open', async ({ expect }) => {
    const { topic, log } = await filledTopic();
    const { consumption, partitions } = await consumeHere(log);
    await until(() => partitions().size === 4);
    await kafka.deleteTopic(topic);
    await kafka.createTopic({ name: topic });
    const anew = await open(topic);
    expect(anew.topic.id).not.toBe(log.topic.id);
    await expect(log.ranges()).rejects.toMatchObject(outOfRange);
    const startedAt = performance.now();
    await expect(consumption.ended).rejects.toMatchObject(outOfRange);
    expect(performance.now() - startedAt).toBeLessThan(15_000);
  });
});

describe.concurrent('a log that has nothing to do', { timeout: 60_000 }, () => {
  it('has no timer that keeps it busy', async ({ expect }) => {
    const words = [script('idle-turns.ts'), kafka.connection.brokers.join(), await kafka.createTopic(), '10'];
    const { stdout, stderr } = await run(process.execPath, words);
    expect(Number(stdout)).toBeLessThan(100);
    // Node warns of timers in the past.
    expect(stderr).toBe('');
  });
});
