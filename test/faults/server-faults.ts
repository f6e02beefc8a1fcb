import { afterServerMs, between, type FaultKind, inTheMidst, startAgain } from './fault-kind.ts';

export const killBroker: FaultKind = {
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

export const killStore: FaultKind = {
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

/** Everything that keeps or moves answers goes at once, and comes back in the order of a machine that starts. */
export const killEverything: FaultKind = {
  name: 'kill-everything',
  weight: 1,
  limitMs: afterServerMs,
  async run(context) {
    const { cluster, measure } = context;
    const services = ['intake-1', 'intake-2', 'recorder-1', 'recorder-2'].map(cluster.service);
    await inTheMidst(context);
    await Promise.all([cluster.broker.kill9(), cluster.store.kill9(), ...services.map((one) => one.kill9())]);
    const up = Promise.all(services.map(startAgain));
    await Promise.all([cluster.broker.restart(), cluster.store.restart()]);
    measure();
    await up;
    return 'broker, store, both intakes and both recorders';
  },
};
