import type { ConsumeOptions, Consumption } from '../event-log.ts';
import { isPassing, toLogError } from './failure.ts';
import { joinGroup, type MemberParts } from './group-member.ts';

const rejoinMs = { first: 200, most: 2_000 };

/**
 * Consumes as a member of the group, and with a new member whenever one ended for a reason that may pass: a broker that
 * went, a session that ran out, a client that got stuck. Anything else ends consuming.
 */
export function startConsumption(options: ConsumeOptions, parts: MemberParts): Consumption {
  const stopping = Promise.withResolvers<'stop'>();
  let isStopping = false;
  let isHandlerError = false;
  const watched: ConsumeOptions = {
    ...options,
    onBatch: (batch) =>
      Promise.resolve(batch)
        .then(options.onBatch)
        .catch((cause: unknown) => {
          isHandlerError = true;
          throw cause;
        }),
  };

  /** How one member ended: stopped, or to be followed by another. Throws what ends consuming. */
  async function oneMember(): Promise<'stop' | 'again'> {
    const member = joinGroup(watched, parts);
    try {
      return await Promise.race([member.over, stopping.promise]);
    } catch (cause) {
      if (isHandlerError) throw cause;
      if (!isPassing(cause)) throw toLogError(cause, parts.name);
      return 'again';
    } finally {
      await member.leave();
    }
  }

  async function consumeAll(): Promise<void> {
    let pauseMs: number = rejoinMs.first;
    while (!isStopping) {
      const startedAt = performance.now();
      if ((await oneMember()) === 'stop') return;
      const wasShort = performance.now() - startedAt < 10_000;
      pauseMs = wasShort ? Math.min(2 * pauseMs, rejoinMs.most) : rejoinMs.first;
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, pauseMs);
      await Promise.race([promise, stopping.promise]);
      clearTimeout(timer);
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
