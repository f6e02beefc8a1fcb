import { connect } from 'node:net';
import type { Kuulolla } from '../kuulolla-process.ts';

/** What came back on a bare socket until the server closed it. */
export interface RawAnswer {
  /** 0 where the socket was closed without an answer. */
  readonly status: number;
  /** Status line, headers and body as they came. */
  readonly text: string;
}

/**
 * Sends a head as no HTTP client would, and reads until the server closes: ask it to with `Connection: close`. Without a
 * body the head is left unfinished.
 */
export async function rawRequest(
  { address }: Pick<Kuulolla, 'address'>,
  head: readonly string[],
  body: string | null = '',
): Promise<RawAnswer> {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk) => {
    text += chunk;
  });
  // A server that refuses may close before it has read everything.
  socket.on('error', () => {});
  const closed = new Promise((fulfil) => socket.once('close', fulfil));
  socket.write(`${head.join('\r\n')}${body === null ? '' : `\r\n\r\n${body}`}`, 'latin1');
  await closed;
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), text };
}
