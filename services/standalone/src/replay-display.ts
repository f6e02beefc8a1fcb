import { Presets, SingleBar } from 'cli-progress';

/** Shows how far the sample town is: a bar on a terminal, a line every few seconds elsewhere. */
export interface ReplayDisplay {
  progress(replayed: number, total: number): void;
  complete(): void;
  stop(): void;
}

/** `lineEvery` in ms: the least time between two lines where there is no terminal. */
export function createReplayDisplay(out: NodeJS.WriteStream, lineEvery = 5_000): ReplayDisplay {
  const startedAt = performance.now();
  const bar = out.isTTY
    ? new SingleBar(
        {
          format: '  Sample data {bar} {percentage} %  {value} of {total}, {eta_formatted} to go',
          stream: out,
        },
        Presets.shades_classic,
      )
    : null;
  let lastLine = startedAt;
  let begun = false;
  return {
    progress(replayed, total) {
      if (bar) {
        if (begun) bar.update(replayed);
        else bar.start(total, replayed);
      } else if (performance.now() >= lastLine + lineEvery) {
        lastLine = performance.now();
        out.write(`  Sample data: ${replayed} of ${total} (${Math.floor((100 * replayed) / total)} %)\n`);
      }
      begun = true;
    },
    complete() {
      bar?.stop();
      if (!begun) return;
      const seconds = Math.round((performance.now() - startedAt) / 1_000);
      out.write(`  Sample data: the town is complete after ${seconds} s; more trickles in as it would.\n`);
    },
    stop: () => bar?.stop(),
  };
}
