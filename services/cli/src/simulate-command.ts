import { SettingsError } from '@kuulolla/service-kit/settings';
import { Presets, SingleBar } from 'cli-progress';
import { simulate } from './simulate.ts';

/** What the command line gives: all texts. */
export interface SimulateArguments {
  readonly url: string;
  readonly rate: string;
  readonly days: string;
  readonly seed: string;
  readonly keys?: string;
  readonly intoReal?: boolean;
}

/** Runs `simulate` with a progress bar until it is done or Ctrl-C (exit code 130). */
export async function simulateCommand(given: SimulateArguments): Promise<number> {
  const keys = given.keys ?? process.env.INTAKE_KEYS;
  if (!keys)
    throw new SettingsError('The keys are missing; give --keys units=…,maisa=…,helfi=… or INTAKE_KEYS.');
  const bar = new SingleBar(
    { format: '{bar} {percentage} %  {value} of {total} messages, {eta_formatted} to go' },
    Presets.shades_classic,
  );
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  let sent = 0;
  try {
    const simulated = await simulate({
      url: given.url,
      keys,
      rate: numberOf('--rate', given.rate, 0, 1_000_000),
      days: wholeNumberOf('--days', given.days, 1, 3_660),
      seed: wholeNumberOf('--seed', given.seed, 0, 4_294_967_295),
      intoReal: given.intoReal === true,
      signal: stop.signal,
      onProgress: (through, total) => {
        if (sent === 0) bar.start(total, through);
        else bar.update(through);
        sent = through;
      },
    });
    bar.stop();
    const rate = Math.round(simulated.sent / Math.max(0.001, simulated.seconds));
    console.log(`${simulated.sent} messages taken in ${simulated.seconds.toFixed(1)} s, ${rate} a second.`);
    return 0;
  } catch (error) {
    bar.stop();
    if (!stop.signal.aborted) throw error;
    console.log(`Stopped after ${sent} messages.`);
    return 130;
  }
}

function numberOf(name: string, text: string, low: number, high: number): number {
  const number = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (number >= low && number <= high) return number;
  throw new SettingsError(`${name} must be a number from ${low} to ${high}.`);
}

function wholeNumberOf(name: string, text: string, low: number, high: number): number {
  const number = numberOf(name, text, low, high);
  if (Number.isInteger(number)) return number;
  throw new SettingsError(`${name} must be a whole number.`);
}
