import { execFile } from 'node:child_process';
import { resolve } from 'node:path';

const cli = resolve(import.meta.dirname, '../../services/cli/src/main.ts');

export interface CommandEnd {
  /** Null where it was ended for taking too long. */
  readonly code: number | null;
  /** All it printed, errors last. */
  readonly text: string;
}

/** Runs the operator's command with these settings to its end, for `patienceMs` at most. */
export function runCommand(
  environment: Readonly<Record<string, string>>,
  words: readonly string[],
  patienceMs = 300_000,
): Promise<CommandEnd> {
  const env = { PATH: process.env.PATH, ...environment };
  return new Promise((fulfil) => {
    const options = { env, timeout: patienceMs, maxBuffer: 64_000_000 };
    execFile(process.execPath, [cli, ...words], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
      fulfil({ code, text: `${stdout}${stderr}` });
    });
  });
}
