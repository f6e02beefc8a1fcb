import type { EventLog } from '@kuulolla/event-log/event-log';
import type { Logger } from '@kuulolla/service-kit/logger';
import type { Registry } from '@kuulolla/service-kit/metrics';
import type { IntakeConfig } from './config.ts';
import { createSpool } from './spool/spool.ts';

/** How events reach the log: straight, or by way of a folder while it is away. */
export interface WayToLog extends Pick<EventLog, 'append'> {
  /** Fulfils while answers can be kept. */
  check(): Promise<void>;
  close(): Promise<void>;
}

interface WayDeps {
  readonly config: Pick<IntakeConfig, 'INTAKE_SPOOL' | 'INTAKE_SPOOL_BYTES'>;
  readonly log: Pick<EventLog, 'append' | 'ranges'>;
  readonly clock: () => number;
  readonly logger: Logger;
  readonly registry: Registry;
}

/** Opens the spool where INTAKE_SPOOL names its folder; the log itself otherwise. */
export async function openWayToLog({ config, log, clock, logger, registry }: WayDeps): Promise<WayToLog> {
  if (config.INTAKE_SPOOL === undefined) {
    return { append: log.append, check: async () => void (await log.ranges()), close: async () => {} };
  }
  const spool = await createSpool({
    folder: config.INTAKE_SPOOL,
    log,
    maxBytes: config.INTAKE_SPOOL_BYTES,
    clock,
    logger,
    registry,
  });
  const nearlyFull = 0.95 * config.INTAKE_SPOOL_BYTES;
  return {
    append: spool.append,
    async check() {
      if (spool.depth().bytes > nearlyFull) throw new Error('the spool is nearly full');
      await spool.check(() => log.ranges());
    },
    close: spool.close,
  };
}
