import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createMoodyLog, event, openInTest, spoolFiles, testFolder, until } from './spool.test-kit.ts';
import { startSpooler } from './test-processes/spooler.ts';

const isKept = (line: string) => line.startsWith('k');
const isRefused = (line: string) => line.startsWith('refused');

/** Delivers what is left with a log that is up, then holds the log against what was acknowledged. */
async function expectAllDelivered(folder: string, logFile: string, acknowledged: readonly string[]) {
  await startSpooler([folder, logFile, '0', '0']).gone;
  expect(spoolFiles(folder)).toEqual([]);
  const firstAt = new Map<string, number>();
  const log = readFileSync(logFile, 'utf8').split('\n');
  log.forEach((line, at) => {
    const whole = line.endsWith(';') ? line.slice(0, -1) : null;
    if (whole !== null && !firstAt.has(whole)) firstAt.set(whole, at);
  });
  expect(acknowledged.filter((line) => !firstAt.has(line))).toEqual([]);
  // Each key's appends were called one after the other, so they lie in the log in the order of their answers.
  const byKey = Object.groupBy(acknowledged, (line) => line.split(' ')[0] as string);
  for (const lines of Object.values(byKey)) {
    const places = (lines ?? []).map((line) => firstAt.get(line) as number);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  }
}

function placesOfTest(): { folder: string; logFile: string } {
  const parent = testFolder();
  return { folder: join(parent, 'spool'), logFile: join(parent, 'log') };
}

test('loses nothing it acknowledged and keeps the order when the process is killed, again and again', async () => {
  const seed = Number(process.env.SEED ?? 1 + Math.floor(Math.random() * 1e9));
  process.stdout.write(`spool kills: SEED=${seed}\n`);
  const { folder, logFile } = placesOfTest();
  const acknowledged: string[] = [];
  for (let round = 1; round <= 8; round += 1) {
    const spooler = startSpooler([folder, logFile, String(round * 1_000_000), String(seed + round)]);
    const enough = 20 + ((seed * round) % 700);
    await spooler.until(({ length }) => length >= enough);
    await spooler.kill();
    acknowledged.push(...spooler.lines().filter(isKept));
  }
  await expectAllDelivered(folder, logFile, acknowledged);
}, 120_000);

function can(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test.skipIf(!can('prlimit', '--version'))(
  'refuses while no file may grow, acknowledges nothing by halves, and works again afterwards',
  async () => {
    const { folder, logFile } = placesOfTest();
    // The log shares the limit, so that it is away for good while the limit stands.
    const spooler = startSpooler([folder, logFile, '0', '77'], ['prlimit', '--fsize=2000:unlimited']);
    await spooler.until((lines) => lines.filter((line) => line === 'refused full').length > 30);
    execFileSync('prlimit', ['--fsize=unlimited:unlimited', '--pid', String(spooler.pid)]);
    const seen = spooler.lines().length;
    await spooler.until((lines) => lines.slice(seen).filter(isKept).length > 200);
    await spooler.kill();
    await expectAllDelivered(folder, logFile, spooler.lines().filter(isKept));
  },
  60_000,
);

/** A disk of 300 kB; null where this account may not mount one. */
function mountTinyDisk(): string | null {
  const disk = join(testFolder(), 'disk');
  mkdirSync(disk);
  if (!can('mount', '-t', 'tmpfs', '-o', 'size=300k', 'tmpfs', disk)) return null;
  onTestFinished(() => void execFileSync('umount', ['--lazy', disk]));
  return disk;
}

const noDisk = 'This account may not mount a disk; the limit on file sizes stands in.';

function fill(file: string, kilobytes: number): void {
  try {
    execFileSync('dd', ['if=/dev/zero', `of=${file}`, 'bs=1000', `count=${kilobytes}`], { stdio: 'ignore' });
  } catch {
    // It fills the disk to its last byte, and dd calls that a failure.
  }
}

test('starts on a full disk, delivers what it finds and gives the room back', async (context) => {
  const disk = mountTinyDisk();
  if (disk === null) return context.skip(noDisk);
  const log = createMoodyLog();
  log.mood = 'away';
  const before = await openInTest({ log, folder: join(disk, 'spool') });
  await before.spool.append([event('a', '0')]);
  await before.spool.close();
  fill(join(disk, 'rubbish'), 1_000);
  log.mood = 'up';
  const { spool, folder } = await openInTest({ log, folder: before.folder });
  await until(() => spoolFiles(folder).length === 0);
  await spool.append([event('a', '1')]);
  await until(() => log.texts().length === 2);
  expect(log.texts()).toEqual(['0', '1']);
  await spool.close();
});

test('refuses as full on a full disk, loses nothing of it, and takes answers again when there is room', async (context) => {
  const disk = mountTinyDisk();
  if (disk === null) return context.skip(noDisk);
  const folder = join(disk, 'spool');
  const logFile = join(testFolder(), 'log');
  const rubbish = join(disk, 'rubbish');
  fill(rubbish, 250);
  const spooler = startSpooler([folder, logFile, '0', '78']);
  await spooler.until((lines) => lines.filter(isRefused).length > 100 && lines.filter(isKept).length > 100);
  expect(new Set(spooler.lines().filter(isRefused))).toEqual(new Set(['refused full']));
  execFileSync('rm', [rubbish]);
  const seen = spooler.lines().length;
  await spooler.until((lines) => lines.slice(seen).filter(isKept).length > 300);
  await spooler.kill();
  await expectAllDelivered(folder, logFile, spooler.lines().filter(isKept));
}, 60_000);
