import { mkdirSync } from 'node:fs';
import { helsinkiDay } from '@kuulolla/calendar/day';
import { loadShippedDirectory } from '@kuulolla/directory/shipped-register';
import { recordBatch } from '@kuulolla/recorder/record-batch';
import { readUnitKnowledge } from '@kuulolla/recorder/unit-knowledge';
import { openSqliteStore } from '@kuulolla/store/sqlite-store';
import { startChild } from './child-server.ts';
import type { Figure, Measurement } from './figure.ts';
import { encodedEvents } from './recorded-events.ts';
import { inTempFolder } from './temp-folder.ts';

const script = new URL('../../services/standalone/src/main.ts', import.meta.url).pathname;

/** Seconds from the command to `/readiness`, with answers of two years in the store. */
export const measureStart: Measurement = async () => [
  await measureStore(120_000),
  await measureStore(1_200_000),
];

function measureStore(answers: number): Promise<Figure> {
  return inTempFolder(async (folder) => {
    await fill(`${folder}/answers`, answers);
    const runs: number[] = [];
    for (let run = 0; run < 3; run++) runs.push(await startOnce(folder));
    const value = runs.sort((a, b) => a - b)[1] ?? Number.NaN;
    return {
      name: `start with ${answers} answers`,
      value,
      unit: 's',
      note: `runs ${runs.map((s) => s.toFixed(2))}`,
    };
  });
}

async function startOnce(folder: string): Promise<number> {
  const start = performance.now();
  const child = await startChild(script, { DATA_DIR: folder, PORT: '0', SAMPLE: 'off', LOG_LEVEL: 'silent' });
  await fetch(`${child.url}/readiness`);
  const seconds = (performance.now() - start) / 1_000;
  await child.stop();
  return seconds;
}

async function fill(folder: string, answers: number): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const store = await openSqliteStore({ file: `${folder}/store.sqlite` });
  await store.putDirectory(loadShippedDirectory());
  const units = await readUnitKnowledge(store);
  const topic = { id: 'bench', partitions: 1 };
  for (let offset = 0; offset < answers; ) {
    const messages = encodedEvents(Math.min(2_000, answers - offset), 730, Date.now()).map(
      (event, index) => ({
        ...event,
        offset: offset + index,
        appendedAt: 0,
      }),
    );
    await recordBatch(
      store,
      { topic, partition: 0, messages },
      { units, dayOf: helsinkiDay, now: Date.now() },
    );
    offset += messages.length;
  }
  await store.close();
}
