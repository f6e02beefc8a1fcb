import { constants, type FileHandle, open, readdir, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';

/** The files of a spool's folder. What is not synced may be gone after a power cut; tests put a disk in its place. */
export interface SegmentFiles {
  names(): Promise<readonly string[]>;
  /** The bytes from `from` up to `to` (or the end of the file), fewer where the file ends before. */
  read(name: string, from: number, to?: number): Promise<Buffer>;
  /** A new, empty file; rejects where there is one. Its name lasts only after `syncNames`. */
  create(name: string): Promise<SegmentFile>;
  /** Needs no room, also on a full disk. Lasts only after `syncNames`. */
  remove(name: string): Promise<void>;
  /** Needs no room. Lasts only after `syncNames`; until then it has one of the two names. */
  rename(name: string, to: string): Promise<void>;
  syncNames(): Promise<void>;
}

export interface SegmentFile {
  /** When it rejects, any part may have been written. */
  write(bytes: Buffer, position: number): Promise<void>;
  sync(): Promise<void>;
  /** Gives back what lies after `bytes`. */
  truncate(bytes: number): Promise<void>;
  close(): Promise<void>;
}

/** The files of a folder of the file system, readable for their owner only. */
export function segmentFilesIn(folder: string): SegmentFiles {
  return {
    names: () => readdir(folder),
    async read(name, from, to) {
      await using file = await open(join(folder, name), 'r');
      const end = to ?? (await file.stat()).size;
      return readUpTo(file, from, end);
    },
    async create(name) {
      const file = await open(join(folder, name), 'wx', 0o600);
      return {
        write: (bytes, position) => writeAll(file, bytes, position),
        sync: () => file.sync(),
        truncate: (bytes) => file.truncate(bytes),
        close: () => file.close(),
      };
    },
    remove: (name) => unlink(join(folder, name)),
    rename: (name, to) => rename(join(folder, name), join(folder, to)),
    syncNames: () => syncFolder(folder),
  };
}

/** Makes what was created in and removed from a folder last. */
export async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  await handle.sync();
}

async function readUpTo(file: FileHandle, from: number, to: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(Math.max(0, to - from));
  let length = 0;
  while (length < bytes.length) {
    const { bytesRead } = await file.read(bytes, length, bytes.length - length, from + length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return bytes.subarray(0, length);
}

async function writeAll(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    // A disk that becomes full takes a part first and refuses the rest.
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, position + written);
    written += bytesWritten;
  }
}
