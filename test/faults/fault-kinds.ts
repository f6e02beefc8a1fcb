import { setTimeout as pause } from 'node:timers/promises';
import type { SeededRandom } from '@kuulolla/recorder/seeded-random.test-kit';
import type { Wires } from '../cluster/proxied-servers.ts';
import type { ServiceProcess } from '../cluster/service-process.ts';
import type { Cluster } from '../cluster/start-cluster.ts';
import type { FaultProxy } from '../cluster/tcp-fault-proxy.ts';
import type { Generator } from './generator.ts';

export interface FaultContext {
  readonly cluster: Cluster;
  readonly generator: Generator;
  readonly random: SeededRandom;
  /** Call at the moment from which the time to progress counts. */
  readonly measure: () => void;
}

/** One kind of fault. It does it, undoes it, and fulfils with what it was done to. */
export interface FaultKind {
  readonly name: string;
  readonly weight: number;
  /** Progress is late after this, ms; null where recording goes on beside it. */
  readonly limitMs: number | null;
  readonly run: (context: FaultContext) => Promise<string>;
}

/** A recorder is taken for dead after this: the session of its group. */
const sessionMs = 8_000;
const afterRecorderMs = 15_000;
const afterServerMs = 30_000;
/** A service that cannot start for so long is left to its restarts. */
const startMs = 20_000;

/** Hits in the middle of something: a burst of requests has just begun. */
async function inTheMidst({ generator, random }: FaultContext): Promise<void> {
  generator.burst(5 + random.below(15));
  await between(random, 0, 150);
}

const between = (random: SeededRandom, low: number, high: number) => pause(low + random.below(high - low));

const killRecorder: FaultKind = {
  name: 'kill-recorder',
  weight: 3,
  limitMs: afterRecorderMs,
  async run(context) {
    const { cluster, random, measure } = context;
    const recorder = cluster.service(random.pick(['recorder-1', 'recorder-2']));
    await inTheMidst(context);
    measure();
    await recorder.kill9();
    await between(random, 200, 4_000);
    await startAgain(recorder);
    return recorder.name;
  },
};

const stopRecorder: FaultKind = {
  name: 'stop-recorder',
  weight: 1,
  limitMs: afterRecorderMs,
  async run({ cluster, random, measure }) {
    const recorder = cluster.service(random.pick(['recorder-1', 'recorder-2']));
    measure();
    await recorder.terminate();
    await between(random, 0, 1_000);
    await startAgain(recorder);
    return recorder.name;
  },
};

/** Asleep past its session, so that others have its partitions when it goes on with the batch it had in hand. */
const zombieRecorder: FaultKind = {
  name: 'zombie-recorder',
  weight: 2,
  limitMs: afterRecorderMs,
  async run(context) {
    const { cluster, random, measure } = context;
    const recorder = cluster.service(random.pick(['recorder-1', 'recorder-2']));
    await inTheMidst(context);
    recorder.pause();
    measure();
    await between(random, sessionMs + 1_000, sessionMs + 5_000);
    recorder.resume();
    return recorder.name;
  },
};

const thirdRecorder: FaultKind = {
  name: 'third-recorder',
  weight: 2,
  limitMs: afterRecorderMs,
  async run(context) {
    const { cluster, random, measure } = context;
    const third = cluster.service('recorder-3');
    await startAgain(third);
    await between(random, 1_000, 4_000);
    const isKilled = random.chance(0.5);
    await inTheMidst(context);
    measure();
    await (isKilled ? third.kill9() : third.terminate());
    return isKilled ? 'recorder-3, killed' : 'recorder-3, stopped';
  },
};

const killBroker: FaultKind = {
  name: 'kill-broker',
  weight: 3,
  limitMs: afterServerMs,
  async run(context) {
    const { cluster, random, measure } = context;
    await inTheMidst(context);
    await cluster.broker.kill9();
    await between(random, 0, 4_000);
    await cluster.broker.restart();
    measure();
    return 'broker';
  },
};

const killStore: FaultKind = {
  name: 'kill-store',
  weight: 3,
  limitMs: afterServerMs,
  async run(context) {
    const { cluster, random, measure } = context;
    await inTheMidst(context);
    await cluster.store.kill9();
    await between(random, 0, 4_000);
    await cluster.store.restart();
    measure();
    return 'store';
  },
};

/** What can be done to a wire, for how long at most. */
const wireFaults: Readonly<Record<string, (wire: FaultProxy, random: SeededRandom) => Promise<void>>> = {
  async cut(wire, random) {
    for (let left = 1 + random.below(4); left > 0; left--) {
      wire.cut();
      await between(random, 50, 600);
    }
  },
  async refuse(wire, random) {
    wire.refuse();
    await between(random, 500, 5_000);
  },
  async stall(wire, random) {
    wire.stall();
    await between(random, 500, 12_000);
  },
  async slow(wire, random) {
    wire.slow({ delayMs: 5 + random.below(100), bytesPerSecond: 20_000 + random.below(200_000) });
    await between(random, 1_000, 5_000);
  },
};

function wireFault(how: string, weight: number, kinds: readonly string[]): FaultKind {
  const isRecorder = kinds.includes('recorder');
  return {
    name: `${how}-${isRecorder ? 'recorder' : 'other'}-wire`,
    weight,
    limitMs: isRecorder ? afterServerMs : null,
    async run({ cluster, random, measure }) {
      const names = kinds.flatMap((kind) => cluster.all(kind)).filter(({ pid }) => pid !== undefined);
      const { name } = random.pick(names);
      const speaksToLog = /^(intake|recorder)/.test(name);
      const end = speaksToLog && random.chance(0.5) ? 'log' : 'store';
      const wire = (cluster.wires.get(name) as Wires)[end];
      await wireFaults[how]?.(wire, random);
      wire.heal();
      measure();
      return `${name} to ${end}`;
    },
  };
}

function killOther(kind: string, weight: number): FaultKind {
  return {
    name: `kill-${kind}`,
    weight,
    limitMs: null,
    async run(context) {
      const { cluster, random } = context;
      const service = random.pick(cluster.all(kind));
      await inTheMidst(context);
      await service.kill9();
      await between(random, 100, 2_500);
      await startAgain(service);
      return service.name;
    },
  };
}

const stopOther: FaultKind = {
  name: 'stop-other',
  weight: 1,
  limitMs: null,
  async run({ cluster, random }) {
    const service = random.pick([
      ...cluster.all('intake'),
      ...cluster.all('live'),
      ...cluster.all('reports'),
    ]);
    await service.terminate();
    await between(random, 0, 1_000);
    await startAgain(service);
    return service.name;
  },
};

/** The first intake keeps what the broker does not take on its disk, which has room for a megabyte. */
const spoolFull: FaultKind = {
  name: 'spool-full',
  weight: 2,
  limitMs: null,
  async run({ cluster, generator }) {
    const intake = cluster.service('intake-1');
    const wire = (cluster.wires.get(intake.name) as Wires).log;
    wire.stall();
    try {
      if (intake.port === null) return 'intake-1 was down';
      const { taken, refused } = await generator.flood(`http://127.0.0.1:${intake.port}`, 25);
      return `intake-1, full after ${taken} requests, ${refused} refused`;
    } finally {
      wire.heal();
    }
  },
};

const minute = 60_000;
const jumps = [-72 * 60 * minute, -60 * minute, -minute, 5 * minute, 48 * 60 * minute];

const clockJump: FaultKind = {
  name: 'clock-jump',
  weight: 2,
  limitMs: null,
  async run({ generator, random }) {
    const byMs = random.pick(jumps);
    generator.jump(byMs);
    await between(random, 500, 4_000);
    generator.jump(0);
    return `${byMs / minute} minutes`;
  },
};

/** Faults that recording stops for; there is one at a time, or one comes on the heels of another. */
export const recordingFaults: readonly FaultKind[] = [
  killRecorder,
  stopRecorder,
  zombieRecorder,
  thirdRecorder,
  killBroker,
  killStore,
  wireFault('cut', 1, ['recorder']),
  wireFault('refuse', 1, ['recorder']),
  wireFault('stall', 1, ['recorder']),
  wireFault('slow', 1, ['recorder']),
];

/** Faults beside those. */
export const otherFaults: readonly FaultKind[] = [
  killOther('intake', 4),
  killOther('live', 2),
  killOther('reports', 1),
  killOther('dashboard', 1),
  stopOther,
  spoolFull,
  clockJump,
  wireFault('cut', 1, ['intake', 'live', 'reports']),
  wireFault('refuse', 1, ['intake', 'live', 'reports']),
  wireFault('stall', 1, ['intake', 'live', 'reports']),
  wireFault('slow', 1, ['intake', 'live', 'reports']),
];

async function startAgain(service: ServiceProcess): Promise<void> {
  await Promise.race([service.start(), pause(startMs)]);
}
