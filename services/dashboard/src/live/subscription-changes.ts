import type { ClientMessage } from '@kuulolla/contracts/live-protocol';
import type { Scope, WindowName } from '@kuulolla/contracts/score';

/** What the page wants to hear of: every one of the scopes in every one of the windows. */
export interface Subscription {
  readonly scopes: readonly Scope[];
  readonly windows: readonly WindowName[];
}

export const nothing: Subscription = Object.freeze({ scopes: [], windows: [] });

/** Scopes in one message: half of what the protocol allows, some 10 kB of its 64 kB. */
const SCOPES_PER_MESSAGE = 500;

/**
 * Messages that turn what was asked for on this socket into what is wanted now. What is new is asked for before the old is given up, so that a
 * figure on the screen is never without a subscription.
 */
export function subscriptionChanges(asked: Subscription, wanted: Subscription): ClientMessage[] {
  const kept = wanted.scopes.filter((scope) => asked.scopes.includes(scope));
  const added = wanted.scopes.filter((scope) => !asked.scopes.includes(scope));
  const gone = asked.scopes.filter((scope) => !wanted.scopes.includes(scope));
  const newWindows = wanted.windows.filter((window) => !asked.windows.includes(window));
  const oldWindows = asked.windows.filter((window) => !wanted.windows.includes(window));
  return [
    ...subscribe(added, wanted.windows),
    ...subscribe(kept, newWindows),
    ...unsubscribe(kept, oldWindows),
    ...unsubscribe(gone, asked.windows),
  ];
}

function subscribe(scopes: readonly Scope[], windows: readonly WindowName[]): ClientMessage[] {
  if (windows.length === 0) return [];
  return chunks(scopes).map((part) => ({
    type: 'subscribe',
    scopes: part,
    windows: [...windows],
    with: ['changes'],
  }));
}

function unsubscribe(scopes: readonly Scope[], windows: readonly WindowName[]): ClientMessage[] {
  if (windows.length === 0) return [];
  return chunks(scopes).map((part) => ({ type: 'unsubscribe', scopes: part, windows: [...windows] }));
}

function chunks(scopes: readonly Scope[]): Scope[][] {
  const parts: Scope[][] = [];
  for (let at = 0; at < scopes.length; at += SCOPES_PER_MESSAGE)
    parts.push(scopes.slice(at, at + SCOPES_PER_MESSAGE));
  return parts;
}
