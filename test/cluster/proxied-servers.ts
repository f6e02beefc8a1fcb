import { type KafkaServer, startKafkaServer } from '../servers/kafka-server.ts';
import { type MongoServer, startMongoServer } from '../servers/mongo-server.ts';
import { serverPorts } from '../servers/server-ports.ts';
import { type FaultProxy, startFaultProxy } from './tcp-fault-proxy.ts';

/** The two wires of a service. */
export interface Wires {
  readonly log: FaultProxy;
  readonly store: FaultProxy;
}

/** Starts the store with its data in a folder. */
export type StartStore = (folder: string) => Promise<MongoServer>;

/** A broker and a store, and for each service that is named wires of its own to them. */
export interface ProxiedServers {
  readonly broker: KafkaServer;
  readonly store: MongoServer;
  readonly wires: ReadonlyMap<string, Wires>;
  stop(): Promise<void>;
}

/**
 * Starts both with their data in `folder`. A Kafka client goes where the broker tells it, so every service has a listener
 * of its own, which is advertised at that service's wire.
 */
export async function startProxiedServers(
  folder: string,
  services: readonly string[],
  startStore: StartStore = (into) => startMongoServer({ folder: into }),
): Promise<ProxiedServers> {
  const [port = 0, controllerPort = 0, ...listeners] = await serverPorts(2 + 2 * services.length);
  const logPort = (at: number) => listeners[2 * at] as number;
  const wirePort = (at: number) => listeners[2 * at + 1] as number;
  const listenersOf = (portOf: (at: number) => number) =>
    services.map((_, at) => `SERVICE${at}://127.0.0.1:${portOf(at)}`);
  // The server that it may name is somebody else's, and these are killed.
  delete process.env.MONGODB_URL;
  const [broker, store] = await Promise.all([
    startKafkaServer({
      folder: `${folder}/broker`,
      port,
      properties: {
        'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
        listeners: [
          `PLAINTEXT://127.0.0.1:${port}`,
          `CONTROLLER://127.0.0.1:${controllerPort}`,
          ...listenersOf(logPort),
        ].join(),
        'advertised.listeners': [`PLAINTEXT://127.0.0.1:${port}`, ...listenersOf(wirePort)].join(),
        'listener.security.protocol.map': [
          'PLAINTEXT:PLAINTEXT',
          'CONTROLLER:PLAINTEXT',
          ...services.map((_, at) => `SERVICE${at}:PLAINTEXT`),
        ].join(),
        'inter.broker.listener.name': 'PLAINTEXT',
        'num.network.threads': '1',
      },
    }),
    startStore(`${folder}/store`),
  ]);
  const wires = new Map<string, Wires>();
  for (const [at, name] of services.entries()) {
    wires.set(name, {
      log: await startFaultProxy({ target: logPort(at), port: wirePort(at) }),
      store: await startFaultProxy({ target: store.port }),
    });
  }
  return {
    broker,
    store,
    wires,
    async stop() {
      await Promise.all([...wires.values()].flatMap(({ log, store: wire }) => [log.close(), wire.close()]));
      await Promise.all([broker.stop(), store.stop()]);
    },
  };
}
