import { setTimeout as pause } from 'node:timers/promises';
import type { Wires } from '../cluster/proxied-servers.ts';
import { between, type FaultKind, startAgain } from './fault-kind.ts';

/** The first intake keeps what the broker does not take on its disk, which has room for a megabyte. */
export const spoolFull: FaultKind = {
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

/** A busy machine takes its time. */
const startMs = 120_000;

/**
 * It dies with answers on its disk that the broker has not, and has to take more in its next life, which begins before the
 * broker is back, and to deliver all of them.
 */
export const killSpoolingIntake: FaultKind = {
  name: 'kill-spooling-intake',
  weight: 2,
  limitMs: null,
  async run({ cluster, generator, random }) {
    const intake = cluster.service('intake-1');
    const wire = (cluster.wires.get(intake.name) as Wires).log;
    wire.stall();
    try {
      if (intake.port === null) return 'intake-1 was down';
      const { taken } = await generator.flood(`http://127.0.0.1:${intake.port}`, 1 + random.below(6));
      generator.burst(5 + random.below(10));
      await between(random, 0, 1_000);
      await intake.kill9();
      const hasStarted = await Promise.race([
        intake.start().then(() => true),
        pause(startMs, false, { ref: false }),
      ]);
      if (!hasStarted) throw new Error('intake-1 has a spool and does not start while the broker is away.');
      generator.burst(5 + random.below(10));
      await between(random, 0, 1_000);
      return `intake-1, with ${taken} requests on its disk`;
    } finally {
      wire.heal();
      await startAgain(intake);
    }
  },
};

const minute = 60_000;
const jumps = [-72 * 60 * minute, -60 * minute, -minute, 5 * minute, 48 * 60 * minute];

export const clockJump: FaultKind = {
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
