import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { type BodyPatience, cutDawdlingBodies } from './dawdling-bodies.ts';
import { SettingsError } from './settings.ts';

/** Milliseconds; sockets that dawdle with their headers are cut. Bodies have a patience of their own. */
export const serverTimeouts = { headersTimeout: 10_000, requestTimeout: 0, keepAliveTimeout: 65_000 };

/** An HTTP server that cuts who dawdles. It does not listen yet. */
export function createHttpServer(listener: RequestListener, patience: Partial<BodyPatience> = {}): Server {
  const options = { connectionsCheckingInterval: 2_000, shouldUpgradeCallback: isWebsocket };
  const server = createServer({ ...serverTimeouts, ...options }, listener);
  cutDawdlingBodies(server, patience);
  return server;
}

/** Clients that offer HTTP/2 in `Upgrade` (the one of Java does so unasked) mean an ordinary request. */
function isWebsocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket';
}

/** Listens; returns the port, which the system chose where `port` is 0. A port in use is a SettingsError. */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException) => reject(listenError(error, host, port));
    server.once('error', refuse);
    server.listen(port, host, () => {
      server.off('error', refuse);
      resolve();
    });
  });
  const address = server.address();
  return typeof address === 'object' && address ? address.port : port;
}

/** Throws the SettingsError of `listen` where it could not listen there now, before anything else is begun. */
export async function checkAddress(host: string, port: number): Promise<void> {
  const probe = createServer();
  await listen(probe, host, port);
  await closeServer(probe);
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new SettingsError(`PORT ${port} is in use; stop what listens there or set PORT to another.`);
  }
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN') {
    return new SettingsError(`HOST ${host} is no address of this machine.`);
  }
  if (error.code === 'EACCES')
    return new SettingsError(`PORT ${port} may not be used by this user; take one above 1023.`);
  return error;
}

/** Takes no new connections, lets requests under way end within `graceMs`, then cuts what is left. */
export async function closeServer(server: Server, graceMs = 5_000): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(cut);
}
