// Intake by itself: the units' door on an embedded log in DATA_DIR, with fsync on, and nothing that reads the log.
import { randomBytes } from 'node:crypto';
import { loadShippedDirectory } from '@kuulolla/directory/shipped-register';
import { openSqliteEventLog } from '@kuulolla/event-log/sqlite-event-log';
import { hashKey } from '@kuulolla/intake/api-keys';
import { defaultLimits } from '@kuulolla/intake/intake-deps';
import { createIntakeDesk } from '@kuulolla/intake/intake-desk';
import { loadProfiles } from '@kuulolla/intake/units/load-profiles';
import { createUnitsRouter } from '@kuulolla/intake/units/units-router';
import { createHttpApp } from '@kuulolla/service-kit/http-app';
import { createHttpServer, listen } from '@kuulolla/service-kit/http-server';
import { createLogger } from '@kuulolla/service-kit/logger';
import { createRegistry, metricsRouter } from '@kuulolla/service-kit/metrics';

const logger = createLogger('bench', 'silent');
const log = await openSqliteEventLog({ file: `${process.env.DATA_DIR}/log.sqlite` });
const hashed = [hashKey(process.env.BENCH_KEY ?? '')];
const directory = loadShippedDirectory();
const units = createUnitsRouter(
  {
    desk: createIntakeDesk({ log, key: randomBytes(32), clock: Date.now }),
    answers: { answer: async () => null, answerByAlias: async () => null, answersWhere: async () => [] },
    directory: () => directory,
    keys: () => ({ units: hashed, maisa: [], helfi: [] }),
    logger,
    limits: { ...defaultLimits, requestsPerMinute: 100_000_000 },
  },
  loadProfiles(),
);
const server = createHttpServer(createHttpApp({ logger, routers: [metricsRouter(createRegistry()), units] }));
process.stdout.write(`http://127.0.0.1:${await listen(server, '127.0.0.1', 0)}\n`);
process.on('SIGTERM', () => process.exit(0));
