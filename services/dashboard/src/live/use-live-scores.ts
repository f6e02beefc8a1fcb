import { useEffect, useRef, useState } from 'react';
import { batchPerFrame } from './batch-per-frame.ts';
import {
  type LiveConnection,
  type LiveSocket,
  type LiveStatus,
  openLiveConnection,
} from './live-connection.ts';
import { applyMessages, keepScopes, type LiveScores, noScores } from './live-scores.ts';
import type { Subscription } from './subscription-changes.ts';

/** The subprotocol's name stands here too: importing the value would bring the schemas' library into the first load. */
const SUBPROTOCOL =
  'kuulolla.v1' satisfies typeof import('@kuulolla/contracts/live-protocol').liveSubprotocol;

/** The live figures of a subscription, and how the connection is. Pass the same object until the wish changes. */
export function useLiveScores(subscription: Subscription): { figures: LiveScores; status: LiveStatus } {
  const [figures, setFigures] = useState(noScores);
  const [status, setStatus] = useState<LiveStatus>({ kind: 'connecting' });
  const connection = useRef<LiveConnection>(null);

  useEffect(() => {
    const batch = batchPerFrame(
      (messages) => setFigures((known) => applyMessages(known, messages)),
      (callback) => requestAnimationFrame(callback),
    );
    const opened = openLiveConnection({
      openSocket,
      onScores: batch.add,
      onStatus: setStatus,
      now: Date.now,
      random: Math.random,
    });
    connection.current = opened;
    const nudge = () => document.visibilityState === 'visible' && opened.nudge();
    window.addEventListener('online', nudge);
    document.addEventListener('visibilitychange', nudge);
    return () => {
      window.removeEventListener('online', nudge);
      document.removeEventListener('visibilitychange', nudge);
      batch.cancel();
      opened.close();
    };
  }, []);

  useEffect(() => {
    connection.current?.want(subscription);
    setFigures((known) => keepScopes(known, subscription.scopes));
  }, [subscription]);

  return { figures, status };
}

function openSocket(): LiveSocket {
  const address = new URL('/live', window.location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  return new WebSocket(address, SUBPROTOCOL) as LiveSocket;
}
