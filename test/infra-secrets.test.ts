import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { cpSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { infra, read, services } from './infra-files.ts';

describe('a secret', () => {
  const committed = globSync('**/*', { cwd: infra, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.startsWith(join(infra, 'secrets')) && !file.endsWith('.env'));

  it('is nowhere in the files', () => {
    const telling = /[0-9a-f]{32,}|[A-Za-z0-9+]{40,}={0,2}|BEGIN [A-Z ]*PRIVATE KEY/;
    expect(committed.filter((file) => telling.test(readFileSync(file, 'utf8')))).toEqual([]);
    const values = [...services.values()].flatMap(({ environment = {} }) => Object.entries(environment));
    const secret = values.filter(([name]) => /PASSWORD|_KEYS?$|SECRET|TOKEN/.test(name));
    expect(secret.length).toBeGreaterThan(10);
    expect(secret.filter(([, value]) => !/^\$\{[A-Z_]+:\?/.test(value))).toEqual([]);
  });

  it('that compose.yaml asks for is made by make-secrets.sh', () => {
    const asked = new Set(
      [...read('compose.yaml').matchAll(/\$\{([A-Z_]+):\?/g)].map(([, name = '']) => name),
    );
    const made = [...read('make-secrets.sh').matchAll(/^([A-Z_]+)=/gm)].map(([, name = '']) => name);
    expect(made.toSorted()).toEqual([...asked].toSorted());
  });
});

describe('make-secrets.sh', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kuulolla-secrets-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  for (const file of ['make-secrets.sh', 'certificates.cnf']) cpSync(join(infra, file), join(folder, file));
  const make = () => spawnSync('sh', [join(folder, 'make-secrets.sh')], { encoding: 'utf8' });

  it('makes certificates that name their server and hang on the one authority', () => {
    expect(make()).toMatchObject({ status: 0, stderr: '' });
    const authority = new X509Certificate(readFileSync(join(folder, 'secrets/ca.pem')));
    for (const name of ['kafka-1', 'kafka-2', 'kafka-3', 'mongo-1', 'mongo-2', 'mongo-3']) {
      const certificate = new X509Certificate(readFileSync(join(folder, `secrets/${name}.pem`)));
      expect(certificate.verify(authority.publicKey)).toBe(true);
      expect([name, certificate.checkHost(name), certificate.checkHost('localhost')]).toEqual([
        name,
        name,
        'localhost',
      ]);
      expect(certificate.checkHost('kafka-9')).toBeUndefined();
    }
    expect(authority.ca).toBe(true);
  });

  it('lets nobody else in, and keeps what is there', () => {
    const mode = (file: string) => (statSync(join(folder, file)).mode & 0o777).toString(8);
    expect([mode('secrets'), mode('.env'), mode('secrets/ca-key.pem')]).toEqual(['700', '600', '600']);
    const before = [read0('.env'), read0('secrets/ca.pem'), read0('secrets/mongo-2.pem')];
    rmSync(join(folder, 'secrets/kafka-1.pem'));
    expect(make().status).toBe(0);
    expect([read0('.env'), read0('secrets/ca.pem'), read0('secrets/mongo-2.pem')]).toEqual(before);
    expect(existsSync(join(folder, 'secrets/kafka-1.pem'))).toBe(true);
  });

  function read0(file: string): string {
    return readFileSync(join(folder, file), 'utf8');
  }
});
