import type { EncodedEvent } from '@kuulolla/contracts/cloud-event';

const mostEvents = 500;
/** A log may refuse larger sends for good. */
const mostBytes = 900_000;

/** Events cut into appends that any log takes at once: at most 500 events and 900 kB, one event at least. */
export function inDeliveries(events: readonly EncodedEvent[]): EncodedEvent[][] {
  const deliveries: EncodedEvent[][] = [];
  let current: EncodedEvent[] = [];
  let bytes = 0;
  for (const event of events) {
    if (current.length === mostEvents || (current.length > 0 && bytes + event.value.length > mostBytes)) {
      deliveries.push(current);
      current = [];
      bytes = 0;
    }
    current.push(event);
    bytes += event.value.length;
  }
  if (current.length > 0) deliveries.push(current);
  return deliveries;
}
