import { Agent } from 'node:http';
import { connect, type Socket } from 'node:net';

const connectMs = 1_000;

/**
 * An agent whose every connection goes to the next of some ports of this machine, and on to another where one refuses:
 * nothing has been sent by then, so nothing is sent twice. `ports` is asked each time.
 */
export function roundRobinAgent(ports: () => readonly number[]): Agent {
  let turn = 0;
  const agent = new Agent({ keepAlive: false });
  agent.createConnection = (_options, done) => {
    const all = ports();
    turn += 1;
    const inTurn = all.map((_, index) => all[(turn + index) % all.length] as number);
    firstThatTakes(inTurn).then(
      (socket) => done?.(null, socket),
      (error: Error) => done?.(error, undefined as never),
    );
    return undefined as never;
  };
  return agent;
}

async function firstThatTakes(ports: readonly number[]): Promise<Socket> {
  let last: unknown = new Error('None of its processes is up.');
  for (const port of ports) {
    try {
      return await connected(port);
    } catch (error) {
      last = error;
    }
  }
  throw last;
}

function connected(port: number): Promise<Socket> {
  return new Promise((fulfil, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const late = setTimeout(() => socket.destroy(new Error('It does not take connections.')), connectMs);
    socket.once('error', reject);
    socket.once('connect', () => {
      clearTimeout(late);
      socket.off('error', reject);
      fulfil(socket);
    });
  });
}
