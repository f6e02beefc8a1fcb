import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Interest, WatchedScope } from './interests.ts';

/** All that is kept of one connection. It holds no messages: what a client has not got yet follows from `sentSeq`. */
export interface Client {
  readonly ws: WebSocket;
  readonly socket: Duplex;
  interest: Interest;
  /** What its scopes went through up to this seq has been handed to the socket. */
  sentSeq: number;
  /** The seq of its latest snapshots. */
  snapshotSeq: number;
  /** Scopes it asked for and has not been given yet. */
  snapshots: Set<WatchedScope> | null;
  /** While it catches up: up to which seq, and how far in its interest. 0 where it does not. */
  passSeq: number;
  cursor: number;
  /** The socket is full: nothing is sent until it has been flushed. */
  waiting: boolean;
  /** Monotonic ms since when it has been waiting. */
  waitingSince: number;
  /** It has given a sign of life since the last ping. */
  heard: boolean;
}

/** A connection that watches nothing yet. */
export function newClient(ws: WebSocket, socket: Duplex, none: Interest, seq: number): Client {
  return {
    ws,
    socket,
    interest: none,
    sentSeq: seq,
    snapshotSeq: 0,
    snapshots: null,
    passSeq: 0,
    cursor: 0,
    waiting: false,
    waitingSince: 0,
    heard: true,
  };
}
