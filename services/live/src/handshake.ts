import type { IncomingMessage } from 'node:http';
import { STATUS_CODES } from 'node:http';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { liveSubprotocol } from '@kuulolla/contracts/live-protocol';

export const livePath = '/live';

/** Why a connection may not be opened. */
export interface Refusal {
  readonly status: 400 | 403 | 404 | 503;
  readonly code: string;
  readonly message: string;
}

/** Which names this server goes by, and from which pages it may be asked beside its own. */
export interface HandshakeRules {
  /** Host names without a port, in lower case; loopback names and plain addresses are always right. */
  readonly hosts: readonly string[];
  /** Origins such as `https://feedback.example.fi`. */
  readonly origins: readonly string[];
}

/**
 * Checks an upgrade request; null where it may go on. A page of another site must not read figures with the browser of
 * somebody who can reach this server, hence `Origin`; nor may it do so by pointing a name of its own at our address, hence `Host`.
 * Programs that are no browsers send no Origin.
 */
export function refusalOf(request: IncomingMessage, rules: HandshakeRules): Refusal | null {
  const { origin, 'sec-websocket-protocol': protocols } = request.headers;
  const { path, host } = targetOf(request);
  if (path !== livePath) {
    return { status: 404, code: 'not-found', message: `The websocket is at ${livePath}.` };
  }
  if (host === undefined || !isOurHost(host, rules)) {
    return {
      status: 403,
      code: 'foreign-host',
      message: 'This server does not go by the name in Host; name it in LIVE_HOSTS.',
    };
  }
  if (origin !== undefined && !rules.origins.includes(origin) && !isSameSite(origin, host)) {
    return {
      status: 403,
      code: 'foreign-origin',
      message: 'Pages of this Origin may not connect; name it in LIVE_ORIGINS.',
    };
  }
  const offered = (protocols ?? '').split(',').map((name) => name.trim());
  if (!offered.includes(liveSubprotocol)) {
    return {
      status: 400,
      code: 'wrong-subprotocol',
      message: `Offer the subprotocol ${liveSubprotocol} in Sec-WebSocket-Protocol.`,
    };
  }
  return null;
}

/** Answers a handshake with the refusal and ends the socket. */
export function refuse(socket: Duplex, refusal: Refusal): void {
  const body = JSON.stringify({ code: refusal.code, message: refusal.message });
  const headers = [
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}`,
    'Connection: close',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(refusal.status === 503 ? ['Retry-After: 5'] : []),
  ];
  socket.on('error', () => socket.destroy());
  socket.once('finish', () => socket.destroy());
  socket.end(`${headers.join('\r\n')}\r\n\r\n${body}`);
}

/** Path and host of a request's target. In absolute form it has a host of its own, which counts (RFC 9112, 3.2.2). */
function targetOf({ url = '', headers }: IncomingMessage): {
  path: string | undefined;
  host: string | undefined;
} {
  if (!URL.canParse(url)) return { path: url.split('?', 1)[0], host: headers.host };
  const { pathname, host } = new URL(url);
  return { path: pathname, host };
}

function isOurHost(host: string, rules: HandshakeRules): boolean {
  if (/[\s/?#@\\]/.test(host)) return false;
  const name = urlOf(`http://${host}`)?.hostname;
  if (name === undefined) return false;
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  // A foreign page can point a name at us, but cannot make the browser send an address it does not come from.
  if (name.startsWith('[') || isIP(name) !== 0) return true;
  return rules.hosts.includes(name) || rules.origins.some((origin) => urlOf(origin)?.hostname === name);
}

/** The scheme is left out of it: a proxy may have taken the TLS off. */
function isSameSite(origin: string, host: string): boolean {
  const page = urlOf(origin);
  if (page === undefined || page.origin !== origin || page.host === '') return false;
  return urlOf(`${page.protocol}//${host}`)?.host === page.host;
}

function urlOf(text: string): URL | undefined {
  return URL.parse(text) ?? undefined;
}
