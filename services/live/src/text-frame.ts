import * as ws from 'ws';

/** The part of ws that frames data; public there and missing from its types. */
interface Framer {
  frame(
    data: Buffer,
    options: { fin: boolean; opcode: number; mask: boolean; rsv1: boolean; readOnly: boolean },
  ): Buffer[];
}
const { Sender } = ws as unknown as { readonly Sender: Framer };

const TEXT = 0x01;

/**
 * A whole unmasked websocket text frame, header included, ready for any number of sockets: framing once a message instead of
 * once a client is most of what a fan-out costs. It may be written to a socket between two sends of ws, which
 * never splits a frame over two turns as long as nothing is compressed.
 */
export function textFrame(text: string): Buffer {
  const options = { fin: true, opcode: TEXT, mask: false, rsv1: false, readOnly: true };
  return Buffer.concat(Sender.frame(Buffer.from(text), options));
}
