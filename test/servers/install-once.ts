import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Fills `folder` by `install` unless it is there already, and gives it back. Processes that ask at once wait for the one
 * that installs. `install` gets another folder to fill, which is renamed when it is done: what lies in it must bear that.
 */
export async function installOnce(folder: string, install: (into: string) => Promise<void>): Promise<string> {
  mkdirSync(dirname(folder), { recursive: true });
  const lock = `${folder}.lock`;
  while (!existsSync(folder)) {
    if (!taken(lock)) {
      await pause(200);
      continue;
    }
    const into = `${folder}.${process.pid}`;
    try {
      if (existsSync(folder)) break;
      mkdirSync(into, { recursive: true });
      await install(into);
      // A folder of the right name is whole, whenever anything died.
      renameSync(into, folder);
    } finally {
      rmSync(into, { recursive: true, force: true });
      rmSync(lock, { force: true });
    }
  }
  return folder;
}

/** Whether the lock is ours now. One left behind by a process that is gone is removed, and asked for again later. */
function taken(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (!isAlive(ownerOf(lock))) rmSync(lock, { force: true });
    return false;
  }
}

/** The process that took the lock; 0 while it is just being taken or given back. */
function ownerOf(lock: string): number {
  try {
    return Number(readFileSync(lock, 'utf8'));
  } catch {
    return 0;
  }
}

function isAlive(pid: number): boolean {
  if (pid === 0) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
