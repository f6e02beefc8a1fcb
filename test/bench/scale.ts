import { helsinkiDay } from '@kuulolla/calendar/day';
import { restoreStore } from '@kuulolla/storage/restore-storage';
import { storageSettings } from '@kuulolla/storage/storage-settings';
import { setupMongoStore } from '@kuulolla/store/mongo/setup';
import { z } from 'zod';
import { startMongoServer } from '../servers/mongo-server.ts';
import { type BulkSize, bulkRecords, registerOf } from './bulk-answers.ts';
import { startChild } from './child-server.ts';
import { type Figure, type Measurement, merged } from './figure.ts';
import { mostResidentBytes, residentBytes } from './process-figures.ts';
import { queryFigures } from './query-times.ts';
import { inTempFolder } from './temp-folder.ts';

/**
 * A city has 120,000 answers a year at 349 units; a county that asks everybody has 600,000 a year, here for two years; a
 * country has ten cities' units and 12 million a year.
 */
const city: BulkSize = { answers: 120_000, cities: 1, days: 365 };
const county: BulkSize = { answers: 1_200_000, cities: 1, days: 730 };
const country: BulkSize = { answers: 12_000_000, cities: 10, days: 365 };
const runs = 3;
const mongoDatabase = 'scale';

interface StoreUnderLoad {
  readonly name: string;
  readonly settings: Record<string, string>;
  readonly services: readonly ('standalone' | 'live' | 'reports')[];
}

/** Start, memory and queries by how much the store holds, which is loaded in bulk as documents and tallies. */
export const measureCity: Measurement = () => onSqlite(city);
export const measureCounty: Measurement = () => onSqlite(county);
export const measureCountry: Measurement = () => onSqlite(country);

/** The same of a city on the stand-in for MongoDB, which takes no more in bulk within minutes. */
export const measureCityOnMongo: Measurement = async () => {
  const server = await startMongoServer();
  try {
    await setupMongoStore({ url: server.url, database: mongoDatabase });
    return await measureStore(city, mongoAt(server.url));
  } finally {
    await server.stop();
  }
};

function onSqlite(size: BulkSize): Promise<Figure[]> {
  return inTempFolder((folder) => measureStore(size, sqliteIn(folder)));
}

const sqliteIn = (folder: string): StoreUnderLoad => ({
  name: 'SQLite',
  settings: { DATA_DIR: folder, SAMPLE: 'off' },
  services: ['standalone', 'live', 'reports'],
});

/** Gateway and reports read the store alone: nobody asks the log. */
const mongoAt = (url: string): StoreUnderLoad => ({
  name: 'the stand-in for MongoDB',
  settings: { MONGODB_URL: url, MONGODB_DATABASE: mongoDatabase, KAFKA_BROKERS: '127.0.0.1:9' },
  services: ['live', 'reports'],
});

async function measureStore(
  size: BulkSize,
  { name: store, settings, services }: StoreUnderLoad,
): Promise<Figure[]> {
  const loading = await load(size, settings);
  const all: Figure[][] = [];
  for (let run = 0; run < runs; run += 1) {
    const started = [];
    for (const service of services) started.push(await measureService(service, size, settings));
    all.push(started.flat());
  }
  const where = `${size.answers / 1e6} million answers on ${store}`;
  return [...merged(all), loading].map(({ name, ...figure }) => ({ name: `${name}, ${where}`, ...figure }));
}

async function load(size: BulkSize, settings: Record<string, string>): Promise<Figure> {
  const start = performance.now();
  let answers = 0;
  let tallies = 0;
  async function* counted() {
    for await (const chunk of bulkRecords(size, helsinkiDay(Date.now()))) {
      for (const [kind] of chunk) {
        if (kind === 'answer') answers += 1;
        if (kind === 'tally') tallies += 1;
      }
      yield chunk;
    }
  }
  await restoreStore(z.object(storageSettings).parse(settings), counted(), Date.now());
  const seconds = (performance.now() - start) / 1_000;
  return {
    name: 'restored in bulk',
    value: Math.round(answers / seconds),
    unit: 'answers/s',
    note: `${answers} answers of ${size.days} days at ${349 * size.cities} units, ${tallies} tallies`,
  };
}

async function measureService(
  service: StoreUnderLoad['services'][number],
  size: BulkSize,
  settings: Record<string, string>,
): Promise<Figure[]> {
  const script = new URL(`../../services/${service}/src/main.ts`, import.meta.url).pathname;
  const start = performance.now();
  const child = await startChild(script, { PORT: '0', METRICS_PORT: '0', LOG_LEVEL: 'error', ...settings });
  try {
    await fetch(`${child.url}/readiness`);
    const seconds = (performance.now() - start) / 1_000;
    const now = mebibytes(residentBytes(child.pid));
    const most = mebibytes(mostResidentBytes(child.pid));
    return [
      { name: `start of ${service}`, value: seconds, unit: 's', note: 'from the command to /readiness' },
      { name: `resident memory of ${service} after its start`, value: now, unit: 'MiB' },
      { name: `most resident memory of ${service} as it started`, value: most, unit: 'MiB' },
      ...(service === 'reports' ? await queryFigures(child.url, registerOf(size.cities)) : []),
    ];
  } finally {
    await child.stop();
  }
}

function mebibytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}
