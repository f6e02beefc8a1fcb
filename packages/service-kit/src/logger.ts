import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/**
 * A service's logger: JSON lines with `service`. What is logged are codes, counts and route patterns; a URL, a header or
 * a body may hold what residents wrote and is never passed in. Errors are cut to class, code and stack, since a message
 * of a driver can quote its input. An unknown `level` is `info` here: readSettings refuses it, and has to be reached first.
 */
export function createLogger(service: string, level = 'info', destination?: DestinationStream): Logger {
  const options = {
    level: level === 'silent' || level in pino.levels.values ? level : 'info',
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: plainError },
  };
  return destination ? pino(options, destination) : pino(options);
}

function plainError(error: unknown): unknown {
  if (!(error instanceof Error)) return { type: typeof error };
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line));
  return {
    type: error.name,
    code: (error as { code?: unknown }).code,
    stack: frames?.slice(0, 8).join('\n'),
  };
}
