/**
 * The partition of a key: 32-bit FNV-1a of its UTF-8 bytes, modulo the number of partitions. Every adapter uses it, so
 * that an answer's events meet in one partition whichever client wrote them.
 */
export function partitionOf(key: string, partitions: number): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(key, 'utf8')) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return (hash >>> 0) % partitions;
}
