import { closeCodes } from '@kuulolla/contracts/live-protocol';
import { Counter, Gauge, Histogram, type Registry } from '@kuulolla/service-kit/metrics';

/** What the gateway counts. */
export interface LiveMetrics {
  sent(messages: number): void;
  /** Messages that were not sent because their client was behind: a newer one will say the same. */
  conflated(messages: number): void;
  closed(code: number): void;
  refused(code: string): void;
  /** Seconds from the acknowledgement of an answer to the change it made here. */
  arrived(seconds: number): void;
}

/** A client may close with any of 2,000 codes, and each would be a series of its own for good. */
function codeLabel(code: number): string {
  const ours: readonly number[] = Object.values(closeCodes);
  return code < 2_000 || ours.includes(code) ? String(code) : 'other';
}

/** Registers the gateway's metrics; `state` is asked when they are read. */
export function createLiveMetrics(
  registry: Registry,
  state: () => { readonly connections: number; readonly scopes: number; readonly waiting: number },
): LiveMetrics {
  const registers = [registry];
  const sent = new Counter({
    name: 'kuulolla_live_messages_total',
    help: 'Messages handed to sockets.',
    registers,
  });
  const conflated = new Counter({
    name: 'kuulolla_live_conflated_total',
    help: 'Messages left out because their client was behind; a newer one says the same.',
    registers,
  });
  const closed = new Counter({
    name: 'kuulolla_live_closes_total',
    help: 'Connections that ended, by close code; 1006 without a close frame, other for one a client made up.',
    labelNames: ['code'],
    registers,
  });
  const refused = new Counter({
    name: 'kuulolla_live_refused_total',
    help: 'Handshakes refused, by reason.',
    labelNames: ['reason'],
    registers,
  });
  const endToEnd = new Histogram({
    name: 'kuulolla_end_to_end_seconds',
    help: 'Seconds from the acknowledgement of an answer to its change at the gateway; the latest of each tally.',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 15, 60],
    registers,
  });
  new Gauge({
    name: 'kuulolla_live_connections',
    help: 'Open connections.',
    registers,
    collect() {
      this.set(state().connections);
    },
  });
  new Gauge({
    name: 'kuulolla_live_watched_scopes',
    help: 'Scopes that at least one connection watches.',
    registers,
    collect() {
      this.set(state().scopes);
    },
  });
  new Gauge({
    name: 'kuulolla_live_waiting_clients',
    help: 'Connections that have not taken what was written to them yet; they get the newest state when they have.',
    registers,
    collect() {
      this.set(state().waiting);
    },
  });
  return {
    sent: (messages) => sent.inc(messages),
    conflated: (messages) => conflated.inc(messages),
    closed: (code) => closed.inc({ code: codeLabel(code) }),
    refused: (reason) => refused.inc({ reason }),
    arrived: (seconds) => endToEnd.observe(seconds),
  };
}
