import { createRequire } from 'node:module';

interface RequestQueue {
  readonly pending: readonly unknown[];
  scheduleCheckPendingRequests(): void;
}

/**
 * kafkajs 2.2.4 asks each connection every millisecond whether requests wait to be sent, also where none do: the time to
 * the next look is reckoned from the end of a throttling that never began, and Node takes a negative time for 1 ms. Here
 * a connection looks again only while something waits; whatever is added later makes it look anew.
 * (tulios/kafkajs issue 1751; the library has had no release since 2023.)
 */
export function quietIdleConnections(): void {
  const file = createRequire(import.meta.url)('kafkajs/src/network/requestQueue/index.js');
  const queue = (file as { readonly prototype: RequestQueue }).prototype;
  if (quieted.has(queue)) return;
  quieted.add(queue);
  const schedule = queue.scheduleCheckPendingRequests;
  queue.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.pending.length > 0) schedule.call(this);
  };
}

const quieted = new WeakSet<RequestQueue>();
