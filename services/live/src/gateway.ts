import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Day, helsinkiDay } from '@kuulolla/calendar/day';
import {
  type ClientMessage,
  closeCodes,
  liveSubprotocol,
  maxClientMessageBytes,
} from '@kuulolla/contracts/live-protocol';
import type { TallyDocument } from '@kuulolla/contracts/tally';
import type { ScoreboardFollower } from '@kuulolla/scoreboard/follow-store';
import type { Logger } from '@kuulolla/service-kit/logger';
import type { Registry } from '@kuulolla/service-kit/metrics';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { type Client, newClient } from './client.ts';
import { readClientMessage } from './client-message.ts';
import { refusalOf, refuse } from './handshake.ts';
import { createInterests } from './interests.ts';
import { type LiveLimits, liveLimits } from './live-limits.ts';
import { createLiveMetrics } from './live-metrics.ts';
import { createMessages } from './messages.ts';
import { createOutbox } from './outbox.ts';
import { createSubscriptions } from './subscriptions.ts';
import { createTicker } from './ticker.ts';

export interface GatewayDeps {
  readonly follower: ScoreboardFollower;
  /** Epoch ms now. */
  readonly clock: () => number;
  readonly logger: Logger;
  readonly registry: Registry;
  /** Origins of pages that may connect beside those of this server itself, such as `https://feedback.example.fi`. */
  readonly allowedOrigins?: readonly string[];
  /** Names this server goes by beside loopback ones and addresses, without a port. */
  readonly allowedHosts?: readonly string[];
  readonly limits?: Partial<LiveLimits>;
}

/** The websocket at `/live`. It listens to no port: hand it the `upgrade` events of an HTTP server. */
export interface Gateway {
  /** Takes an upgrade request, refusing it with an HTTP answer where it may not be (404 for another path). */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Open connections. */
  readonly connections: number;
  /** Refuses new connections, closes all with 1001 and waits for them, at most `closeMs`. */
  close(): Promise<void>;
}

/** Pushes scores to those who watch them, as the follower's scoreboard and the Helsinki date move. */
export function createGateway(deps: GatewayDeps): Gateway {
  const { follower, clock, logger } = deps;
  const limits: LiveLimits = { ...liveLimits, ...deps.limits };
  const rules = { hosts: deps.allowedHosts ?? [], origins: deps.allowedOrigins ?? [] };
  const clients = new Map<WebSocket, Client>();
  let today: Day = helsinkiDay(clock());
  let seenEpoch = follower.epoch;
  let closing = false;

  const isKnown = (scope: string) => follower.scoreboard.hasScope(scope);
  const interests = createInterests(isKnown);
  const metrics = createLiveMetrics(deps.registry, () => ({
    connections: clients.size,
    scopes: interests.scopeCount,
    waiting: outbox.waiting,
  }));
  const messages = createMessages(() => ({ scoreboard: follower.scoreboard, today }));
  const outbox = createOutbox({ messages, limits, metrics, seq: () => ticker.seq });
  const ticker = createTicker({ interests, messages, outbox, limits, metrics, isKnown, checkDate });
  const subscriptions = createSubscriptions(interests, outbox, ticker, limits.subscriptions);
  const server = createSocketServer(limits.closeMs);

  function checkDate(): boolean {
    const day = helsinkiDay(clock());
    if (day === today) return false;
    today = day;
    ticker.sendAll(false);
    return true;
  }

  /** The end of an answer's way, in the metric and, with its trace, in the log. */
  function noteArrival({ latest, unit }: TallyDocument): void {
    if (latest === undefined) return;
    const seconds = Math.max(0, clock() - latest.acknowledgedAt) / 1_000;
    metrics.arrived(seconds);
    if (latest.traceparent) logger.debug({ traceparent: latest.traceparent, unit, seconds }, 'score moved');
  }

  const silence = follower.onChange((scopes, documents) => {
    if (follower.epoch === seenEpoch) {
      for (const document of documents) noteArrival(document);
      ticker.touch(scopes);
      return;
    }
    seenEpoch = follower.epoch;
    messages.renewEpoch();
    ticker.sendAll(true);
  });
  const sweep = setInterval(() => {
    checkDate();
    for (const client of outbox.tooSlow(performance.now()))
      close(client, closeCodes.tooSlow, 'You read too slowly.');
  }, limits.sweepMs).unref();
  const heartbeat = setInterval(() => {
    for (const client of clients.values()) beat(client);
  }, limits.pingMs).unref();

  /** A client that waits for its socket cannot see a ping: whether it is too slow is judged by what it reads. */
  function beat(client: Client): void {
    if (client.waiting) return;
    if (client.heard) client.ws.ping();
    else client.ws.terminate();
    client.heard = false;
  }

  function close(client: Client, code: number, reason: string): void {
    interests.leave(client);
    outbox.forget(client);
    client.ws.close(code, reason);
  }

  function take(client: Client, message: ClientMessage): void {
    checkDate();
    if (subscriptions.serve(client, message)) return;
    const most = `One connection may watch ${limits.subscriptions} scopes; unsubscribe from some first.`;
    const told = outbox.answer(client, messages.error('too-many-scopes', most));
    if (!told) close(client, closeCodes.tooSlow, 'You read too slowly.');
  }

  // One function of each kind for all connections: closures would be most of what a connection weighs here.
  function onMessage(this: WebSocket, data: RawData, isBinary: boolean): void {
    const client = clients.get(this);
    if (client === undefined || this.readyState !== this.OPEN) return;
    client.heard = true;
    const read = readClientMessage(data, isBinary);
    try {
      if (read.ok) take(client, read.message);
      else close(client, closeCodes.badMessage, read.reason);
    } catch (error) {
      logger.error({ err: error }, 'a client message could not be served');
      close(client, closeCodes.internalError, 'Something failed on our side.');
    }
  }
  function onPong(this: WebSocket): void {
    const client = clients.get(this);
    if (client !== undefined) client.heard = true;
  }
  function onClose(this: WebSocket, code: number): void {
    const client = clients.get(this);
    if (client === undefined) return;
    clients.delete(this);
    interests.leave(client);
    outbox.forget(client);
    metrics.closed(code);
  }
  // ws closes the connection itself; without a listener the process would end.
  function onError(): void {}

  function refusal(request: IncomingMessage) {
    if (closing) return { status: 503, code: 'going-away', message: 'This server is stopping.' } as const;
    if (clients.size >= limits.connections) {
      return {
        status: 503,
        code: 'too-many-connections',
        message: 'All connections are taken; try again.',
      } as const;
    }
    return refusalOf(request, rules);
  }

  return {
    handleUpgrade(request, socket, head) {
      const refused = refusal(request);
      if (refused !== null) {
        metrics.refused(refused.code);
        refuse(socket, refused);
        return;
      }
      server.handleUpgrade(request, socket, head, (ws) => {
        clients.set(ws, newClient(ws, socket, interests.none, ticker.seq));
        ws.on('message', onMessage);
        ws.on('pong', onPong);
        ws.on('close', onClose);
        ws.on('error', onError);
      });
    },
    get connections() {
      return clients.size;
    },
    async close() {
      closing = true;
      silence();
      ticker.stop();
      clearInterval(sweep);
      clearInterval(heartbeat);
      const ended = [...clients.values()].map(
        (client) => new Promise<void>((resolve) => client.ws.once('close', () => resolve())),
      );
      for (const client of clients.values()) close(client, closeCodes.goingAway, 'The server is stopping.');
      await Promise.all(ended);
    },
  };
}

/** `closeTimeout` is missing from the types of ws. */
function createSocketServer(closeTimeout: number): WebSocketServer {
  const options = {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: maxClientMessageBytes,
    closeTimeout,
    // Left to itself ws takes the first one offered; the handshake has seen that ours is among them.
    handleProtocols: () => liveSubprotocol,
  };
  return new WebSocketServer(options);
}
