import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Where the next commit is cut off: on its way to the server, or its answer on the way back. */
export type Cut = 'before' | 'after';

export interface CuttingProxy {
  readonly url: string;
  /** Cuts all connections at the next commit, and takes no others until what is returned has come about. */
  cutNextCommit(where: Cut, meanwhile: () => Promise<void>): void;
  close(): void;
}

/** A way to the server on `port` that loses a commit, or the answer to one. */
export async function startCuttingProxy(port: number): Promise<CuttingProxy> {
  const sockets = new Set<Socket>();
  let cut: { where: Cut; meanwhile: () => Promise<void> } | undefined;
  let refusing = false;

  const cutNow = (meanwhile: () => Promise<void>) => {
    cut = undefined;
    refusing = true;
    for (const socket of sockets) socket.destroy();
    meanwhile().then(() => {
      refusing = false;
    });
  };

  const proxy = createServer((client) => {
    if (refusing) return client.destroy();
    const server = connect(port, '127.0.0.1');
    let committing = false;
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket
        .on('error', () => undefined)
        .on('close', () => {
          sockets.delete(socket);
          client.destroy();
          server.destroy();
        });
    }
    client.on('data', (bytes) => {
      committing = cut !== undefined && bytes.includes('commitTransaction');
      if (committing && cut?.where === 'before') cutNow(cut.meanwhile);
      else server.write(bytes);
    });
    server.on('data', (bytes) => {
      if (committing && cut !== undefined) cutNow(cut.meanwhile);
      else client.write(bytes);
    });
    return undefined;
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    url: `mongodb://127.0.0.1:${(proxy.address() as AddressInfo).port}/?directConnection=true`,
    cutNextCommit(where, meanwhile) {
      cut = { where, meanwhile };
    },
    close() {
      proxy.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
