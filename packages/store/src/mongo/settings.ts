import { readFile } from 'node:fs/promises';
import type { MongoClientOptions, MongoOptions } from 'mongodb';
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
    ...(tls?.caFile !== undefined && { ca: await fileOf('CA certificate for MongoDB', tls.caFile) }),
    ...(tls?.certFile !== undefined && { cert: await fileOf('certificate for MongoDB', tls.certFile) }),
    ...(tls?.keyFile !== undefined && { key: await fileOf('key for MongoDB', tls.keyFile) }),
  };
}

/** Ways to sign in for which the user has no password in the address: a certificate, a token, or what the surroundings know. */
const withoutPassword = new Set<string>(['MONGODB-X509', 'MONGODB-OIDC', 'MONGODB-AWS', 'GSSAPI']);

/**
 * Refuses TLS and sign-in that are half set in the address, from what the driver made of it and of the settings: it would go
 * on in plain text, or with an empty password, and not say so. Throws a StoreError `misconfigured`, also where a file that
 * the address names cannot be read.
 */
export async function checkAddress(url: string, options: Readonly<MongoOptions>): Promise<void> {
  const names = [...new URLSearchParams(url.split('?')[1]).keys()];
  const tlsPart = names.find((name) => /^tls./i.test(name));
  if (tlsPart !== undefined && !options.tls) {
    refuse(
      `MONGODB_URL has ${tlsPart}, but does not turn TLS on: add tls=true to it, or take ${tlsPart} out.`,
    );
  }
  if (options.passphrase !== undefined && options.tlsCertificateKeyFile === undefined) {
    refuse(
      'MONGODB_URL has tlsCertificateKeyFilePassword without tlsCertificateKeyFile: set both or neither.',
    );
  }
  const { credentials } = options;
  if (credentials === undefined && names.some((name) => /^authSource$/i.test(name))) {
    refuse(
      'MONGODB_URL has authSource, but nobody signs in: set MONGODB_USERNAME and MONGODB_PASSWORD, or take authSource out.',
    );
  }
  if (credentials?.username && !credentials.password && !withoutPassword.has(credentials.mechanism)) {
    refuse(
      'MONGODB_URL has a user without a password: take the user out of it and set MONGODB_USERNAME and MONGODB_PASSWORD.',
    );
  }
  for (const name of ['tlsCAFile', 'tlsCRLFile', 'tlsCertificateKeyFile'] as const) {
    const file = options[name];
    if (file !== undefined) await fileOf(`${name} of MONGODB_URL`, file);
  }
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
    throw new StoreError('misconfigured', `The ${what} cannot be read from ${file}.`, { cause });
  }
}

function refuse(message: string): never {
  throw new StoreError('misconfigured', message);
}
