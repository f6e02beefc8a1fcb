import { loadShippedDirectory } from '@kuulolla/directory/shipped-register';
import { openSqliteEventLog } from '@kuulolla/event-log/sqlite-event-log';
import { startRecorder } from '@kuulolla/recorder/recorder';
import { createLogger } from '@kuulolla/service-kit/logger';
import { openSqliteStore } from '@kuulolla/store/sqlite-store';
import type { Figure, Measurement } from './figure.ts';
import { encodedEvents } from './recorded-events.ts';
import { inTempFolder } from './temp-folder.ts';

const events = 60_000;

/** Events a second and core from the embedded log into the embedded store; reading, deciding, writing, all of it. */
export const measureRecorder: Measurement = async () => [
  await measureSpread('answers of one year', 365),
  await measureSpread('answers of one day', 1),
];

function measureSpread(name: string, days: number): Promise<Figure> {
  return inTempFolder(async (folder) => {
    const log = await openSqliteEventLog({ file: `${folder}/log.sqlite` });
    const store = await openSqliteStore({ file: `${folder}/store.sqlite` });
    await store.putDirectory(loadShippedDirectory());
    const encoded = encodedEvents(events, days, Date.now());
    for (let at = 0; at < encoded.length; at += 500) await log.append(encoded.slice(at, at + 500));
    const { promise: done, resolve } = Promise.withResolvers<void>();
    let recorded = 0;
    const [cpu, start] = [process.cpuUsage(), performance.now()];
    const recorder = await startRecorder({
      log,
      store,
      clock: Date.now,
      logger: createLogger('bench', 'silent'),
      onRecorded: ({ messages }) => {
        recorded += messages.length;
        if (recorded === events) resolve();
      },
    });
    await Promise.race([done, recorder.ended]);
    const { user, system } = process.cpuUsage(cpu);
    const seconds = (performance.now() - start) / 1_000;
    await recorder.stop();
    await log.close();
    await store.close();
    const note = `${Math.round(events / seconds)} a second of wall time`;
    return {
      name: `recorded events, ${name}`,
      value: events / ((user + system) / 1e6),
      unit: '1/s and core',
      note,
    };
  });
}
