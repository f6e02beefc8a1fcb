import { randomBytes } from 'node:crypto';
import type { Day } from '@kuulolla/calendar/day';
import { windowNames } from '@kuulolla/contracts/score';
import type { Scoreboard } from '@kuulolla/scoreboard/scoreboard';
import type { WatchedScope } from './interests.ts';
import { textFrame } from './text-frame.ts';
import { hasChanges, hasWindow, type View } from './view.ts';

/** Where the messages' figures come from at a moment. */
export interface Figures {
  readonly scoreboard: Scoreboard;
  readonly today: Day;
}

/** Words the server's messages. Each window of a scope is computed once until its counts or the day change. */
export interface Messages {
  /** The frame of the last tick's message about a scope, the same bytes for all who have that view. */
  ofTick(scope: WatchedScope, view: View): Buffer;
  /** A message about a scope as it is now. */
  now(type: 'snapshot' | 'update', scope: WatchedScope, view: View, seq: number): Buffer;
  error(code: string, message: string): Buffer;
  /** From now on every message carries another epoch. */
  renewEpoch(): void;
}

/** `figures` is asked whenever something is computed. */
export function createMessages(figures: () => Figures): Messages {
  let epoch = newEpoch();

  function now(type: 'snapshot' | 'update', scope: WatchedScope, view: View, seq: number): Buffer {
    if (!scope.known) return unknownScope(scope);
    // A scope's name and the epoch need no escaping: both are letters, digits, ':', '-' and '_'.
    const head = `{"type":"${type}","scope":"${scope.name}","epoch":"${epoch}","seq":${seq}`;
    const scores = `,"scores":{${texts(scope, view, 0)}}`;
    const changes = hasChanges(view) ? `,"changes":{${texts(scope, view, windowNames.length)}}` : '';
    return textFrame(`${head}${scores}${changes}}`);
  }

  /** The members of `scores` (`from` 0) or `changes` (`from` 6). */
  function texts(scope: WatchedScope, view: View, from: number): string {
    let joined = '';
    for (let window = 0; window < windowNames.length; window += 1) {
      if (!hasWindow(view, window)) continue;
      scope.texts[from + window] ??= text(scope, window, from > 0);
      joined += joined === '' ? scope.texts[from + window] : `,${scope.texts[from + window]}`;
    }
    return joined;
  }

  function text({ name }: WatchedScope, window: number, change: boolean): string {
    const { scoreboard, today } = figures();
    const windowName = windowNames[window] as (typeof windowNames)[number];
    const value = change
      ? scoreboard.change(name, windowName, today)
      : scoreboard.score(name, windowName, today);
    return `"${windowName}":${JSON.stringify(value)}`;
  }

  return {
    ofTick(scope, view) {
      scope.frames ??= new Map();
      let frame = scope.frames.get(view);
      if (frame === undefined) {
        frame = now(scope.frameType, scope, view, scope.changedSeq);
        scope.frames.set(view, frame);
      }
      return frame;
    },
    now,
    error,
    renewEpoch() {
      epoch = newEpoch();
    },
  };
}

function error(code: string, message: string): Buffer {
  return textFrame(JSON.stringify({ type: 'error', code, message }));
}

function unknownScope({ name }: WatchedScope): Buffer {
  return error('unknown-scope', `The register does not know ${name}; its scores will come once it does.`);
}

function newEpoch(): string {
  return randomBytes(9).toString('base64url');
}
