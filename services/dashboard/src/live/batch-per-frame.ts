import type { ScoresMessage } from '@kuulolla/contracts/live-protocol';

/**
 * Collects messages and hands them on once a frame, so that a busy town costs one rendering a frame and not one a message. Of a scope only the
 * newest is kept (each is complete for its scope), so a page in the background, which gets no frames, stays small. `cancel` forgets what waits.
 */
export function batchPerFrame(
  deliver: (messages: readonly ScoresMessage[]) => void,
  requestFrame: (callback: () => void) => unknown,
): { add: (message: ScoresMessage) => void; cancel: () => void } {
  let epoch: string | null = null;
  let isAskedFor = false;
  const waiting = new Map<string, ScoresMessage>();

  function flush() {
    isAskedFor = false;
    if (waiting.size === 0) return;
    const messages = [...waiting.values()];
    waiting.clear();
    deliver(messages);
  }

  return {
    add(message) {
      // Mixed epochs in one batch would make the reducer forget the new one for a straggler of the old.
      if (message.epoch !== epoch) waiting.clear();
      epoch = message.epoch;
      const known = waiting.get(message.scope);
      if (known && message.seq < known.seq) return;
      waiting.set(message.scope, message);
      if (isAskedFor) return;
      isAskedFor = true;
      requestFrame(flush);
    },
    cancel: () => waiting.clear(),
  };
}
