import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { keptSampleState } from '@kuulolla/standalone/sample-state';
import { startChild } from './child-server.ts';
import type { Measurement } from './figure.ts';
import { inTempFolder } from './temp-folder.ts';

const script = new URL('../../services/standalone/src/main.ts', import.meta.url).pathname;

/** The very first start without a setting: how long until the whole sample town has gone through the doors. */
export const measureSampleTown: Measurement = () =>
  inTempFolder(async (folder) => {
    const begun = performance.now();
    const server = await startChild(script, { DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'silent' });
    const listening = (performance.now() - begun) / 1_000;
    let replayed = 0;
    for (let complete = false; !complete; await pause(100)) {
      const state = keptSampleState(join(folder, 'sample'));
      complete = state?.complete === true;
      replayed = state?.replayed ?? 0;
    }
    const seconds = (performance.now() - begun) / 1_000;
    const cpu = await server.cpuSeconds();
    await server.stop();
    const note = `${replayed} messages in ${cpu.toFixed(0)} s of processor time; it listens after ${listening.toFixed(1)} s`;
    return [{ name: 'the sample town is complete', value: seconds, unit: 's', note }];
  });
