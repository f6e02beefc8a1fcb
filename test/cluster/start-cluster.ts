import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { loadShippedDirectory } from '@kuulolla/directory/shipped-register';
import type { EventLog } from '@kuulolla/event-log/event-log';
import { openKafkaEventLog } from '@kuulolla/event-log/kafka-event-log';
import { openMongoStore } from '@kuulolla/store/mongo-store';
import type { Store } from '@kuulolla/store/store';
import type { KafkaServer } from '../servers/kafka-server.ts';
import type { MongoServer } from '../servers/mongo-server.ts';
import {
  type ClusterSettings,
  keysSetting,
  newClusterSettings,
  storageEnvironment,
} from './cluster-settings.ts';
import { type Behind, type Front, startFront } from './front.ts';
import { type StartStore, startProxiedServers, type Wires } from './proxied-servers.ts';
import { type CommandEnd, runCommand } from './run-command.ts';
import { type ServiceProcess, serviceProcess } from './service-process.ts';

export interface ClusterOptions {
  /** Takes everything: data, logs, spools. */
  readonly folder: string;
  readonly intakes?: number;
  readonly recorders?: number;
  readonly lives?: number;
  /** Of the front; a free one unless named. */
  readonly port?: number;
  /** Runs instead of the recorder's own `main.ts`: a file from the project's root, and its arguments. */
  readonly recorderMain?: readonly string[];
  /** Settings of single services beside the shared ones, by name. */
  readonly settings?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly logLevel?: string;
  /** Of this many units; the whole shipped register unless said. */
  readonly units?: number;
  /** Services reach broker and store past their wires, which cost time of this process: for what is measured. */
  readonly pastWires?: boolean;
  /** Another store than the stand-in for MongoDB. */
  readonly startStore?: StartStore;
}

/** The whole of Kuulolla on this machine, each service as a process of its own, which all end with this one. */
export interface Cluster {
  readonly folder: string;
  readonly settings: ClusterSettings;
  readonly front: Front;
  readonly broker: KafkaServer;
  readonly store: MongoServer;
  /** By name: `intake-1`, `recorder-2`, `live-1`, `reports`, `dashboard`. */
  readonly services: ReadonlyMap<string, ServiceProcess>;
  /** The wires of every service to broker and store. */
  readonly wires: ReadonlyMap<string, Wires>;
  service(name: string): ServiceProcess;
  /** Services whose name begins so. */
  all(kind: string): readonly ServiceProcess[];
  /** Straight to the broker and the store, past all wires. */
  openLog(): Promise<EventLog>;
  openStore(): Promise<Store>;
  /** The operator's command, straight to both. */
  command(...words: readonly string[]): Promise<CommandEnd>;
  /** SIGTERM to every service, what feeds first; then broker and store. */
  stop(): Promise<void>;
  /** kill -9 to everything. */
  abandon(): Promise<void>;
}

const mains = {
  intake: 'services/intake/src/main.ts',
  recorder: 'services/recorder/src/main.ts',
  live: 'services/live/src/main.ts',
  reports: 'services/reports/src/main.ts',
  dashboard: 'services/dashboard/server/main.ts',
} as const;

const topicOfOneBroker = join(import.meta.dirname, 'topic-of-one-broker.json');

/** A machine that does much else takes its time. */
const startMs = 240_000;

type Kind = keyof typeof mains;
const behind: Readonly<Record<Behind, Kind>> = {
  intakes: 'intake',
  lives: 'live',
  reports: 'reports',
  dashboard: 'dashboard',
};

/**
 * Starts broker, store and every service; fulfils when all listen and the register is in the store. One recorder more
 * than asked for is there and down, for whoever wants the partitions shared out anew.
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const { folder, intakes = 2, recorders = 2, lives = 2 } = options;
  mkdirSync(folder, { recursive: true });
  const settings = newClusterSettings();
  const names = [
    ...numbered('intake', intakes),
    ...numbered('recorder', recorders + 1),
    ...numbered('live', lives),
    'reports',
  ];
  const {
    broker,
    store,
    wires,
    stop: stopServers,
  } = await startProxiedServers(folder, names, options.startStore);
  const direct = storageEnvironment(settings, { log: broker.port, store: store.port });
  const services = new Map<string, ServiceProcess>();
  for (const name of [...names, 'dashboard']) {
    services.set(name, serviceProcess({ name, folder, ...howToRun(name, options, settings, wires, direct) }));
  }
  const all = (kind: string) => [...services.values()].filter(({ name }) => name.startsWith(kind));
  let front: Front | null = null;

  async function end(how: (service: ServiceProcess) => Promise<unknown>): Promise<void> {
    await front?.close();
    front = null;
    for (const kinds of [['intake'], ['recorder'], ['live', 'reports', 'dashboard']]) {
      await Promise.all(kinds.flatMap(all).map(how));
    }
    await stopServers();
  }
  const abandon = () => end((service) => service.kill9());

  try {
    await prepare(direct, options.units);
    const spare = `recorder-${recorders + 1}`;
    await Promise.all([...services.values()].map((one) => (one.name === spare ? null : comeUp(one, folder))));
    front = await startFront(
      (group) => all(behind[group]).flatMap(({ port }) => (port === null ? [] : [port])),
      options,
    );
    return {
      folder,
      settings,
      front,
      broker,
      store,
      services,
      wires,
      all,
      service: (name) => services.get(name) as ServiceProcess,
      openLog: () =>
        openKafkaEventLog({
          brokers: broker.brokers,
          topic: settings.topic,
          clientId: 'cluster',
          appendMs: 5_000,
        }),
      openStore: () => openMongoStore({ url: direct.MONGODB_URL as string, database: settings.database }),
      command: (...words) => runCommand(direct, words),
      stop: () =>
        end(async (service) => {
          service.resume();
          await service.terminate();
        }),
      abandon,
    };
  } catch (error) {
    await abandon();
    throw error;
  }
}

function numbered(kind: Kind, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${kind}-${index + 1}`);
}

function howToRun(
  name: string,
  {
    folder,
    recorderMain = [mains.recorder],
    logLevel = 'info',
    settings: own = {},
    pastWires,
  }: ClusterOptions,
  settings: ClusterSettings,
  wires: ReadonlyMap<string, Wires>,
  direct: Readonly<Record<string, string>>,
) {
  const kind = name.replace(/-\d+$/, '') as Kind;
  const mine = wires.get(name);
  const environment: Record<string, string> = { LOG_LEVEL: logLevel };
  if (mine) Object.assign(environment, pastWires ? direct : storageEnvironment(settings, portsOf(mine)));
  if (kind === 'intake') {
    environment.INTAKE_KEYS = keysSetting(settings.keys);
    environment.INTAKE_FINGERPRINT_KEY = settings.fingerprintKey;
    environment.INTAKE_REQUESTS_PER_MINUTE = '1000000';
    mkdirSync(join(folder, 'spools'), { recursive: true });
  }
  return {
    main: kind === 'recorder' ? recorderMain : [mains[kind]],
    environment: { ...environment, ...own[name] },
  };
}

async function comeUp(service: ServiceProcess, folder: string): Promise<void> {
  const up = service.start().then(() => true);
  if (await Promise.race([up, pause(startMs, false, { ref: false })])) return;
  const said = readFileSync(join(folder, `${service.name}.log`), 'utf8').slice(-1_000);
  throw new Error(`${service.name} did not come up within ${startMs / 1_000} s. ${said}`);
}

function portsOf({ log, store }: Wires) {
  return { log: log.port, store: store.port };
}

/** Topic, indexes and the shipped register, or the beginning of it. */
async function prepare(environment: Readonly<Record<string, string>>, units = 1_000_000): Promise<void> {
  const { code, text } = await runCommand(environment, ['setup', '--topics', topicOfOneBroker]);
  if (code !== 0) throw new Error(`kuulolla setup failed: ${text}`);
  const { MONGODB_URL: url = '', MONGODB_DATABASE: database = '' } = environment;
  const store = await openMongoStore({ url, database });
  try {
    const shipped = loadShippedDirectory();
    await store.putDirectory({ ...shipped, units: shipped.units.slice(0, units) });
  } finally {
    await store.close();
  }
}
