import { createServer } from 'node:net';

/**
 * Free ports of 127.0.0.1 below those the kernel gives to outgoing connections: there, a client that dials a server
 * which is down can be connected to itself, and the server cannot come back.
 */
export async function serverPorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((fulfil) => {
    const server = createServer();
    server.once('error', () => fulfil(false));
    server.listen(port, '127.0.0.1', () => server.close(() => fulfil(true)));
  });
}
