import { between, type FaultKind, inTheMidst, startAgain } from './fault-kind.ts';
import { clockJump, killSpoolingIntake, spoolFull } from './intake-faults.ts';
import {
  killAllRecorders,
  killRecorder,
  stopRecorder,
  thirdRecorder,
  zombieRecorder,
} from './recorder-faults.ts';
import { killBroker, killEverything, killStore } from './server-faults.ts';
import { wireFault } from './wire-faults.ts';

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

const beside = ['intake', 'live', 'reports'];

/** Faults that recording stops for; there is one at a time, or one comes on the heels of another. */
export const recordingFaults: readonly FaultKind[] = [
  killRecorder,
  stopRecorder,
  zombieRecorder,
  thirdRecorder,
  killBroker,
  killStore,
  killAllRecorders,
  killEverything,
  wireFault('cut', ['recorder']),
  wireFault('refuse', ['recorder']),
  wireFault('stall', ['recorder']),
  wireFault('slow', ['recorder']),
];

/** Faults beside those. */
export const otherFaults: readonly FaultKind[] = [
  killOther('intake', 4),
  killOther('live', 2),
  killOther('reports', 1),
  killOther('dashboard', 1),
  stopOther,
  spoolFull,
  killSpoolingIntake,
  clockJump,
  wireFault('cut', beside),
  wireFault('refuse', beside),
  wireFault('stall', beside),
  wireFault('slow', beside),
];
