import { Readable } from 'node:stream';
import { loadShippedDirectory } from '@kuulolla/directory/shipped-register';
import { startChild } from './child-server.ts';
import type { Measurement } from './figure.ts';
import { residentBytes } from './process-figures.ts';
import { inTempFolder } from './temp-folder.ts';

const rows = 1_000_000;
const script = new URL('../../services/standalone/src/main.ts', import.meta.url).pathname;
const key = 'key-of-the-units-of-a-bench';

/**
 * A CSV of 1,000,000 rows without ids, spread over all units and a year, through the whole pipeline in one process that
 * starts empty: what it adds to the resident memory until all is recorded, and the rows a second until they are durable.
 */
export const measureCsv: Measurement = () =>
  inTempFolder(async (folder) => {
    const keys = `units=${key},maisa=${key}-maisa,helfi=${key}-helfi`;
    const settings = { DATA_DIR: folder, PORT: '0', SAMPLE: 'off', LOG_LEVEL: 'silent', INTAKE_KEYS: keys };
    const server = await startChild(script, settings);
    await fetch(`${server.url}/readiness`);
    const idle = residentBytes(server.pid) / 1e6;
    let peak = idle;
    const sampling = setInterval(() => {
      peak = Math.max(peak, residentBytes(server.pid) / 1e6);
    }, 200);
    const begun = performance.now();
    const answer = await fetch(`${server.url}/v1/feedback`, {
      method: 'POST',
      headers: { authorization: `api-key ${key}`, 'content-type': 'text/csv' },
      body: Readable.toWeb(Readable.from(csv())) as ReadableStream,
      duplex: 'half',
    } as RequestInit);
    const seconds = (performance.now() - begun) / 1_000;
    const { accepted } = (await answer.json()) as { accepted: number };
    if (accepted !== rows) throw new Error(`Of ${rows} rows ${accepted} went in.`);
    while ((await recorded(server.url)) < rows) await new Promise((resolve) => setTimeout(resolve, 500));
    clearInterval(sampling);
    await server.stop();
    const note = `idle at ${Math.round(idle)} MB, at most ${Math.round(peak)} MB`;
    return [
      { name: 'resident memory a CSV of 1,000,000 rows adds', value: peak - idle, unit: 'MB', note },
      { name: 'rows of a CSV made durable', value: rows / seconds, unit: '1/s' },
    ];
  });

async function recorded(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const counts = metrics.matchAll(/^kuulolla_recorder_outcomes_total\{.*\} (\d+)/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}

function* csv(): Generator<Buffer> {
  const units = loadShippedDirectory().units.map(({ id }) => id);
  const now = Date.now();
  yield Buffer.from('unit;answeredAt;nps;statements.access;comment;language;channel\n');
  for (let row = 0; row < rows; ) {
    const lines: string[] = [];
    for (const end = row + 1_000; row < end; row++) {
      const unit = units[(row * 7_919) % units.length];
      const answeredAt = new Date(now - ((row * 104_729) % 31_536_000) * 1_000).toISOString();
      const comment =
        row % 3 === 0 ? 'Ystävällinen palvelu, mutta jono oli pitkä ja ajan sai vasta kuukauden päähän.' : '';
      lines.push(`${unit};${answeredAt};${row % 11};${1 + (row % 5)};${comment};fi;touchscreen\n`);
    }
    yield Buffer.from(lines.join(''));
  }
}
