import { createLogger } from '@kuulolla/service-kit/logger';
import { runService } from '@kuulolla/service-kit/run-service';
import { readConfig } from './config.ts';
import { greeting } from './greeting.ts';
import { startStandalone } from './start.ts';

const logger = createLogger('standalone', process.env.LOG_LEVEL);

await runService(logger, async () => {
  const standalone = await startStandalone(readConfig(process.env), logger);
  process.stdout.write(greeting(standalone));
  return standalone;
});
