import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { openMongoStore } from '../mongo-store.ts';
import { clientOptions, type MongoSettings } from './settings.ts';

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
    const refusal = { name: 'StoreError', code: 'misconfigured', canRetry: false, message: says };
    await expect(openMongoStore({ ...base, ...settings })).rejects.toMatchObject(refusal);
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
    const user = { user: 'recorder', password: 'secret', authSource: 'people' };
    expect(await clientOptions({ ...base, ...user, tls })).toEqual({
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

  it('of a server that is not there end in unavailable, within seconds', async () => {
    const start = performance.now();
    const opening = openMongoStore({ ...base, url: 'mongodb://127.0.0.1:1/?directConnection=true' });
    await expect(opening).rejects.toMatchObject({ code: 'unavailable', canRetry: true });
    expect(performance.now() - start).toBeLessThan(8_000);
  });
});
