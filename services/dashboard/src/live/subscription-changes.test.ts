import { clientMessageSchema } from '@kuulolla/contracts/live-protocol';
import { describe, expect, test } from 'vitest';
import { nothing, subscriptionChanges } from './subscription-changes.ts';

describe('the messages between two subscriptions', () => {
  test('another area asks for its units and gives up the old ones, and leaves the shared scopes alone', () => {
    const asked = { scopes: ['all', 'unit:1', 'unit:2'], windows: ['30d' as const] };
    const wanted = { scopes: ['all', 'unit:2', 'unit:3'], windows: ['30d' as const] };
    expect(subscriptionChanges(asked, wanted)).toEqual([
      { type: 'subscribe', scopes: ['unit:3'], windows: ['30d'], with: ['changes'] },
      { type: 'unsubscribe', scopes: ['unit:1'], windows: ['30d'] },
    ]);
  });

  test('another window is asked for on every scope before the old one is given up', () => {
    const messages = subscriptionChanges(
      { scopes: ['all'], windows: ['30d'] },
      { scopes: ['all'], windows: ['7d'] },
    );
    expect(messages.map(({ type }) => type)).toEqual(['subscribe', 'unsubscribe']);
    expect(messages[1]).toEqual({ type: 'unsubscribe', scopes: ['all'], windows: ['30d'] });
  });

  test('the same wish sends nothing', () => {
    const wish = { scopes: ['all'], windows: ['30d' as const] };
    expect(subscriptionChanges(wish, { ...wish })).toEqual([]);
  });

  test('a very long list is cut so that every message is one the protocol takes', () => {
    const scopes = Array.from({ length: 1_750 }, (_, index) => `unit:${900_000 + index}`);
    const messages = subscriptionChanges(nothing, { scopes, windows: ['30d'] });
    expect(messages.flatMap((message) => message.scopes)).toEqual(scopes);
    for (const message of messages) expect(() => clientMessageSchema.parse(message)).not.toThrow();
  });
});
