import type { Scope, Score } from '@kuulolla/contracts/score';
import { connect, type LiveClient } from '@kuulolla/live/live-client.test-kit';
import type { Kuulolla } from '../kuulolla-process.ts';

/** A page that watches the last 30 days of some scopes. */
export interface Watch {
  readonly live: LiveClient;
  /** The figures last pushed. */
  score(scope: Scope): Score | undefined;
  /** Fulfils as soon as a scope has this many answers. */
  untilCount(scope: Scope, n: number): Promise<void>;
}

/** Connects to the websocket and waits for the first snapshot of each scope the register knows. */
export async function watchScores(
  { address }: Pick<Kuulolla, 'address'>,
  scopes: readonly Scope[],
): Promise<Watch> {
  const live = await connect(`${address.replace('http', 'ws')}/live`);
  live.send({ type: 'subscribe', scopes: [...scopes], windows: ['30d'] });
  await live.until(({ received }) => received.length >= scopes.length);
  const score = (scope: Scope) => live.held.get(scope)?.scores['30d'];
  return { live, score, untilCount: (scope, n) => live.until(() => (score(scope)?.n ?? 0) === n) };
}

/** `GET /api/v1/scores` of the last 30 days. */
export async function askScore({ address }: Pick<Kuulolla, 'address'>, scope: Scope): Promise<Score> {
  const response = await fetch(`${address}/api/v1/scores?scope=${scope}&window=30d`);
  if (response.status !== 200) throw new Error(`No score of ${scope}: ${await response.text()}`);
  return (await response.json()) as Score;
}

/** An area of the shipped register that has at least five units: its id and their numbers. */
export async function anArea({
  address,
}: Pick<Kuulolla, 'address'>): Promise<{ area: Scope; units: number[] }> {
  const { units } = (await (await fetch(`${address}/api/v1/units`)).json()) as {
    units: { id: number; area: string | null }[];
  };
  const area = units.find((unit) => units.filter((other) => other.area === unit.area).length >= 5)?.area;
  if (!area) throw new Error('No area of the shipped register has five units.');
  return {
    area: `area:${area}`,
    units: units.filter((unit) => unit.area === area).map(({ id }) => id),
  };
}
