import { createLogger } from '@kuulolla/service-kit/logger';
import { runService } from '@kuulolla/service-kit/run-service';
import { readConfig } from './config.ts';
import { greeting } from './greeting.ts';
import { withSampleTown } from './sample-replay.ts';
import { startStandalone } from './start.ts';

const logger = createLogger('standalone', process.env.LOG_LEVEL || 'warn');

await runService(logger, async () => {
  const config = readConfig(process.env);
  const standalone = await startStandalone(config, logger);
  const service = withSampleTown(standalone, { seed: config.SAMPLE_SEED });
  process.stdout.write(greeting(standalone));
  return service;
});
