import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FaultRecord, isLate } from './fault-schedule.ts';
import { addResult, readResults } from './results-file.ts';
import type { SeedResult } from './seed-result.ts';
import { summaryOf } from './summary.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kuulolla-results-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const fault: FaultRecord = {
  kind: 'kill-recorder',
  target: 'recorder-1',
  atMs: 0,
  durationMs: 1_000,
  firstMs: 200,
  allMs: 9_000,
  overlapped: false,
  limitMs: 15_000,
};

function result(seed: number, faults: readonly FaultRecord[] = [fault], isRight = true): SeedResult {
  return {
    seed,
    mutation: null,
    isRight,
    lost: isRight ? 0 : 2,
    doubled: 0,
    differences: [],
    faults,
    late: 0,
    requests: 10,
    attempts: 12,
    answers: 20,
    operations: { acknowledged: 30, maybe: 1, refused: 0 },
    ownEnds: {},
    seconds: 60,
    folder: null,
  };
}

test('a run goes on after its last whole line', () => {
  const file = join(folder, 'results.jsonl');
  expect(readResults(file)).toEqual([]);
  addResult(file, result(1));
  appendFileSync(file, JSON.stringify(result(2)).slice(0, 50));
  addResult(file, result(3));
  expect(readResults(file).map(({ seed }) => seed)).toEqual([1, 3]);
});

test('a fault is late after its limit, and where recording never went on', () => {
  expect(isLate(fault)).toBe(false);
  expect(isLate({ ...fault, allMs: 15_001 })).toBe(true);
  expect(isLate({ ...fault, firstMs: null, allMs: null })).toBe(true);
  expect(isLate({ ...fault, allMs: null })).toBe(true);
  expect(isLate({ ...fault, allMs: 20_000, overlapped: true })).toBe(false);
  expect(isLate({ ...fault, firstMs: null, allMs: null, limitMs: null })).toBe(false);
});

test('the summary leaves the times of overlapped faults out, and names the seeds that were wrong', () => {
  const slow = { ...fault, allMs: 14_000 };
  const overlapped = { ...fault, allMs: 50_000, overlapped: true };
  const lines = summaryOf([result(1, [fault, slow, overlapped]), result(7, [fault], false)]);
  expect(lines[0]).toBe('4 faults over 2 seeds: 2 lost, 0 doubled, 1 seeds with a difference (7).');
  expect(lines.find((line) => line.startsWith('kill-recorder'))).toMatch(
    /^kill-recorder +4 +3 .* 9\.0 \/ 14\.0 \/ 14\.0 +15 s +0$/,
  );
});
