import type { ClientMessage } from '@kuulolla/contracts/live-protocol';
import type { Client } from './client.ts';
import type { Interests } from './interests.ts';
import type { Outbox } from './outbox.ts';
import type { Ticker } from './ticker.ts';
import { viewOf, viewWithout } from './view.ts';

/** Does what a client's message asks for. */
export interface Subscriptions {
  /** False where the client would then watch more than it may: nothing of the message is done. */
  serve(client: Client, message: ClientMessage): boolean;
}

type Subscribe = ClientMessage & { readonly type: 'subscribe' };

/** `most` is how many scopes one client may watch. */
export function createSubscriptions(
  interests: Interests,
  outbox: Outbox,
  ticker: Ticker,
  most: number,
): Subscriptions {
  function subscribe(client: Client, { scopes, windows, with: extras }: Subscribe): boolean {
    if (client.interest.scopes.length + newTo(client, scopes) > most) return false;
    const view = viewOf(windows, extras?.includes('changes') ?? false);
    const seq = ticker.nextSeq();
    // Up to date so far: what changed earlier is not news to it only because it asks for more scopes now.
    if (outbox.isReady(client)) client.sentSeq = seq;
    interests.change(client, scopes, (old) => old | view);
    client.passSeq = 0;
    client.snapshotSeq = seq;
    client.snapshots ??= new Set();
    for (const name of scopes) {
      const scope = interests.scope(name);
      if (scope !== undefined) client.snapshots.add(scope);
    }
    outbox.catchUp(client);
    return true;
  }

  function unsubscribe(client: Client, { scopes, windows }: ClientMessage & { type: 'unsubscribe' }): void {
    interests.change(client, scopes, (view) => (windows ? viewWithout(view, windows) : 0));
    client.passSeq = 0;
    for (const scope of client.snapshots ?? []) {
      if (!scope.interests.has(client.interest)) client.snapshots?.delete(scope);
    }
  }

  function newTo(client: Client, names: readonly string[]): number {
    let count = 0;
    for (const name of new Set(names)) {
      if (!interests.scope(name)?.interests.has(client.interest)) count += 1;
    }
    return count;
  }

  return {
    serve(client, message) {
      if (message.type === 'subscribe') return subscribe(client, message);
      unsubscribe(client, message);
      return true;
    },
  };
}
