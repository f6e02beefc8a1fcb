import { once } from 'node:events';
import { WebSocket } from 'ws';
import { answerQuestions } from './live-processes.ts';

export interface ClientsAnswers {
  open: null;
  /** Messages received since it was asked last. */
  received: number;
  close: null;
}

const sockets: WebSocket[] = [];
let received = 0;
const count = () => {
  received += 1;
};

answerQuestions<ClientsAnswers>({
  /** Opens connections; each watches `scopes` units from unit 1 on, or, where `own`, a selection that nobody else has. */
  async open(port: number, connections: number, scopes: number, own: boolean) {
    for (let at = 0; at < connections; at += 100) {
      const some = Array.from({ length: Math.min(100, connections - at) }, (_, more) =>
        openOne(port, scopes, own ? at + more : 0),
      );
      await Promise.all(some);
    }
    return null;
  },
  async received() {
    for (let before = -1; before !== received; ) {
      before = received;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    const total = received;
    received = 0;
    return total;
  },
  async close() {
    for (const socket of sockets.splice(0)) socket.terminate();
    await new Promise((resolve) => setTimeout(resolve, 500));
    return null;
  },
});

async function openOne(port: number, scopes: number, which: number): Promise<void> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/live`, 'kuulolla.v1', { perMessageDeflate: false });
  await once(socket, 'open');
  sockets.push(socket);
  socket.on('message', count);
  if (scopes === 0) return;
  // Steps of a size of one's own through 349 units, a prime: no two selections are the same.
  const units = Array.from(
    { length: scopes },
    (_, at) => 1 + ((at * (1 + (which % 348)) + Math.floor(which / 348)) % 349),
  );
  const windows = which === 0 ? ['7d'] : ['30d', '90d'];
  const extras = which === 0 ? {} : { with: ['changes'] };
  socket.send(
    JSON.stringify({ type: 'subscribe', scopes: units.map((unit) => `unit:${unit}`), windows, ...extras }),
  );
}
