import { writeSync } from 'node:fs';
import { createLogger } from '@kuulolla/service-kit/logger';
import { createSpool } from '../spool.ts';

// Another process that wants the folder. Prints `owned`, or the refusal's code and sentence.
try {
  const spool = await createSpool({
    folder: process.argv[2] ?? '',
    log: { append: async () => undefined },
    maxBytes: 1_000_000,
    clock: Date.now,
    logger: createLogger('intake', 'silent'),
  });
  await spool.close();
  writeSync(1, 'owned\n');
} catch (error) {
  const { code, message } = error as Error & { code: string };
  writeSync(1, `${code} ${message}\n`);
}
