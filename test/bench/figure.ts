import { cpus, totalmem } from 'node:os';

/** One measured figure. `runs` are the single runs, `value` their median. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly note?: string;
  readonly runs?: readonly number[];
}

/** A measurement: may be run several times. Cleans up after itself. */
export type Measurement = () => Promise<readonly Figure[]>;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low, high] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
}

/** The value at a share (0–1) of the sorted values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** The machine a figure was measured on. */
export function machine(): string {
  return `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
}

/** Several runs of one measurement as one figure a name: the median, with the runs beside it. A run may itself be of several. */
export function merged(runs: readonly (readonly Figure[])[]): Figure[] {
  return (runs[0] ?? []).map((figure) => {
    const values = runs.flatMap((run) =>
      run.filter(({ name }) => name === figure.name).flatMap(({ value, runs: own }) => own ?? [value]),
    );
    return { ...figure, value: median(values), runs: values };
  });
}
