import { helsinkiDay } from '@kuulolla/calendar/day';
import type { Source } from '@kuulolla/contracts/source';
import { createFhirRouter } from '@kuulolla/intake/fhir/fhir-router';
import { loadMaisaMapping } from '@kuulolla/intake/fhir/maisa-mapping';
import { fingerprintKey } from '@kuulolla/intake/fingerprint-key';
import { defaultLimits, type IntakeDeps } from '@kuulolla/intake/intake-deps';
import { createIntakeDesk } from '@kuulolla/intake/intake-desk';
import { loadOpen311Config } from '@kuulolla/intake/open311/open311-config';
import { createOpen311Router } from '@kuulolla/intake/open311/open311-router';
import { loadProfiles } from '@kuulolla/intake/units/load-profiles';
import { createUnitsRouter } from '@kuulolla/intake/units/units-router';
import { createGateway } from '@kuulolla/live/gateway';
import { startRecorder } from '@kuulolla/recorder/recorder';
import { createReportsRouter } from '@kuulolla/reports/reports-router';
import { followScoreboard } from '@kuulolla/scoreboard/follow-store';
import { chooseFolder, type StoreFolder } from '@kuulolla/service-kit/data-folder';
import { healthRouter } from '@kuulolla/service-kit/health';
import { createHttpApp } from '@kuulolla/service-kit/http-app';
import { closeServer, createHttpServer, listen } from '@kuulolla/service-kit/http-server';
import type { Logger } from '@kuulolla/service-kit/logger';
import { createRegistry, metricsRouter } from '@kuulolla/service-kit/metrics';
import { underSetting } from '@kuulolla/service-kit/settings';
import type { StandaloneConfig } from './config.ts';
import { followDirectory, shipRegister } from './current-directory.ts';
import { checkDashboard, dashboardRouter } from './dashboard-router.ts';
import { openFolder } from './open-folder.ts';
import { sampleHeader } from './sample-header.ts';
import { intakeKeys, withVisitor } from './secrets.ts';

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
  const profiles = underSetting('INTAKE_PROFILES', () => loadProfiles(undefined, config.INTAKE_PROFILES));
  const maisa = underSetting('INTAKE_MAISA', () => loadMaisaMapping(config.INTAKE_MAISA));
  const helfi = underSetting('INTAKE_HELFI', () => loadOpen311Config(config.INTAKE_HELFI));
  const { log, store, close } = await openFolder(folder);
  const clock = Date.now;
  const today = () => helsinkiDay(clock());
  const registry = createRegistry();

  await shipRegister(store);
  const directory = await followDirectory(store, (error) => logger.warn({ err: error }, 'register not read'));
  const recorder = await startRecorder({ log, store, clock, logger });
  const follower = await followScoreboard(store, {
    today,
    onTrouble: (error) => logger.warn({ err: error }, 'scoreboard read again'),
  });

  const keys = intakeKeys(folder.path, config.INTAKE_KEYS);
  const visitor = folder.sample ? withVisitor(keys.hashed) : null;
  const intake: IntakeDeps = {
    desk: createIntakeDesk({ log, key: fingerprintKey(folder.path), clock }),
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
    allowedOrigins: config.LIVE_ORIGINS,
    allowedHosts: config.LIVE_HOSTS,
    limits: {
      connections: config.LIVE_CONNECTIONS,
      subscriptions: config.LIVE_SUBSCRIPTIONS,
      tickMs: config.LIVE_TICK_MS,
    },
  });
  const app = createHttpApp({
    logger,
    routers: [
      ...(folder.sample ? [sampleHeader()] : []),
      healthRouter({
        live: [{ name: 'store', check: () => store.ping() }],
        ready: [
          { name: 'store', check: () => store.ping() },
          { name: 'log', check: async () => void (await log.ranges()) },
          { name: 'dashboard', check: checkDashboard },
        ],
      }),
      metricsRouter(registry),
      createUnitsRouter(intake, profiles),
      createFhirRouter(intake, maisa),
      createOpen311Router(intake, helfi),
      createReportsRouter({ follower, directory: directory.get, today, sample: folder.sample }),
      dashboardRouter({ sample: folder.sample, logo: config.KUULOLLA_LOGO ?? null }),
    ],
  });
  const server = createHttpServer(app);
  server.on('upgrade', gateway.handleUpgrade);
  const stop = async () => {
    await gateway.close();
    await closeServer(server);
    await recorder.stop();
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
    failed: Promise.all([recorder.ended, follower.ended]).then(() => new Promise<never>(() => {})),
    stop,
  };
}
