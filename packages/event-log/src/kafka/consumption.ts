import type { ConsumeOptions, Consumption } from '../event-log.ts';
import { createBrokerTurns } from './broker-turns.ts';
import { isPassing, toLogError } from './failure.ts';
import { joinGroup, type MemberParts } from './group-member.ts';
import { atMost } from './timers.ts';

const rejoinMs = { first: 200, most: 2_000 };
const longLifeMs = 10_000;

/**
 * Consumes as a member of the group, and with a new member whenever one ended for a reason that may pass: a broker that
 * went, a session that ran out, a client that got stuck. It begins one broker further on in the list. Anything else ends
 * consuming.
 */
export function startConsumption(options: ConsumeOptions, parts: MemberParts): Consumption {
  const { connection } = parts;
  const nextBrokers = createBrokerTurns(connection.brokers);
  const stopping = Promise.withResolvers<'stop'>();
  let isStopping = false;
  let handlerFailure: { readonly cause: unknown } | null = null;
  /** Notes what the caller's own work fails with: no other member would fare better. */
  async function ofCaller<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (cause) {
      handlerFailure ??= { cause };
      throw cause;
    }
  }
  const noted: ConsumeOptions = {
    ...options,
    onBatch: (batch) => ofCaller(options.onBatch(batch)),
    onAssigned: async (partitions) => options.onAssigned && ofCaller(options.onAssigned(partitions)),
  };

  /** How one member ended: stopped, or to be followed by another. Throws what ends consuming. */
  async function oneMember(): Promise<'stop' | 'again'> {
    const memberParts = { ...parts, connection: { ...connection, brokers: nextBrokers() } };
    const member = joinGroup(noted, memberParts);
    const end = await Promise.race([member.over, stopping.promise]).catch((cause: unknown) => ({ cause }));
    await member.leave();
    // A batch in hand may fail after something else ended the member.
    if (handlerFailure) throw handlerFailure.cause;
    if (end === 'stop') return 'stop';
    if (isPassing(end.cause)) return 'again';
    throw toLogError(end.cause, parts.name);
  }

  async function consumeAll(): Promise<void> {
    let pauseMs: number = rejoinMs.first;
    while (!isStopping) {
      const startedAt = performance.now();
      if ((await oneMember()) === 'stop') return;
      const wasLong = performance.now() - startedAt > longLifeMs;
      pauseMs = wasLong ? rejoinMs.first : Math.min(2 * pauseMs, rejoinMs.most);
      await atMost(pauseMs, stopping.promise);
    }
  }

  const ended = consumeAll();
  ended.catch(() => undefined);
  return {
    ended,
    async stop() {
      isStopping = true;
      stopping.resolve('stop');
      await ended.catch(() => undefined);
    },
  };
}
