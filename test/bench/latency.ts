import { randomBytes } from 'node:crypto';
import { startChild } from './child-server.ts';
import { type Figure, type Measurement, quantile } from './figure.ts';
import { latenciesOf } from './latency-of.ts';
import { inTempFolder } from './temp-folder.ts';

const script = new URL('../../services/standalone/src/main.ts', import.meta.url).pathname;
const load = { clients: 200, rate: 500, seconds: 15 };

/** From the acknowledgement of an answer to the message about it at the client, in one process on embedded storage. */
export const measureLatency: Measurement = () =>
  inTempFolder(async (folder) => {
    const key = randomBytes(18).toString('hex');
    const child = await startChild(script, {
      DATA_DIR: folder,
      PORT: '0',
      INTAKE_KEYS: `units=${key},maisa=${key}m,helfi=${key}h`,
      INTAKE_REQUESTS_PER_MINUTE: '100000000',
      LOG_LEVEL: 'silent',
    });
    const liveUrls = [child.url.replace('http', 'ws')];
    const delays = await latenciesOf({ doorUrl: child.url, key, liveUrls, ...load });
    await child.stop();
    return latencyFigures('embedded', delays, load);
  });

/** p50 and p99 as figures. */
export function latencyFigures(
  storage: string,
  delays: readonly number[],
  { clients, rate }: { clients: number; rate: number },
): Figure[] {
  return [0.5, 0.99].map((share) => ({
    name: `acknowledged to client, p${share * 100}, ${rate} answers/s, ${clients} clients, ${storage}`,
    value: quantile(delays, share),
    unit: 'ms',
    note: `${delays.length} deliveries, ${delays.filter((delay) => !Number.isFinite(delay)).length} missing`,
  }));
}
