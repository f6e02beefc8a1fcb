import type { Interest, Interests, WatchedScope } from './interests.ts';
import type { LiveLimits } from './live-limits.ts';
import type { LiveMetrics } from './live-metrics.ts';
import type { Messages } from './messages.ts';
import type { Outbox } from './outbox.ts';

/** Gathers changes and sends them together: at most one message a scope and client each `tickMs`, none while nothing changes. */
export interface Ticker {
  /** These scopes changed; those nobody watches cost nothing. */
  touch(scopes: ReadonlySet<string>): void;
  /** Every watched scope changed, now: a new day, or (`fresh`) a new epoch, whose messages are snapshots. */
  sendAll(fresh: boolean): void;
  /** The seq of the latest tick or snapshot. */
  readonly seq: number;
  /** A new seq, for snapshots: higher than that of any message made before. */
  nextSeq(): number;
  stop(): void;
}

export interface TickerDeps {
  readonly interests: Interests;
  readonly messages: Messages;
  readonly outbox: Outbox;
  readonly limits: LiveLimits;
  readonly metrics: LiveMetrics;
  readonly isKnown: (scope: string) => boolean;
  /** Called before anything is sent: windows move with the date. Returns true where all was sent because of it. */
  readonly checkDate: () => boolean;
}

export function createTicker(deps: TickerDeps): Ticker {
  const { interests, messages, outbox, limits, metrics } = deps;
  const dirty = new Set<WatchedScope>();
  let timer: NodeJS.Timeout | undefined;
  let seq = 0;

  function mark(scope: WatchedScope): void {
    scope.texts.length = 0;
    dirty.add(scope);
  }

  function tick(fresh: boolean): void {
    clearTimeout(timer);
    timer = undefined;
    if (dirty.size === 0) return;
    seq += 1;
    const batches = new Map<Interest, Buffer[]>();
    for (const scope of dirty) {
      if (!renew(scope, fresh)) continue;
      for (const [interest, view] of scope.interests) {
        const frames = batches.get(interest);
        if (frames === undefined) batches.set(interest, [messages.ofTick(scope, view)]);
        else frames.push(messages.ofTick(scope, view));
      }
    }
    dirty.clear();
    for (const [interest, frames] of batches) deliver(interest, frames);
  }

  /** Readies a scope for this tick; false where there is nothing to say of it, since it was unknown and still is. */
  function renew(scope: WatchedScope, fresh: boolean): boolean {
    const wasKnown = scope.known;
    scope.known = deps.isKnown(scope.name);
    if (!wasKnown && !scope.known) return false;
    scope.changedSeq = seq;
    scope.frames = undefined;
    scope.frameType = fresh || !wasKnown ? 'snapshot' : 'update';
    return true;
  }

  function deliver(interest: Interest, frames: readonly Buffer[]): void {
    const bytes = frames.reduce((sum, frame) => sum + frame.length, 0);
    const fits = bytes <= limits.queueBytes;
    // Joining costs a copy, once, and spares each client but the first the same.
    const chunks = fits && interest.clients.size > 1 ? [Buffer.concat(frames, bytes)] : frames;
    for (const client of interest.clients) {
      if (!outbox.isReady(client)) metrics.conflated(frames.length);
      else if (!fits) outbox.catchUp(client);
      else {
        outbox.send(client, chunks, frames.length);
        client.sentSeq = seq;
      }
    }
  }

  return {
    touch(scopes) {
      if (interests.scopeCount < scopes.size) {
        for (const scope of interests.scopes()) if (scopes.has(scope.name)) mark(scope);
      } else {
        for (const name of scopes) {
          const scope = interests.scope(name);
          if (scope !== undefined) mark(scope);
        }
      }
      if (dirty.size > 0) timer ??= setTimeout(onTimer, limits.tickMs);
    },
    sendAll(fresh) {
      for (const scope of interests.scopes()) mark(scope);
      tick(fresh);
    },
    get seq() {
      return seq;
    },
    nextSeq() {
      seq += 1;
      return seq;
    },
    stop: () => clearTimeout(timer),
  };

  function onTimer(): void {
    timer = undefined;
    if (!deps.checkDate()) tick(false);
  }
}
