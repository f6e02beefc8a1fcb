// A service whose `stop` never settles. `fails`: it fails at once; `idles`: and has nothing else to do; `runs`: until a signal.
import { createLogger } from '../logger.ts';
import { runService } from '../run-service.ts';

const [fate] = process.argv.slice(2);
const never = new Promise<never>(() => {});
if (fate !== 'idles') setInterval(() => {}, 1_000);
await runService(
  createLogger('never-stops'),
  async () => ({
    failed: fate === 'runs' ? never : Promise.reject(new Error('planned')),
    stop: () => never,
  }),
  { failedMs: 200, askedMs: 200 },
);
process.stdout.write('running\n');
