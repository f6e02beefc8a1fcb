import type { Standalone } from './start.ts';

/** What a person who typed `npm start` reads: where to look, where the data lies, and new keys, this once. */
export function greeting({ address, folder, generatedKeys }: Standalone): string {
  const lines = ['', `  Kuulolla is listening on ${address}`, `  Its data lies in ${folder.path}`];
  if (folder.sample)
    lines.push('  SAMPLE DATA: a made-up town, no answers of residents. SAMPLE=off starts without it.');
  if (generatedKeys) {
    lines.push('', '  API keys, shown only now and kept hashed:');
    for (const [source, key] of Object.entries(generatedKeys)) lines.push(`    ${source.padEnd(6)} ${key}`);
  }
  return `${lines.join('\n')}\n\n`;
}
