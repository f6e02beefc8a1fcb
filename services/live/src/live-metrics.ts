import { Counter, Gauge, type Registry } from 'prom-client';

/** What the gateway counts. */
export interface LiveMetrics {
  sent(messages: number): void;
  /** Messages that were not sent because their client was behind: a newer one will say the same. */
  conflated(messages: number): void;
  closed(code: number): void;
  refused(code: string): void;
}

/** Registers the gateway's metrics; `state` is asked when they are read. */
export function createLiveMetrics(
  registry: Registry,
  state: () => { readonly connections: number; readonly scopes: number },
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
    help: 'Connections that ended, by close code; 1006 without a close frame.',
    labelNames: ['code'],
    registers,
  });
  const refused = new Counter({
    name: 'kuulolla_live_refused_total',
    help: 'Handshakes refused, by reason.',
    labelNames: ['reason'],
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
  return {
    sent: (messages) => sent.inc(messages),
    conflated: (messages) => conflated.inc(messages),
    closed: (code) => closed.inc({ code: String(code) }),
    refused: (reason) => refused.inc({ reason }),
  };
}
