import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type LiveSocket, type LiveStatus, openLiveConnection, reconnectDelay } from './live-connection.ts';

class FakeSocket implements LiveSocket {
  onopen: LiveSocket['onopen'] = null;
  onmessage: LiveSocket['onmessage'] = null;
  onclose: LiveSocket['onclose'] = null;
  readonly sent: { type: string; scopes: string[] }[] = [];
  isClosed = false;
  send(text: string) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.isClosed = true;
  }
  open() {
    this.onopen?.(undefined as never);
  }
  hear(message: object) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  drop(code: number, reason = '') {
    this.onclose?.({ code, reason });
  }
}

const wish = { scopes: ['all', 'unit:1'], windows: ['30d' as const] };
const snapshot = { type: 'snapshot', scope: 'all', epoch: 'e', seq: 1, scores: {} };

function start() {
  const sockets: FakeSocket[] = [];
  const statuses: LiveStatus[] = [];
  const scopes: string[] = [];
  const connection = openLiveConnection({
    openSocket: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
    onScores: ({ scope }) => scopes.push(scope),
    onStatus: (status) => statuses.push(status),
    now: Date.now,
    random: () => 0.5,
  });
  connection.want(wish);
  const last = () => {
    const socket = sockets.at(-1);
    if (!socket) throw new Error('No socket was opened.');
    return socket;
  };
  return { connection, sockets, statuses, scopes, last };
}

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-03-29T00:59:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the live connection', () => {
  test('asks for everything again on the socket after a lost one', () => {
    const { sockets, last } = start();
    last().open();
    expect(last().sent).toEqual([
      { type: 'subscribe', scopes: wish.scopes, windows: wish.windows, with: ['changes'] },
    ]);
    last().drop(1001);
    vi.advanceTimersByTime(30_000);
    expect(sockets).toHaveLength(2);
    last().open();
    expect(last().sent).toEqual(sockets[0]?.sent);
  });

  test('a wish made while it is away is asked for when it is back, and only that', () => {
    const { connection, last } = start();
    connection.want({ scopes: ['all'], windows: ['7d'] });
    last().open();
    expect(last().sent).toEqual([{ type: 'subscribe', scopes: ['all'], windows: ['7d'], with: ['changes'] }]);
  });

  test('says since when it is live and, once lost, from when the figures are: the last thing heard', () => {
    const { statuses, last } = start();
    const opened = Date.now();
    last().open();
    vi.advanceTimersByTime(20_000);
    last().hear(snapshot);
    vi.advanceTimersByTime(3_000);
    last().drop(1006);
    expect(statuses).toEqual([
      { kind: 'connecting' },
      { kind: 'live', since: opened },
      { kind: 'reconnecting', asOf: opened + 20_000 },
    ]);
  });

  test('does not change the sign at every failed try', () => {
    const { statuses, sockets, last } = start();
    for (let attempt = 0; attempt < 6; attempt++) {
      last().drop(1006);
      vi.advanceTimersByTime(30_000);
    }
    expect(sockets.length).toBe(7);
    expect(statuses).toEqual([{ kind: 'connecting' }, { kind: 'reconnecting', asOf: null }]);
  });

  test.each([
    [4400, 'refused'],
    [4401, 'not-signed-in'],
    [4403, 'not-yours'],
  ])('close code %i ends the tries, with what the server said', (code, reason) => {
    const { statuses, sockets, last } = start();
    last().open();
    last().hear({ type: 'error', code: 'bad-message', message: 'A scope is all, …' });
    last().drop(code);
    vi.advanceTimersByTime(600_000);
    expect(sockets).toHaveLength(1);
    expect(statuses.at(-1)).toEqual({ kind: 'stopped', reason, detail: 'A scope is all, …' });
  });

  test.each([1001, 1006, 1009, 1011, 4408])('close code %i is worth another try', (code) => {
    const { sockets, last } = start();
    last().open();
    last().drop(code);
    vi.advanceTimersByTime(30_000);
    expect(sockets).toHaveLength(2);
  });

  test('a connection gone silent is asked for one figure and given up when nothing comes', () => {
    const { sockets, statuses, last } = start();
    last().open();
    const [dead] = sockets;
    vi.advanceTimersByTime(35_000);
    expect(dead?.sent.slice(1)).toEqual([
      { type: 'unsubscribe', scopes: ['all'], windows: ['30d'] },
      { type: 'subscribe', scopes: ['all'], windows: ['30d'], with: ['changes'] },
    ]);
    vi.advanceTimersByTime(10_000);
    expect(dead?.isClosed).toBe(true);
    expect(statuses.at(-1)?.kind).toBe('reconnecting');
    vi.advanceTimersByTime(1_000);
    expect(sockets).toHaveLength(2);
  });

  test('a quiet town that answers is not taken for dead', () => {
    const { sockets, last } = start();
    last().open();
    for (let minute = 0; minute < 10; minute++) {
      vi.advanceTimersByTime(35_000);
      last().hear(snapshot);
    }
    expect(sockets).toHaveLength(1);
  });

  test('the late close event of a connection given up does not end its successor', () => {
    const { sockets, statuses, last } = start();
    last().open();
    vi.advanceTimersByTime(50_000);
    last().open();
    sockets[0]?.drop(1006);
    expect(statuses.at(-1)?.kind).toBe('live');
    expect(sockets).toHaveLength(2);
  });

  test('a woken machine tries at once', () => {
    const { connection, sockets, last } = start();
    last().drop(1006);
    connection.nudge();
    expect(sockets).toHaveLength(2);
    vi.advanceTimersByTime(30_000);
    expect(sockets).toHaveLength(2);
  });

  test('closed, it stays closed', () => {
    const { connection, sockets, last } = start();
    last().open();
    connection.close();
    last().drop(1000);
    connection.nudge();
    vi.advanceTimersByTime(600_000);
    expect(sockets).toHaveLength(1);
    expect(last().isClosed).toBe(true);
  });

  test('a frame that is none of ours is left aside', () => {
    const { scopes, last } = start();
    last().open();
    last().onmessage?.({ data: 'not json' });
    last().hear({ type: 'snapshot', scope: 'all' });
    last().hear(snapshot);
    expect(scopes).toEqual(['all']);
  });
});

describe('the wait before another try', () => {
  test('doubles to half a minute and is spread over its second half', () => {
    expect([0, 1, 2, 3].map((attempt) => reconnectDelay(attempt, 0))).toEqual([250, 500, 1_000, 2_000]);
    expect(reconnectDelay(60, 0)).toBe(15_000);
    expect(reconnectDelay(60, 0.999_999)).toBeLessThanOrEqual(30_000);
  });

  test('is short again after a connection that held, not after one that only opened', () => {
    const { sockets, last } = start();
    for (let attempt = 0; attempt < 5; attempt++) {
      last().open();
      last().drop(1011);
      vi.advanceTimersByTime(30_000);
    }
    const before = sockets.length;
    last().open();
    last().drop(1011);
    vi.advanceTimersByTime(5_000);
    expect(sockets.length).toBe(before);
    vi.advanceTimersByTime(30_000);
    last().open();
    vi.advanceTimersByTime(20_000);
    last().drop(1001);
    vi.advanceTimersByTime(500);
    expect(sockets.length).toBe(before + 2);
  });
});
