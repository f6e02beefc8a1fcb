// `npm run bench [-- name …]`: measures on this machine and prints one JSON line a figure. Nothing else should run.
import { measureCluster, measureClusterLatency } from './cluster.ts';
import { measureClusterRecorder } from './cluster-recorder.ts';
import { measureCsv } from './csv.ts';
import { type Figure, type Measurement, machine, merged } from './figure.ts';
import { measureIntake } from './intake.ts';
import { measureLatency } from './latency.ts';
import { measureFanOut } from './live-fan-out.ts';
import { measureMemory } from './live-memory.ts';
import { measureRecorder } from './recorder.ts';
import { measureSampleTown } from './sample-town.ts';
import { measureCity, measureCityOnMongo, measureCountry, measureCounty } from './scale.ts';

const measurements: Readonly<Record<string, { readonly measure: Measurement; readonly runs: number }>> = {
  intake: { measure: measureIntake, runs: 3 },
  csv: { measure: measureCsv, runs: 1 },
  'sample-town': { measure: measureSampleTown, runs: 1 },
  recorder: { measure: measureRecorder, runs: 3 },
  'fan-out': { measure: measureFanOut, runs: 3 },
  memory: { measure: measureMemory, runs: 3 },
  latency: { measure: measureLatency, runs: 3 },
  // These load a store once and measure it three times themselves.
  'scale-city': { measure: measureCity, runs: 1 },
  'scale-county': { measure: measureCounty, runs: 1 },
  'scale-country': { measure: measureCountry, runs: 1 },
  'scale-city-mongo': { measure: measureCityOnMongo, runs: 1 },
  'cluster-recorder': { measure: measureClusterRecorder, runs: 3 },
  'cluster-latency': { measure: measureClusterLatency, runs: 3 },
  cluster: { measure: measureCluster, runs: 3 },
};

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !(name in measurements));
if (unknown !== undefined) {
  console.error(`${unknown} is no benchmark; there are ${Object.keys(measurements).join(', ')}.`);
  process.exit(2);
}
for (const [name, { measure, runs }] of Object.entries(measurements)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const all: (readonly Figure[])[] = [];
  for (let run = 0; run < runs; run++) all.push(await measure());
  for (const figure of merged(all))
    console.log(JSON.stringify({ bench: name, ...figure, machine: machine() }));
}
process.exit(0);
