import type { SegmentFiles } from './segment-files.ts';

interface SimulatedFile {
  content: Buffer;
  /** As after the last sync of the file. */
  synced: Buffer;
}

/** A disk in memory that a test can fill, break and cut the power of. */
export interface SimulatedDisk extends SegmentFiles {
  isFull: boolean;
  /** Syncs of files and names reject, and what they were to keep stays unsynced. */
  syncsFail: boolean;
  /** Each operation takes this many ms. */
  slowness: number;
  /**
   * What a power cut leaves: synced bytes; of unsynced bytes and names any part, as `random` (0–1) has it, also zeros or
   * noise where bytes should be. The disk before it answers nothing any more.
   */
  cutPower(random: () => number): SimulatedDisk;
}

export function createSimulatedDisk(
  now: Map<string, SimulatedFile> = new Map(),
  lasting: Map<string, SimulatedFile> = new Map(now),
): SimulatedDisk {
  let hasPower = true;

  async function operation(): Promise<void> {
    await new Promise((fulfil) => setTimeout(fulfil, disk.slowness));
    if (!hasPower) await new Promise(() => undefined);
  }

  async function syncing(): Promise<void> {
    await operation();
    if (disk.syncsFail) throw Object.assign(new Error('sync'), { code: 'EIO' });
  }

  function fileOf(name: string): SimulatedFile {
    const file = now.get(name);
    if (file === undefined) throw Object.assign(new Error(name), { code: 'ENOENT' });
    return file;
  }

  function writeTo(file: SimulatedFile, bytes: Buffer, position: number): void {
    // Takes a part before it refuses the rest.
    const taken = disk.isFull ? bytes.subarray(0, Math.floor(bytes.length / 2)) : bytes;
    const content = Buffer.alloc(Math.max(file.content.length, position + taken.length));
    file.content.copy(content);
    taken.copy(content, position);
    file.content = content;
    if (disk.isFull) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
  }

  const disk: SimulatedDisk = {
    isFull: false,
    syncsFail: false,
    slowness: 1,
    async names() {
      await operation();
      return [...now.keys()].toReversed();
    },
    async read(name, from, to) {
      await operation();
      return Buffer.from(fileOf(name).content.subarray(from, to));
    },
    async create(name) {
      await operation();
      if (now.has(name)) throw Object.assign(new Error(name), { code: 'EEXIST' });
      const file: SimulatedFile = { content: Buffer.alloc(0), synced: Buffer.alloc(0) };
      now.set(name, file);
      return {
        async write(bytes, position) {
          await operation();
          writeTo(file, bytes, position);
        },
        async sync() {
          await syncing();
          file.synced = Buffer.from(file.content);
        },
        async truncate(bytes) {
          await operation();
          file.content = file.content.subarray(0, bytes);
        },
        close: operation,
      };
    },
    async remove(name) {
      await operation();
      fileOf(name);
      now.delete(name);
    },
    async rename(name, to) {
      await operation();
      now.set(to, fileOf(name));
      now.delete(name);
    },
    async syncNames() {
      await syncing();
      lasting.clear();
      for (const [name, file] of now) lasting.set(name, file);
    },
    cutPower(random) {
      hasPower = false;
      const left = new Map<string, SimulatedFile>();
      for (const name of new Set([...now.keys(), ...lasting.keys()])) {
        const isSure = now.has(name) && lasting.has(name);
        const file = now.get(name) ?? lasting.get(name);
        if (file === undefined || !(isSure || random() < 0.5)) continue;
        const content = afterPowerCut(file, random);
        left.set(name, { content, synced: content });
      }
      return createSimulatedDisk(left);
    },
  };
  return disk;
}

function afterPowerCut({ content, synced }: SimulatedFile, random: () => number): Buffer {
  const unsynced = content.subarray(synced.length);
  const kept = Buffer.from(unsynced.subarray(0, Math.floor(random() * (unsynced.length + 1))));
  const lost = random();
  if (lost < 0.3 && kept.length > 0) kept.fill(0, Math.floor(random() * kept.length));
  else if (lost < 0.6 && kept.length > 0)
    kept[Math.floor(random() * kept.length)] = Math.floor(random() * 256);
  return Buffer.concat([synced, kept]);
}
