/** How much the gateway gives each client, and how long it waits. Times in ms. */
export interface LiveLimits {
  readonly connections: number;
  /** Scopes one connection may watch. */
  readonly subscriptions: number;
  /** From the first change to the message about it: what changes in between goes into the same message. */
  readonly tickMs: number;
  /** How often the Helsinki date is compared and slow clients are looked for. */
  readonly sweepMs: number;
  /** How often each client is pinged; one that has not answered by the next ping is cut. */
  readonly pingMs: number;
  /** Bytes that may wait for one client's socket before nothing more is handed to it. */
  readonly queueBytes: number;
  /** Bytes waiting, answers to its own messages included, at which a client is closed at once. */
  readonly mostQueueBytes: number;
  /** A client whose socket took nothing for so long is closed as too slow. */
  readonly patienceMs: number;
  /** How long a close handshake may take. */
  readonly closeMs: number;
}

export const liveLimits: LiveLimits = {
  connections: 20_000,
  subscriptions: 2_000,
  tickMs: 50,
  sweepMs: 1_000,
  pingMs: 30_000,
  queueBytes: 32 * 1024,
  mostQueueBytes: 256 * 1024,
  patienceMs: 15_000,
  closeMs: 5_000,
};
