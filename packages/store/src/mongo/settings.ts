import { readFile } from 'node:fs/promises';
import type { MongoClientOptions } from 'mongodb';
import { StoreError } from '../store-error.ts';

/** Where the store's database is, and how to get in. */
export interface MongoSettings {
  /** `mongodb://` or `mongodb+srv://`: a replica set, whose transactions and change streams the store is built on. */
  readonly url: string;
  readonly database: string;
  /** Beside the URL, so that a password need not be written into it. */
  readonly user?: string;
  readonly password?: string;
  /** The database that knows the user; `admin` without one. */
  readonly authSource?: string;
  readonly tls?: {
    /** PEM. Without one, the authorities that Node trusts. */
    readonly caFile?: string;
    /** PEM, both or neither: how this client shows who it is. */
    readonly certFile?: string;
    readonly keyFile?: string;
  };
}

/**
 * The driver's options that settings come to, files read. Throws a StoreError `misconfigured` where they are half set or
 * contradict each other.
 */
export async function clientOptions(settings: MongoSettings): Promise<MongoClientOptions> {
  checkSettings(settings);
  const { user, password, authSource, tls } = settings;
  return {
    ...(user !== undefined && { auth: { username: user, password: password ?? '' } }),
    ...(authSource !== undefined && { authSource }),
    ...(tls !== undefined && { tls: true }),
    ...(tls?.caFile !== undefined && { ca: await fileOf('CA certificate', tls.caFile) }),
    ...(tls?.certFile !== undefined && { cert: await fileOf('certificate', tls.certFile) }),
    ...(tls?.keyFile !== undefined && { key: await fileOf('key', tls.keyFile) }),
  };
}

function checkSettings({ url, database, user, password, authSource, tls }: MongoSettings): void {
  if (!/^mongodb(\+srv)?:\/\/./.test(url)) {
    refuse('The address of MongoDB must begin with mongodb:// or mongodb+srv://.');
  }
  // mongodb.com/docs/manual/reference/limits: "Restrictions on Database Names".
  if (!/^[^\s/\\."$*<>:|?\0]{1,63}$/.test(database)) {
    refuse(`"${database}" is no name of a MongoDB database: use 1 to 63 letters, digits, - or _.`);
  }
  if ((user === undefined) !== (password === undefined)) {
    refuse('MongoDB needs a user and a password: one of them is set, set the other too.');
  }
  if (authSource !== undefined && user === undefined && !/^[^/]*\/\/[^/]*@/.test(url)) {
    refuse('A database that knows the user is set for MongoDB, but no user: set both or neither.');
  }
  if (tls !== undefined && (tls.certFile === undefined) !== (tls.keyFile === undefined)) {
    refuse('MongoDB needs a certificate and its key: one of them is set, set the other too.');
  }
  if (tls !== undefined && /[?&](tls|ssl)=false/.test(url)) {
    refuse('TLS is set for MongoDB, and turned off in its address: take tls=false out of the address.');
  }
}

async function fileOf(what: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new StoreError('misconfigured', `The ${what} for MongoDB cannot be read from ${file}.`, { cause });
  }
}

function refuse(message: string): never {
  throw new StoreError('misconfigured', message);
}
