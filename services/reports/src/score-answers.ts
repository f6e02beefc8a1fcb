import type { Day } from '@kuulolla/calendar/day';
import { windowBefore, windowOf } from '@kuulolla/calendar/window';
import type { ScoresAnswer, TrendsAnswer } from '@kuulolla/contracts/query-api';
import type { Scope, WindowName } from '@kuulolla/contracts/score';
import { change } from '@kuulolla/nps/change';
import type { Scoreboard } from '@kuulolla/scoreboard/scoreboard';
import { HttpProblem } from '@kuulolla/service-kit/http-problem';
import { unknownScope } from './unknown-scope.ts';

/** A score, and on demand the window before and the change, by the test for a figure that is looked at once. */
export function scoresAnswer(
  board: Scoreboard,
  question: { readonly scope: Scope; readonly window: WindowName; readonly with?: 'change' | undefined },
  today: Day,
  sample: boolean,
): ScoresAnswer {
  const { scope, window } = question;
  requireScope(board, scope);
  const now = board.score(scope, window, today);
  const answer = { scope, window, ...windowOf(window, today), ...now, sample };
  if (question.with === undefined) return answer;
  const before = board.before(scope, window, today);
  const { difference, low, high, p, verdict } = change(now, before);
  return {
    ...answer,
    before: { ...windowBefore(window, today), ...before },
    change: { difference, low, high, p, verdict },
  };
}

/** Days before the first one kept are left out, as `from` says; of days that all lie before it there is nothing to answer. */
export function trendsAnswer(
  board: Scoreboard,
  scopes: readonly Scope[],
  by: TrendsAnswer['by'],
  range: { readonly from: Day; readonly to: Day },
  sample: boolean,
): TrendsAnswer {
  if (range.to < board.from) throw noLongerKept(board.from);
  const from = range.from < board.from ? board.from : range.from;
  const series = scopes.map((scope) => {
    requireScope(board, scope);
    return { scope, points: board.trend(scope, by, from, range.to) };
  });
  return { sample, by, from, to: range.to, series };
}

function noLongerKept(from: Day): HttpProblem {
  const message = `Figures are kept from ${from} on: the day to must not lie before it.`;
  return new HttpProblem(400, 'no-longer-kept', message, { field: 'to' });
}

function requireScope(board: Scoreboard, scope: Scope): void {
  if (!board.hasScope(scope)) throw unknownScope('scope');
}
