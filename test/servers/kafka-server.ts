import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { installOnce } from './install-once.ts';
import { killWithParent } from './kill-with-parent.ts';
import { serverPorts } from './server-ports.ts';

const run = promisify(execFile);
const pom = join(import.meta.dirname, 'kafka', 'pom.xml');
const logging = join(import.meta.dirname, 'kafka', 'log4j2.properties');
const cache = resolve(import.meta.dirname, '../../.cache');
/** A cold machine compiles as it starts; a busy one takes its time. */
const startTimeoutMs = 240_000;

export interface KafkaServer {
  /** `host:port`, as `KAFKA_BROKERS` has it. */
  readonly brokers: readonly string[];
  readonly port: number;
  /** Where the controller of its cluster listens. */
  readonly controllerPort: number;
  /** Of the running broker. */
  readonly pid: number;
  /** Ends the broker as a power cut would end its process, and resolves when it is gone. */
  kill9(): Promise<void>;
  /** Starts the killed or stopped broker again on its port and its data; resolves when it takes connections. */
  restart(): Promise<void>;
  /** Ends the broker and deletes its folder, unless the caller named that. */
  stop(): Promise<void>;
}

export interface KafkaServerOptions {
  /** Where its data lies; a temporary folder unless named. */
  readonly folder?: string;
  /** Where it listens; a free port unless named. */
  readonly port?: number;
  /** Lines of server.properties beside or instead of our own. */
  readonly properties?: Readonly<Record<string, string>>;
  /** What clients are told to connect to, where a proxy stands between. */
  readonly advertised?: string;
  /** Makes it the second broker of the cluster of this one, which keeps the controller and can lose the second. */
  readonly joins?: KafkaServer;
}

/**
 * A real Kafka broker for tests, one node with its own controller, from Maven Central (downloaded once into `.cache`).
 * It needs Java 17 and Maven on the path, and dies with this process.
 */
export async function startKafkaServer(options: KafkaServerOptions = {}): Promise<KafkaServer> {
  const installed = await installKafka();
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'kafka-'));
  const [ownPort = 0, ownControllerPort = 0] = await serverPorts(2);
  const port = options.port ?? ownPort;
  const controllerPort = options.joins?.controllerPort ?? ownControllerPort;
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(folder, 'data'))) {
    cpSync(join(installed, 'formatted'), join(folder, 'data'), { recursive: true });
    if (options.joins) nameSecond(join(folder, 'data', 'meta.properties'));
  }
  const properties = serverProperties(join(folder, 'data'), port, controllerPort, options);
  writeFileSync(join(folder, 'server.properties'), properties);

  let broker = await startBroker();

  async function startBroker(): Promise<ChildProcess> {
    const started = spawn('java', javaArguments(installed, folder), { stdio: 'ignore', detached: true });
    killWithParent(started, options.folder === undefined ? folder : null);
    await untilListening(started, port, folder);
    return started;
  }

  const kill9 = () => endOf(broker, 'SIGKILL');
  return {
    brokers: [`127.0.0.1:${port}`],
    port,
    controllerPort,
    get pid() {
      return broker.pid as number;
    },
    kill9,
    async restart() {
      await kill9();
      broker = await startBroker();
    },
    async stop() {
      await kill9();
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Jars and a formatted data folder, which every broker starts from as a copy. */
async function installKafka(): Promise<string> {
  const version = /<version>(4[\d.]+)</.exec(readFileSync(pom, 'utf8'))?.[1];
  return installOnce(join(cache, `kafka-${version}`), async (into) => {
    const libraries = join(into, 'libraries');
    const repository = join(into, 'maven');
    const copy = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${libraries}`];
    try {
      await run('mvn', ['-q', '-B', '-f', pom, `-Dmaven.repo.local=${repository}`, ...copy]);
    } catch (cause) {
      const text =
        'The Kafka broker for tests could not be installed: it needs Java 17 or newer, Maven and Maven Central; or set KAFKA_BROKERS.';
      throw new Error(text, { cause });
    }
    rmSync(repository, { recursive: true });
    await format(libraries, join(into, 'formatted'));
  });
}

async function format(libraries: string, data: string): Promise<void> {
  const file = `${data}.properties`;
  writeFileSync(file, serverProperties(data, 9092, 9093, {}));
  const tool = ['-cp', `${libraries}/*`, 'kafka.tools.StorageTool'];
  await run('java', [...tool, 'format', '-t', 'S3V1bG9sbGFUZXN0cy0tLQ', '-c', file]);
  rmSync(file);
}

/** Without the id of the folder it is a copy of, it gets one of its own: no two of a cluster may have the same. */
function nameSecond(file: string): void {
  const kept = readFileSync(file, 'utf8').replace(/^directory\.id=.*\n/m, '');
  writeFileSync(file, kept.replace('node.id=1', 'node.id=0'));
}

function serverProperties(data: string, port: number, controllerPort: number, options: KafkaServerOptions) {
  const properties: Record<string, string> = {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://${options.advertised ?? `127.0.0.1:${port}`}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map':
      'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT',
    'log.dirs': data,
    'auto.create.topics.enable': 'false',
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '4',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
    // Tests form groups often; waiting for more members helps none of them.
    'group.initial.rebalance.delay.ms': '0',
    // A killed broker may come back only when its session has ended: 9 s unless said.
    'broker.session.timeout.ms': '2000',
    'broker.heartbeat.interval.ms': '500',
    'num.network.threads': '2',
    'num.io.threads': '4',
    'background.threads': '2',
    'log.cleaner.dedupe.buffer.size': '4000000',
    ...(options.joins && {
      'process.roles': 'broker',
      'node.id': '0',
      listeners: `PLAINTEXT://127.0.0.1:${port}`,
    }),
    ...options.properties,
  };
  return `${Object.entries(properties)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')}\n`;
}

function javaArguments(installed: string, folder: string): string[] {
  return [
    '-Xms96m',
    '-Xmx256m',
    '-XX:+UseSerialGC',
    // The first compiler only: a test's broker is young.
    '-XX:TieredStopAtLevel=1',
    '-Xshare:auto',
    '-Djava.awt.headless=true',
    `-Dkafka.folder=${folder}`,
    `-Dlog4j2.configurationFile=${logging}`,
    '-cp',
    `${installed}/libraries/*`,
    'kafka.Kafka',
    join(folder, 'server.properties'),
  ];
}

async function untilListening(broker: ChildProcess, port: number, folder: string): Promise<void> {
  const deadline = Date.now() + startTimeoutMs;
  while (!(await isListening(port))) {
    if (broker.exitCode !== null || broker.signalCode !== null) {
      throw new Error(`Kafka ended as it started. ${lastWords(folder)}`);
    }
    if (Date.now() > deadline) {
      await endOf(broker, 'SIGKILL');
      throw new Error(`Kafka did not start within ${startTimeoutMs / 1000} s. ${lastWords(folder)}`);
    }
    await pause(50);
  }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((fulfil) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      fulfil(true);
    });
    socket.once('error', () => fulfil(false));
  });
}

function lastWords(folder: string): string {
  const log = join(folder, 'broker.log');
  return existsSync(log) ? readFileSync(log, 'utf8').slice(-2_000) : 'It wrote no log.';
}

function endOf(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((fulfil) => {
    child.once('exit', () => fulfil());
    child.kill(signal);
  });
}
