import type { SeededRandom } from '@kuulolla/recorder/seeded-random.test-kit';
import type { Wires } from '../cluster/proxied-servers.ts';
import type { FaultProxy } from '../cluster/tcp-fault-proxy.ts';
import { afterServerMs, between, type FaultKind } from './fault-kind.ts';

/** What can be done to a wire, for how long at most. */
export const wireFaults = {
  async cut(wire: FaultProxy, random: SeededRandom) {
    for (let left = 1 + random.below(4); left > 0; left--) {
      wire.cut();
      await between(random, 50, 600);
    }
  },
  async refuse(wire: FaultProxy, random: SeededRandom) {
    wire.refuse();
    await between(random, 500, 5_000);
  },
  async stall(wire: FaultProxy, random: SeededRandom) {
    wire.stall();
    await between(random, 500, 12_000);
  },
  async slow(wire: FaultProxy, random: SeededRandom) {
    wire.slow({ delayMs: 5 + random.below(100), bytesPerSecond: 20_000 + random.below(200_000) });
    await between(random, 1_000, 5_000);
  },
};

/** One way to treat a wire of one of these kinds of service, picked at random. */
export function wireFault(how: keyof typeof wireFaults, kinds: readonly string[]): FaultKind {
  const isRecorder = kinds.includes('recorder');
  return {
    name: `${how}-${isRecorder ? 'recorder' : 'other'}-wire`,
    weight: 1,
    limitMs: isRecorder ? afterServerMs : null,
    async run({ cluster, random, measure }) {
      const names = kinds.flatMap((kind) => cluster.all(kind)).filter(({ pid }) => pid !== undefined);
      const { name } = random.pick(names);
      const speaksToLog = /^(intake|recorder)/.test(name);
      const end = speaksToLog && random.chance(0.5) ? 'log' : 'store';
      const wire = (cluster.wires.get(name) as Wires)[end];
      await wireFaults[how](wire, random);
      wire.heal();
      measure();
      return `${name} to ${end}`;
    },
  };
}
