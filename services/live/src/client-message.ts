import { type ClientMessage, clientMessageSchema } from '@kuulolla/contracts/live-protocol';
import type { RawData } from 'ws';

/** A client's message, or in one sentence what is wrong with it: short enough for a close frame, and never repeating what was sent. */
export type ReadMessage =
  | { readonly ok: true; readonly message: ClientMessage }
  | { readonly ok: false; readonly reason: string };

/** Close reasons may take 123 bytes. */
const LONGEST_REASON = 120;

/** Reads a message of a client. */
export function readClientMessage(data: RawData, isBinary: boolean): ReadMessage {
  if (isBinary) return { ok: false, reason: 'Send text, not binary messages.' };
  let json: unknown;
  try {
    json = JSON.parse(data.toString());
  } catch {
    return { ok: false, reason: 'The message is not JSON.' };
  }
  const parsed = clientMessageSchema.safeParse(json);
  if (parsed.success) return { ok: true, message: parsed.data };
  const issue = parsed.error.issues[0];
  const place = placeOf(issue?.path ?? []);
  return { ok: false, reason: sentence(issue?.code, place).slice(0, LONGEST_REASON) };
}

/** `scopes[3]`; only names of our own schema and positions occur in a path. */
function placeOf(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}

function sentence(code: string | undefined, place: string): string {
  if (code === 'unrecognized_keys') return 'The message has a field this protocol does not know.';
  if (place === '') return 'The message must be an object with type subscribe or unsubscribe.';
  if (code === 'too_big') return `${place} lists too many.`;
  return `${place} is missing or not what the protocol allows.`;
}
