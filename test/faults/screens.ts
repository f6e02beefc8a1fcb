import { setTimeout as pause } from 'node:timers/promises';
import type { Scope, WindowName } from '@kuulolla/contracts/score';
import type { AnswerDocument } from '@kuulolla/store/answer-document';
import type { Cluster } from '../cluster/start-cluster.ts';
import { countsOf } from './compare.ts';
import { type Dashboard, openDashboard } from './dashboards.ts';
import { units } from './units.ts';

const scopes: readonly Scope[] = ['all', `unit:${units[0]}`, `unit:${units[5]}`];
const windows: readonly WindowName[] = ['7d', '30d'];
/** A busy machine takes its time; who is right sooner is not waited for. */
const dashboardsMs = 120_000;

/** Two pages on each gateway, and one that goes through the front to whichever is there. */
export function openDashboards(cluster: Cluster): Dashboard[] {
  const common = { scopes, windows };
  const direct = cluster.all('live').flatMap((live) => {
    const address = () => (live.port === null ? null : `ws://127.0.0.1:${live.port}/live`);
    return [1, 2].map((number) =>
      openDashboard({ name: `${live.name}, page ${number}`, address, ...common }),
    );
  });
  const address = () => `${cluster.front.address.replace('http', 'ws')}/live`;
  return [...direct, openDashboard({ name: 'front', address, ...common })];
}

/** Waits until every page and the reports show what the documents come to; says which do not. */
export async function wrongScreens(
  cluster: Cluster,
  dashboards: readonly Dashboard[],
  documents: readonly AnswerDocument[],
): Promise<string[]> {
  const deadline = performance.now() + dashboardsMs;
  for (;;) {
    const wrong = dashboards.flatMap((dashboard) => wrongOn(dashboard, documents));
    if (!(await reportsAreRight(cluster, documents))) wrong.push('The reports show other counts.');
    if (wrong.length === 0 || performance.now() > deadline) {
      const stale = dashboards.filter((dashboard) => dashboard.stale > 0);
      return [...wrong, ...stale.map(({ name }) => `${name} was sent an older message after a newer one.`)];
    }
    await pause(200);
  }
}

function wrongOn({ name, held }: Dashboard, documents: readonly AnswerDocument[]): string[] {
  return scopes.flatMap((scope) =>
    windows.flatMap((window) => {
      const expected = countsOf(documents, scope, window);
      const shown = held.get(scope)?.scores[window];
      const isRight =
        shown?.promoters === expected.promoters &&
        shown.passives === expected.passives &&
        shown.detractors === expected.detractors &&
        shown.n === expected.n;
      return isRight
        ? []
        : [`${name} shows ${JSON.stringify(shown)} for ${scope} ${window}, not ${JSON.stringify(expected)}`];
    }),
  );
}

async function reportsAreRight(cluster: Cluster, documents: readonly AnswerDocument[]): Promise<boolean> {
  const expected = countsOf(documents, 'all', '30d');
  const answer = await fetch(`${cluster.front.address}/api/v1/scores?scope=all&window=30d`).then(
    (response) => (response.ok ? (response.json() as Promise<Record<string, unknown>>) : null),
    () => null,
  );
  return Object.entries(expected).every(([name, count]) => answer?.[name] === count);
}
