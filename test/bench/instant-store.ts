import { join } from 'node:path';
import type { MongoServer } from '../servers/mongo-server.ts';
import { startChild } from './child-server.ts';

const script = join(import.meta.dirname, 'instant-server-process.ts');

/** A server with as much of MongoDB's protocol as our services need, which answers at once and keeps nothing. */
export async function startInstantStore(): Promise<MongoServer> {
  const child = await startChild(script, {});
  const port = Number(new URL(child.url).port);
  const refuse = async () => {
    throw new Error('This store keeps nothing, so it cannot come back.');
  };
  return {
    url: `mongodb://127.0.0.1:${port}/?directConnection=true`,
    port,
    own: true,
    pid: child.pid,
    kill9: refuse,
    restart: refuse,
    stop: child.stop,
  };
}
