import type { ScoresMessage, ServerMessage } from '@kuulolla/contracts/live-protocol';

/**
 * The server's message in a websocket text frame, or null for what is none of ours. Checks only what the page relies on to stay upright
 * (the schema of the contracts would bring its library into the first load); the rest is the server's promise.
 */
export function parseServerMessage(text: string): ServerMessage | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const message = value as Record<string, unknown>;
  if (message.type === 'error') {
    return { type: 'error', code: String(message.code), message: String(message.message) };
  }
  return isScores(message) ? (value as ScoresMessage) : null;
}

function isScores(message: Record<string, unknown>): boolean {
  return (
    (message.type === 'snapshot' || message.type === 'update') &&
    typeof message.scope === 'string' &&
    typeof message.epoch === 'string' &&
    typeof message.seq === 'number' &&
    typeof message.scores === 'object' &&
    message.scores !== null
  );
}
