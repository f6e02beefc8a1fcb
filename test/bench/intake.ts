import { randomBytes } from 'node:crypto';
import { deviceAnswer } from './answers.ts';
import { startChild } from './child-server.ts';
import type { Figure, Measurement } from './figure.ts';
import { postAll } from './post-load.ts';
import { inTempFolder } from './temp-folder.ts';

const script = new URL('./intake-process.ts', import.meta.url).pathname;

/** Answers acknowledged a second and core of the intake process, fsync on, by answers a request. */
export const measureIntake: Measurement = () =>
  inTempFolder(async (folder) => {
    const key = randomBytes(18).toString('hex');
    const child = await startChild(script, { DATA_DIR: folder, BENCH_KEY: key });
    const headers = { authorization: `api-key ${key}`, 'content-type': 'application/json' };
    const figures: Figure[] = [];
    for (const [size, requests] of [
      [1, 15_000],
      [100, 1_000],
    ] as const) {
      const now = Date.now();
      function* bodies(count: number) {
        for (let at = 0; at < count; at++) {
          const answers = Array.from({ length: size }, (_, index) => deviceAnswer(at * size + index, now));
          yield JSON.stringify(size === 1 ? answers[0] : answers);
        }
      }
      const url = `${child.url}/v1/feedback`;
      await postAll(url, headers, () => bodies(requests / 10), 32);
      const [cpu, start] = [await child.cpuSeconds(), performance.now()];
      await postAll(url, headers, () => bodies(requests), 32);
      const seconds = (performance.now() - start) / 1_000;
      const perCore = (requests * size) / ((await child.cpuSeconds()) - cpu);
      const note = `${Math.round((requests * size) / seconds)} a second of wall time, sender on the other core`;
      figures.push({
        name: `acknowledged answers, ${size} a request`,
        value: perCore,
        unit: '1/s and core',
        note,
      });
    }
    await child.stop();
    return figures;
  });
