import { afterRecorderMs, between, type FaultKind, inTheMidst, startAgain } from './fault-kind.ts';

/** A recorder is taken for dead after this: the session of its group. */
const sessionMs = 8_000;

export const killRecorder: FaultKind = {
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

export const stopRecorder: FaultKind = {
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
export const zombieRecorder: FaultKind = {
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

export const thirdRecorder: FaultKind = {
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

export const killAllRecorders: FaultKind = {
  name: 'kill-all-recorders',
  weight: 1,
  limitMs: afterRecorderMs,
  async run(context) {
    const { cluster, random, measure } = context;
    const recorders = [cluster.service('recorder-1'), cluster.service('recorder-2')];
    await inTheMidst(context);
    await Promise.all(recorders.map((recorder) => recorder.kill9()));
    await between(random, 0, 2_000);
    await Promise.all(recorders.map(startAgain));
    measure();
    return 'recorder-1 and recorder-2';
  },
};
