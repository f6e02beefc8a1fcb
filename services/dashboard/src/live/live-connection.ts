import type { ScoresMessage } from '@kuulolla/contracts/live-protocol';
import { parseServerMessage } from './server-message.ts';
import { nothing, type Subscription, subscriptionChanges } from './subscription-changes.ts';

/** Instants are epoch milliseconds. */
export type LiveStatus =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live'; readonly since: number }
  /** `asOf`: when the figures on the screen were last known to be right; null before the first connection. */
  | { readonly kind: 'reconnecting'; readonly asOf: number | null }
  | {
      readonly kind: 'stopped';
      readonly reason: 'refused' | 'not-signed-in' | 'not-yours';
      readonly detail: string;
    };

/** The part of a browser's WebSocket the connection uses. */
export interface LiveSocket {
  onopen: ((event: never) => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  send(text: string): void;
  close(): void;
}

export interface LiveConnectionDeps {
  readonly openSocket: () => LiveSocket;
  readonly onScores: (message: ScoresMessage) => void;
  readonly onStatus: (status: LiveStatus) => void;
  readonly now: () => number;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
}

export interface LiveConnection {
  /** Says what to hear of from now on; survives reconnections. */
  want(subscription: Subscription): void;
  /** The machine woke or the network came back: try at once instead of waiting. */
  nudge(): void;
  close(): void;
}

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
/** A connection that lasted this long was a good one: the next wait is a short one again. */
const STEADY_MS = 10_000;
/** Browsers do not show pings to the page, so after this silence it asks for one figure again … */
const SILENCE_MS = 30_000;
/** … and gives the connection up for dead where nothing comes within this. */
const ANSWER_WITHIN_MS = 10_000;
const CHECK_EVERY_MS = 5_000;

/** Where trying again would only be refused again. Everything else, 1001 and 4408 included, is worth another try. */
const FINAL = new Map<number, 'refused' | 'not-signed-in' | 'not-yours'>([
  [4400, 'refused'],
  [4401, 'not-signed-in'],
  [4403, 'not-yours'],
]);

/** Wait before try number `attempt` (0, 1, …) in ms: doubling from half a second to half a minute, each between half and all of it, so that a
 * town of pages does not come back in one blow. */
export function reconnectDelay(attempt: number, random: number): number {
  const longest = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt);
  return longest * (0.5 + random / 2);
}

/** A websocket to `/live` that comes back by itself and asks again for what the page wants. Starts at once; ends with `close` or a final refusal. */
export function openLiveConnection(deps: LiveConnectionDeps): LiveConnection {
  let wanted = nothing;
  let asked = nothing;
  let socket: LiveSocket | null = null;
  let isOpen = false;
  let attempt = 0;
  let openedAt = 0;
  let heardAt: number | null = null;
  let probedAt: number | null = null;
  let lastError = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;

  function connect() {
    clearTimeout(timer);
    timer = undefined;
    const mine = deps.openSocket();
    socket = mine;
    mine.onopen = () => {
      if (mine !== socket) return;
      isOpen = true;
      openedAt = deps.now();
      heardAt = openedAt;
      probedAt = null;
      asked = nothing;
      ask();
      deps.onStatus({ kind: 'live', since: openedAt });
    };
    mine.onmessage = ({ data }) => {
      if (mine === socket) hear(String(data));
    };
    mine.onclose = ({ code, reason }) => {
      if (mine === socket) drop(code, reason);
    };
  }

  function hear(text: string) {
    heardAt = deps.now();
    probedAt = null;
    const message = parseServerMessage(text);
    if (message?.type === 'error') lastError = message.message;
    else if (message) deps.onScores(message);
  }

  function ask() {
    if (!isOpen || !socket) return;
    for (const message of subscriptionChanges(asked, wanted)) socket.send(JSON.stringify(message));
    asked = wanted;
  }

  function drop(code: number, reason: string) {
    socket = null;
    if (ended) return;
    const final = FINAL.get(code);
    if (final) {
      end();
      deps.onStatus({ kind: 'stopped', reason: final, detail: lastError || reason });
      return;
    }
    if (isOpen && deps.now() - openedAt >= STEADY_MS) attempt = 0;
    if (isOpen || attempt === 0) deps.onStatus({ kind: 'reconnecting', asOf: heardAt });
    isOpen = false;
    timer = setTimeout(connect, reconnectDelay(attempt, deps.random()));
    attempt += 1;
  }

  function checkSilence() {
    if (!isOpen || !socket || heardAt === null || wanted.scopes.length === 0) return;
    const now = deps.now();
    if (probedAt !== null) {
      if (now - probedAt >= ANSWER_WITHIN_MS) abandon();
    } else if (now - heardAt >= SILENCE_MS) probe(now);
  }

  function probe(now: number) {
    const one: Subscription = { scopes: wanted.scopes.slice(0, 1), windows: wanted.windows };
    const again = [...subscriptionChanges(one, nothing), ...subscriptionChanges(nothing, one)];
    for (const message of again) socket?.send(JSON.stringify(message));
    probedAt = now;
  }

  /** A dead connection's close event may take minutes: it is not waited for. */
  function abandon() {
    const dead = socket;
    drop(1006, '');
    dead?.close();
  }

  function end() {
    ended = true;
    isOpen = false;
    clearTimeout(timer);
    clearInterval(checks);
    const last = socket;
    socket = null;
    last?.close();
  }

  const checks = setInterval(checkSilence, CHECK_EVERY_MS);
  deps.onStatus({ kind: 'connecting' });
  connect();
  return {
    want(subscription) {
      wanted = subscription;
      ask();
    },
    nudge() {
      if (ended) return;
      if (isOpen) {
        if (probedAt === null) probe(deps.now());
      } else if (timer !== undefined) connect();
    },
    close: end,
  };
}
