import { helsinkiDay } from '@kuulolla/calendar/day';
import type { Source } from '@kuulolla/contracts/source';
import { checkDashboard, dashboardRouter } from '@kuulolla/dashboard/dashboard-router';
import { followDirectory } from '@kuulolla/directory/follow-directory';
import { readDoors } from '@kuulolla/intake/doors';
import { readOrMakeFingerprintKey } from '@kuulolla/intake/fingerprint-key';
import { defaultLimits, type IntakeDeps } from '@kuulolla/intake/intake-deps';
import { createIntakeDesk } from '@kuulolla/intake/intake-desk';
import { createIntakeMetrics } from '@kuulolla/intake/intake-metrics';
import { createGateway } from '@kuulolla/live/gateway';
import { gatewayOptions } from '@kuulolla/live/gateway-options';
import { liveRouter } from '@kuulolla/live/live-router';
import { startCommentRetention } from '@kuulolla/recorder/comment-retention';
import { startRecorder } from '@kuulolla/recorder/recorder';
import { createRecorderMetrics } from '@kuulolla/recorder/recorder-metrics';
import { watchStalledPartitions } from '@kuulolla/recorder/stalled-partitions';
import { createReportsRouter } from '@kuulolla/reports/reports-router';
import { followScoreboard } from '@kuulolla/scoreboard/follow-store';
import { chooseFolder, type StoreFolder } from '@kuulolla/service-kit/data-folder';
import { healthRouter } from '@kuulolla/service-kit/health';
import { createHttpApp } from '@kuulolla/service-kit/http-app';
import { checkAddress, closeServer, createHttpServer, listen } from '@kuulolla/service-kit/http-server';
import type { Logger } from '@kuulolla/service-kit/logger';
import { createRegistry, metricsRouter } from '@kuulolla/service-kit/metrics';
import type { StandaloneConfig } from './config.ts';
import { openFolder } from './open-folder.ts';
import { sampleHeader } from './sample-header.ts';
import { intakeKeys, withVisitor } from './secrets.ts';
import { shipRegister } from './ship-register.ts';

export interface Standalone {
  readonly address: string;
  readonly folder: StoreFolder;
  /** Keys made at this start, to be shown once. */
  readonly generatedKeys: Readonly<Record<Source, string>> | null;
  /** Keys of this process's own sample town; null on real answers. */
  readonly sampleKeys: Readonly<Record<Source, string>> | null;
  /** Rejects when some part cannot go on. */
  readonly failed: Promise<never>;
  stop(): Promise<void>;
}

/** Starts the whole pipeline in this process: log and store in one folder, and every service on one port. */
export async function startStandalone(config: StandaloneConfig, logger: Logger): Promise<Standalone> {
  const folder = chooseFolder(config);
  const doors = readDoors(config);
  const dashboard = dashboardRouter({ sample: folder.sample, logo: config.KUULOLLA_LOGO ?? null });
  // A folder that was made for nothing would decide what the next start runs on.
  await checkAddress(config.HOST, config.PORT);
  const { log, store, close } = await openFolder(folder);
  const clock = Date.now;
  const today = () => helsinkiDay(clock());
  const registry = createRegistry();

  await shipRegister(store);
  const directory = await followDirectory(store, (error) => logger.warn({ err: error }, 'register not read'));
  const { onRecorded } = createRecorderMetrics(registry, log, store, clock);
  const recorder = await startRecorder({ log, store, clock, logger, onRecorded });
  const stalls = watchStalledPartitions({ log, store, clock, logger, onRecorded });
  const retention = startCommentRetention({ store, days: config.RECORDER_COMMENT_DAYS, clock, logger });
  const follower = await followScoreboard(store, {
    today,
    onTrouble: (error) => logger.warn({ err: error }, 'store not read'),
  });

  const keys = intakeKeys(folder.path, config.INTAKE_KEYS);
  const visitor = folder.sample ? withVisitor(keys.hashed) : null;
  const intake: IntakeDeps = {
    desk: createIntakeDesk({
      log,
      key: readOrMakeFingerprintKey(folder.path),
      clock,
      ...createIntakeMetrics(registry),
    }),
    answers: store,
    directory: directory.get,
    keys: () => visitor?.hashed ?? keys.hashed,
    logger,
    limits: { ...defaultLimits, requestsPerMinute: config.INTAKE_REQUESTS_PER_MINUTE },
  };
  const gateway = createGateway({
    follower,
    clock,
    logger,
    registry,
    ...gatewayOptions(config),
  });
  const app = createHttpApp({
    logger,
    registry,
    routers: [
      ...(folder.sample ? [sampleHeader()] : []),
      healthRouter({
        live: [
          { name: 'store', check: () => store.ping() },
          { name: 'recording', check: () => recorder.check() },
        ],
        ready: [
          { name: 'store', check: () => store.ping() },
          { name: 'log', check: async () => void (await log.ranges()) },
          { name: 'dashboard', check: () => checkDashboard() },
        ],
      }),
      metricsRouter(registry),
      ...doors(intake),
      createReportsRouter({ follower, directory: directory.get, today, sample: folder.sample }),
      liveRouter(),
      dashboard,
    ],
  });
  const server = createHttpServer(app);
  server.on('upgrade', gateway.handleUpgrade);
  const stop = async () => {
    await gateway.close();
    await closeServer(server);
    await recorder.stop();
    await stalls.stop();
    await retention.stop();
    await follower.stop();
    directory.stop();
    await close();
  };
  const port = await listen(server, config.HOST, config.PORT).catch(async (error) => {
    await stop();
    throw error;
  });
  keys.keep();
  const host = config.HOST.includes(':') ? `[${config.HOST}]` : config.HOST;
  return {
    address: `http://${host}:${port}`,
    folder,
    generatedKeys: keys.generated,
    sampleKeys: visitor?.keys ?? null,
    failed: Promise.all([recorder.ended, stalls.ended, follower.ended]).then(
      () => new Promise<never>(() => {}),
    ),
    stop,
  };
}
