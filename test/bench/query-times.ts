import { windowNames } from '@kuulolla/contracts/score';
import type { Directory } from '@kuulolla/directory/directory';
import { type Figure, quantile } from './figure.ts';

interface Question {
  readonly name: string;
  readonly times: number;
  /** The paths asked in turn. */
  readonly paths: readonly string[];
}

/** The p50 and p99 of each query of `/api/v1`, asked one after the other over one connection. */
export async function queryFigures(url: string, register: Directory): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { name, times, paths } of questions(register)) {
    for (const path of paths) await timed(`${url}/api/v1/${path}`);
    const answers = [];
    for (let at = 0; at < times; at += 1) {
      answers.push(await timed(`${url}/api/v1/${paths[at % paths.length]}`));
    }
    const note = `${times} times; at most ${Math.ceil(Math.max(...answers.map(({ bytes }) => bytes)) / 1_000)} kB`;
    const ms = answers.map((answer) => answer.ms);
    for (const share of [0.5, 0.99]) {
      figures.push({ name: `${name}, p${share * 100}`, value: quantile(ms, share), unit: 'ms', note });
    }
  }
  return figures;
}

function questions({ entities, areas, concepts, units }: Directory): Question[] {
  const area = areas[0]?.id;
  const unit = units[0]?.id;
  const scopes = [
    'all',
    `entity:${entities[0]?.id}`,
    `area:${area}`,
    `concept:${concepts[0]?.id}`,
    `unit:${unit}`,
  ];
  const scores = (scope: string, more = '') =>
    windowNames.map((window) => `scores?scope=${scope}&window=${window}${more}`);
  const many = units.slice(0, 349).map(({ id }) => `scope=unit:${id}`);
  return [
    { name: 'units', times: 100, paths: ['units'] },
    { name: 'units of an area', times: 100, paths: [`units?area=${area}`] },
    { name: 'areas', times: 100, paths: ['areas'] },
    ...scopes.map((scope) => ({
      name: `scores of ${scope.replace(/:.*/, '')}, each window in turn`,
      times: 300,
      paths: scores(scope),
    })),
    {
      name: 'scores of all with change, each window in turn',
      times: 300,
      paths: scores('all', '&with=change'),
    },
    ...['day', 'week', 'month', 'quarter'].map((by) => ({
      name: `trends of all by ${by}, a year`,
      times: 100,
      paths: [`trends?scope=all&by=${by}`],
    })),
    {
      name: 'trends of 349 units by month, a year',
      times: 100,
      paths: [`trends?by=month&${many.join('&')}`],
    },
    {
      name: 'trends of 136 units by day, a year: the longest answer',
      times: 30,
      paths: [`trends?by=day&${many.slice(0, 136).join('&')}`],
    },
  ];
}

async function timed(url: string): Promise<{ readonly ms: number; readonly bytes: number }> {
  const start = performance.now();
  const response = await fetch(url);
  const body = await response.arrayBuffer();
  if (!response.ok) throw new Error(`${url.slice(0, 200)} was answered with ${response.status}.`);
  return { ms: performance.now() - start, bytes: body.byteLength };
}
