import type { ISocketFactory } from 'kafkajs';
import { connectSocket } from './kafkajs-mended.ts';

/**
 * Makes the connections of one log, and tells each time that one answered after another had been lost: ended from the other
 * side or broken on the way, not closed by us. However many are lost at once, the brokers are found again once.
 */
export function countingReconnects(onReconnect: () => void): ISocketFactory {
  let isLost = false;
  return (options) => {
    const socket = connectSocket(options);
    // Not when it connects: what stands before a broker that is gone may take connections and end them.
    let hasAnswered = false;
    socket.once('data', () => {
      hasAnswered = true;
      if (isLost) onReconnect();
      isLost = false;
    });
    const lose = () => {
      if (hasAnswered && !socket.writableEnded) isLost = true;
    };
    // Node and kafkajs end our side in answer, and then it looks as if we had begun.
    socket.prependListener('end', lose);
    socket.prependListener('error', lose);
    return socket;
  };
}
