import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { type SeededRandom, seededRandom } from '@kuulolla/recorder/seeded-random.test-kit';
import { type Client, deliver } from './deliver.ts';
import { createHistories, type Histories, type HistoriesOptions, type NextParcel } from './histories.ts';

export interface GeneratorOptions extends Omit<HistoriesOptions, 'clock' | 'random'> {
  readonly seed: number;
  readonly address: string;
  readonly keys: Client['keys'];
  /** Requests begun a second; fewer while too many are under way. */
  readonly rate: number;
  /** What is sent next; without it, whatever residents do. */
  readonly draw?: (histories: Histories) => NextParcel;
  /** Of a hundred clients so many give up at their first failure; the others go on for a minute. 10 unless said. */
  readonly impatient?: number;
}

/** Residents who never stop, through all doors. */
export interface Generator {
  readonly operations: Histories['operations'];
  readonly requests: number;
  readonly attempts: number;
  readonly givenUp: number;
  /** Answers that no client should ever get, each once. */
  readonly troubles: ReadonlySet<string>;
  /** Requests under way. */
  readonly underWay: number;
  /** The clocks of devices and portal jump to so many ms from the real time. */
  jump(byMs: number): void;
  /** Begins so many requests at once, so that what is hit next is in the middle of something. */
  burst(requests: number): void;
  /** Sends many large answers straight to an address, once each, until it takes no more or `most` are sent. */
  flood(address: string, most: number): Promise<{ readonly taken: number; readonly refused: number }>;
  /** Begins nothing new; fulfils when every request has its end, within `patienceMs`. */
  stop(patienceMs?: number): Promise<void>;
}

const mostUnderWay = 200;
const timeoutMs = 5_000;
/** Taken, or refused for a clock that is ahead. */
const expected = new Set([200, 201, 202, 400, 422]);

/** Starts to send. */
export function startGenerator(options: GeneratorOptions): Generator {
  const { impatient = 10, draw = (all) => all.next() } = options;
  const random: SeededRandom = seededRandom(options.seed);
  const agent = new Agent({ keepAlive: true, maxSockets: 100 });
  const counts = { requests: 0, attempts: 0, givenUp: 0 };
  const troubles = new Set<string>();
  const underWay = new Set<Promise<void>>();
  let offset = 0;
  let stopsAt = Number.POSITIVE_INFINITY;
  const histories = createHistories({ ...options, random, clock: () => Date.now() + offset });

  async function sendOne({ parcel, done }: NextParcel, patienceMs: number, address: string) {
    const begun = Date.now();
    const until = () => Math.min(begun + patienceMs, stopsAt);
    const delivery = await deliver(parcel, { agent, address, keys: options.keys, timeoutMs, until });
    counts.requests += 1;
    counts.attempts += delivery.attempts;
    if (delivery.status === null) counts.givenUp += 1;
    else if (!expected.has(delivery.status)) troubles.add(`${parcel.path} answered ${delivery.status}.`);
    done();
    return delivery;
  }

  function begin(next: NextParcel): void {
    const patienceMs = random.below(100) < impatient ? 0 : 60_000;
    const sending = sendOne(next, patienceMs, options.address)
      .then(
        () => undefined,
        (error: Error) => void troubles.add(error.message),
      )
      .finally(() => underWay.delete(sending));
    underWay.add(sending);
  }

  const running = keepSending();
  async function keepSending(): Promise<void> {
    const start = performance.now();
    for (let due = 0; stopsAt === Number.POSITIVE_INFINITY; ) {
      const passed = ((performance.now() - start) * options.rate) / 1_000;
      for (; due < passed; due++) if (underWay.size < mostUnderWay) begin(draw(histories));
      await pause(1_000 / options.rate);
    }
  }

  return {
    operations: histories.operations,
    get requests() {
      return counts.requests;
    },
    get attempts() {
      return counts.attempts;
    },
    get givenUp() {
      return counts.givenUp;
    },
    troubles,
    get underWay() {
      return underWay.size;
    },
    jump(byMs) {
      offset = byMs;
    },
    burst(requests) {
      for (let left = requests; left > 0 && underWay.size < mostUnderWay; left--) begin(draw(histories));
    },
    async flood(address, most) {
      for (let sent = 0; sent < most; sent++) {
        const { status } = await sendOne(histories.bulky(10, 9_500), 0, address);
        if (status === null) return { taken: sent, refused: 1 };
      }
      return { taken: most, refused: 0 };
    },
    async stop(patienceMs = 20_000) {
      stopsAt = Date.now() + patienceMs;
      await running;
      await Promise.all(underWay);
      agent.destroy();
    },
  };
}
