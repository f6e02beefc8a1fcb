import { liveSubprotocol } from '@kuulolla/contracts/live-protocol';
import { HttpProblem } from '@kuulolla/service-kit/http-problem';
import { Router } from 'express';
import { livePath } from './handshake.ts';

/** Tells who asks for the websocket's address without a handshake, such as somebody with a browser, what is there. */
export function liveRouter(): Router {
  return Router().all(livePath, () => {
    const message = `Here is a websocket: connect with one, and offer the subprotocol ${liveSubprotocol}.`;
    // Without `close`, Node would keep the connection even of a caller who asked for its end.
    throw new HttpProblem(426, 'upgrade-required', message, {
      headers: { Upgrade: 'websocket', Connection: 'Upgrade, close' },
    });
  });
}
