import { Counter, type Registry } from '@kuulolla/service-kit/metrics';

/** Counts how often log and store were lost and found again, from 0 on. */
export function createReconnectsMetric(registry: Registry): Readonly<Record<'log' | 'store', () => void>> {
  const reconnects = new Counter({
    name: 'kuulolla_reconnects_total',
    help: 'How often a connection was made again after one was lost, by what is at its other end.',
    labelNames: ['neighbour'],
    registers: [registry],
  });
  const counting = (neighbour: string) => {
    reconnects.inc({ neighbour }, 0);
    return () => reconnects.inc({ neighbour });
  };
  return { log: counting('log'), store: counting('store') };
}
