import type { Logger } from './logger.ts';
import { SettingsError } from './settings.ts';
import { within } from './within.ts';

export interface RunningService {
  /** Rejects when the service cannot go on; the process then ends with its reason. */
  readonly failed?: Promise<never>;
  stop(): Promise<void>;
}

/** Codes of errors that are the operator's to mend in the settings, or in the data they name. */
const toMend = new Set<unknown>(['wrong-version', 'misconfigured']);
/**
 * Codes of errors of ours whose message is a sentence about log or store, and has nothing of what was sent in it. Not
 * `too-large`: that sentence names an answer by the id its source gave it.
 */
const spoken = new Set<unknown>([
  'unavailable',
  'offset-out-of-range',
  'history-lost',
  'wrong-version',
  'misconfigured',
  'restoring',
  'conflict',
  'full',
]);

/** How long a service may take to stop, ms. */
export interface StopPatience {
  /** After it failed: what it waits for may be what failed. */
  readonly failedMs: number;
  /** After SIGTERM or SIGINT: less than the 30 s after which a container is killed, so that the log still says so. */
  readonly askedMs: number;
}
export const stopPatience: StopPatience = { failedMs: 10_000, askedMs: 25_000 };

/**
 * Runs a service until SIGTERM or SIGINT, then stops it. A wrong setting ends the start at once with its one sentence
 * on stderr and exit code 2; a failure while running ends with 1, and so does a stop that fails or takes longer than
 * `patience`: whatever is cut then is what a crash would cut. A second signal ends at once.
 */
export async function runService(
  logger: Logger,
  start: () => Promise<RunningService>,
  patience: StopPatience = stopPatience,
): Promise<void> {
  let service: RunningService;
  try {
    service = await start();
  } catch (error) {
    return endWith(error, logger);
  }
  let stopping = false;
  const stop = async (exitCode: number, ms: number) => {
    if (stopping) process.exit(1);
    stopping = true;
    // A stop that waits for what will never come leaves nothing to do, and Node would end with 0.
    process.exitCode = 1;
    try {
      await within(ms, service.stop());
    } catch (error) {
      logger.fatal({ err: error }, reasonOf(error) ?? 'could not stop');
      process.exit(1);
    }
    process.exit(exitCode);
  };
  process.on('SIGTERM', () => void stop(0, patience.askedMs));
  process.on('SIGINT', () => void stop(0, patience.askedMs));
  service.failed?.catch((error: unknown) => {
    logger.fatal({ err: error }, reasonOf(error) ?? 'cannot go on');
    void stop(1, patience.failedMs);
  });
}

/** Whether an error is the operator's to mend in the settings, or in the data they name: exit code 2 of every process. */
export function isToMend(error: unknown): boolean {
  return error instanceof SettingsError || toMend.has(codeOf(error));
}

function endWith(error: unknown, logger: Logger): never {
  const code = codeOf(error);
  if (isToMend(error)) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(2);
  }
  if (code === 'locked') {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(3);
  }
  logger.fatal({ err: error }, reasonOf(error) ?? 'could not start');
  process.exit(1);
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | undefined)?.code;
}

/** The sentence that may be told, or undefined. A driver may use the same codes; only errors of ours have `canRetry`. */
function reasonOf(error: unknown): string | undefined {
  const isOurs = error instanceof Error && 'canRetry' in error;
  return isOurs && spoken.has(codeOf(error)) ? error.message : undefined;
}
