import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { MongoClient } from 'mongodb';
import { afterAll, describe, expect, it } from 'vitest';
import { openMongoStore } from '../mongo-store.ts';
import { createClient } from './client.ts';
import { checkAddress, clientOptions, type MongoSettings } from './settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'mongo-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string) => {
  writeFileSync(join(folder, name), `PEM of ${name}`);
  return join(folder, name);
};
const base = { url: 'mongodb://localhost:27017/?replicaSet=rs', database: 'kuulolla' };

describe('settings of MongoDB', () => {
  const wrong: [name: string, settings: Partial<MongoSettings>, says: RegExp][] = [
    ['with a user and no password', { user: 'recorder' }, /user and a password/],
    ['with a password and no user', { password: 'secret' }, /user and a password/],
    ['with a place to look for a user it has not', { authSource: 'admin' }, /no user/],
    ['with a certificate and no key', { tls: { certFile: 'cert.pem' } }, /certificate and its key/],
    ['with a key and no certificate', { tls: { keyFile: 'key.pem' } }, /certificate and its key/],
    ['with TLS that the address turns off', { url: `${base.url}&tls=false`, tls: {} }, /turned off/],
    [
      'with a CA that is not there',
      { tls: { caFile: join(folder, 'none.pem') } },
      /CA certificate.*none\.pem/,
    ],
    ['with an address of something else', { url: 'postgres://localhost/kuulolla' }, /must begin with/],
    ['with a database that cannot be', { database: 'kuu.lolla' }, /"kuu\.lolla"/],
    ['with no database', { database: '' }, /no name/],
  ];
  it.each(wrong)('%s are refused before anything is connected to', async (_, settings, says) => {
    const refusal = {
      name: 'StoreError',
      code: 'misconfigured',
      canRetry: false,
      message: expect.stringMatching(says),
    };
    await expect(openMongoStore({ ...base, ...settings })).rejects.toMatchObject(refusal);
  });

  const user = { user: 'recorder', password: 'secret' };
  const halfSet: [name: string, rest: string, says: RegExp][] = [
    ['a CA without TLS', 'h/?tlsCAFile=/x', /^MONGODB_URL has tlsCAFile, but does not turn TLS on/],
    ['the same in other letters', 'h/?w=1&tlscafile=/x', /^MONGODB_URL has tlscafile/],
    ['a certificate without TLS', 'h/?tlsCertificateKeyFile=/x', /^MONGODB_URL has tlsCertificateKeyFile,/],
    ['a CA and no TLS, said twice', 'h/?tls=false&tlsCAFile=/x', /^MONGODB_URL has tlsCAFile/],
    ['a check let go without TLS', 'h/?tlsInsecure=true', /^MONGODB_URL has tlsInsecure/],
    ['a CA that is not there', 'h/?tls=true&tlsCAFile=/none.pem', /^The tlsCAFile of MONGODB_URL.*none\.pem/],
    [
      'a certificate that is not there',
      'h/?ssl=true&tlsCertificateKeyFile=/none',
      /^The tlsCertificateKeyFile of/,
    ],
    [
      'the password of no key',
      'h/?tls=true&tlsCertificateKeyFilePassword=secret',
      /without tlsCertificateKeyFile/,
    ],
    ['a user without a password', 'recorder@h/', /^MONGODB_URL has a user without a password/],
    [
      'a user with an empty password',
      'recorder:@h/?authMechanism=SCRAM-SHA-256',
      /a user without a password/,
    ],
    ['a way to sign in for nobody', 'h/?authMechanism=SCRAM-SHA-256', /^MONGODB_URL has an authMechanism/],
    ['a place to look for a user it has not', 'h/?authSource=admin', /^MONGODB_URL has authSource/],
    ['a password, and a CA without TLS', 'recorder:secret@h/?tlsCAFile=/x', /^MONGODB_URL has tlsCAFile/],
  ];
  it.each(halfSet)('with %s in the address are refused by the part', async (_, rest, says) => {
    const opening = openMongoStore({ ...base, url: `mongodb://${rest}` });
    const refusal = { code: 'misconfigured', canRetry: false, message: expect.stringMatching(says) };
    await expect(opening).rejects.toMatchObject(refusal);
    expect(inspect(await opening.catch((error) => error))).not.toContain('secret');
  });

  it.each<[name: string, url: string, more: Partial<MongoSettings>]>([
    ['a CA and TLS', 'mongodb://h/?tls=true&tlsCAFile=PEM', {}],
    ['a CA, where SRV turns TLS on', 'mongodb+srv://h.kuulolla.example/?tlsCAFile=PEM', {}],
    ['a certificate, where the settings turn TLS on', 'mongodb://h/?tlsCertificateKeyFile=PEM', { tls: {} }],
    ['a user whose password is in the settings', 'mongodb://recorder@h/', user],
    ['where to look for the user of the settings', 'mongodb://h/?authSource=people', user],
    ['a user that a certificate stands for', 'mongodb://recorder@h/?tls=true&authMechanism=MONGODB-X509', {}],
    ['no TLS, and that said', 'mongodb+srv://h.kuulolla.example/?tls=false', {}],
  ])('with %s in the address are whole', async (_, address, more) => {
    const url = address.replace('PEM', encodeURIComponent(file('ca')));
    const { options } = new MongoClient(url, await clientOptions({ ...base, ...more, url }));
    await checkAddress(url, options);
  });

  it('never show their password in a refusal', async () => {
    for (const url of [
      'mongodb://recorder:secret@localhost:port/',
      'mongodb://recorder:se@cret@localhost/',
    ]) {
      const refusal = await openMongoStore({ ...base, url }).catch((error: Error) => error);
      expect(refusal).toMatchObject({ code: 'misconfigured' });
      expect(inspect(refusal)).not.toContain('cret');
    }
  });

  it('become what the driver wants, with the files read', async () => {
    const tls = { caFile: file('ca'), certFile: file('cert'), keyFile: file('key') };
    expect(await clientOptions({ ...base, ...user, authSource: 'people', tls })).toEqual({
      auth: { username: 'recorder', password: 'secret' },
      authSource: 'people',
      tls: true,
      ca: 'PEM of ca',
      cert: 'PEM of cert',
      key: 'PEM of key',
    });
    expect(await clientOptions({ ...base, tls: {} })).toEqual({ tls: true });
    expect(await clientOptions(base)).toEqual({});
  });

  it.each(['readConcernLevel=local', 'w=1', 'readPreference=secondary'])(
    'with %s in the address are read and written on the primary all the same, as the majority has it',
    (rest) => {
      const { options } = createClient(`${base.url}&${rest}`, {});
      expect(options).toMatchObject({
        readConcern: { level: 'majority' },
        writeConcern: { w: 'majority' },
        readPreference: { mode: 'primary' },
      });
    },
  );

  it('of a server that is not there end in unavailable, within seconds', async () => {
    const start = performance.now();
    const opening = openMongoStore({ ...base, url: 'mongodb://127.0.0.1:1/?directConnection=true' });
    await expect(opening).rejects.toMatchObject({ code: 'unavailable', canRetry: true });
    expect(performance.now() - start).toBeLessThan(8_000);
  });
});
