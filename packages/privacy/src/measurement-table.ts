import { type Counts, type Measurement, precision, recall } from './recall-precision.ts';

/** A measurement as a Markdown table and two lists, for a person to read. */
export function measurementTable({ overall, byKind, misses, falseAlarms }: Measurement): string {
  const rows = [...byKind].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    '| kind | identifiers | recall % | places replaced | precision % |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...rows.map(([kind, counts]) => row(kind, counts)),
    row('all', overall),
    '',
    `Missed (${misses.length}):`,
    ...misses.map((miss) => `- ${miss}`),
    '',
    `False alarms (${falseAlarms.length}):`,
    ...falseAlarms.map((alarm) => `- ${alarm}`),
    '',
  ].join('\n');
}

function row(name: string, counts: Counts): string {
  const shares = [recall(counts), precision(counts)].map((share) => share.toFixed(1));
  return `| ${name} | ${counts.planted} | ${shares[0]} | ${counts.flagged} | ${shares[1]} |`;
}
