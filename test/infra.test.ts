import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runInNewContext } from 'node:vm';
import { readConfig } from '@kuulolla/recorder/config';
import { knownSettings } from '@kuulolla/service-kit/known-settings';
import { stopPatience } from '@kuulolla/service-kit/run-service';
import { describe, expect, it, test } from 'vitest';
import { behindOf } from './cluster/front.ts';
import { flagsOfStart } from './flags-of-start.ts';
import { compose, infra, once, ours, read, root, type Service, services } from './infra-files.ts';

const all = [...services];
const names = (list: readonly (readonly [string, Service])[]) => list.map(([name]) => name);
const without = (has: (service: Service) => unknown) => names(all.filter(([, service]) => !has(service)));

describe('a container', () => {
  it('of an unpinned version is refused', () => {
    const froms = ['Containerfile', 'keycloak/Containerfile'].flatMap((file) =>
      [...read(file).matchAll(/^FROM (\S+:\S+)/gm)].map(([, image = '']) => image),
    );
    const images = [...froms, ...all.map(([, { image }]) => image)];
    expect(images.length).toBeGreaterThan(25);
    expect(images.filter((image) => !/:v?\d+\.\d+(\.\d+)?(-\d+)?$/.test(image))).toEqual([]);
  });

  it('of ours is of the version of this code', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(new Set(ours.map(([, { image }]) => image))).toEqual(new Set([`kuulolla:${version}`]));
    expect(read('Containerfile')).toContain(`image.version="${version}"`);
  });

  it('runs within the memory that npm start does, by the same flags', () => {
    const entry = JSON.parse(/^ENTRYPOINT (\[.*\])$/m.exec(read('Containerfile'))?.[1] ?? '[]');
    expect(entry).toEqual(['node', ...flagsOfStart()]);
  });

  it('does not run as root, nor writes on its own files, nor gains rights', () => {
    expect(without(({ user }) => /^[1-9]\d*:\d+$/.test(user ?? ''))).toEqual([]);
    expect(without((service) => service.read_only)).toEqual([]);
    expect(without((service) => service.cap_drop?.includes('ALL'))).toEqual([]);
    expect(without((service) => service.security_opt?.includes('no-new-privileges:true'))).toEqual([]);
  });

  it('has limits for memory, processors and processes, and comes back when it ends', () => {
    const limit = (name: string) => without((service) => service.deploy?.resources?.limits?.[name]);
    expect([limit('memory'), limit('cpus'), limit('pids')]).toEqual([[], [], []]);
    expect(without(({ restart }) => restart)).toEqual([]);
  });

  it('of ours has ended, and said why, before it would be killed', () => {
    const grace = ours.map(([, service]) => Number(/^(\d+)s$/.exec(service.stop_grace_period ?? '')?.[1]));
    expect(Math.min(...grace) * 1_000).toBeGreaterThanOrEqual(stopPatience.askedMs + 5_000);
  });

  it('that stays has a health check', () => {
    const own = /^HEALTHCHECK .*CMD/m.test(read('Containerfile'));
    const checked = (service: Service) =>
      service.healthcheck && !service.healthcheck.disable && (service.healthcheck.test || own);
    expect(without(checked)).toEqual(once.toSorted());
  });

  it('of ours runs a file that is there, with settings that are known', () => {
    const mains = ours.flatMap(([, { command }]) => command?.[0] ?? 'none');
    expect(mains.filter((file) => !existsSync(join(root, file)))).toEqual([]);
    const settings = ours.flatMap(([, { environment }]) => Object.keys(environment ?? {}));
    expect(settings.filter((name) => !(knownSettings as readonly string[]).includes(name))).toEqual([]);
  });

  it('works on the one database and keeps words for as long as .env says', () => {
    const told = (name: string) => all.flatMap(([, { environment }]) => environment?.[name] ?? []);
    const fromFile = /^\$\{MONGODB_DATABASE:-kuulolla\}$|^\$\{RECORDER_COMMENT_DAYS:-\}$/;
    expect(told('MONGODB_DATABASE').length).toBeGreaterThan(6);
    expect(told('MONGODB_DATABASE').filter((value) => !fromFile.test(value))).toEqual([]);
    const telling = all.filter(([, { environment }]) => environment?.RECORDER_COMMENT_DAYS !== undefined);
    expect(names(telling)).toEqual(['setup', 'recorder-1', 'recorder-2']);
    expect(told('RECORDER_COMMENT_DAYS').filter((value) => !fromFile.test(value))).toEqual([]);
    // What Compose makes of it where .env says nothing.
    expect(readConfig({ RECORDER_COMMENT_DAYS: '' }).RECORDER_COMMENT_DAYS).toBeUndefined();
  });

  it('mounts files that are there', () => {
    const files = all.flatMap(([, { volumes = [] }]) => volumes.filter((volume) => volume.startsWith('./')));
    expect(files.length).toBeGreaterThan(8);
    expect(files.filter((volume) => !existsSync(join(infra, volume.split(':')[0] as string)))).toEqual([]);
  });
});

describe("the store's user", () => {
  /** What it may do after a run of `initiate.js` with these settings, where it has been made before or not. */
  function rolesAfter(settings: Readonly<Record<string, string>>, isThere: boolean): unknown {
    let given: { roles?: unknown } = {};
    const server = {
      hello: () => ({ setName: 'kuulolla', primary: 'mongo-1:27017', isWritablePrimary: true }),
      auth: () => 1,
      getUser: () => (isThere ? {} : null),
      createUser: (user: object) => {
        given = user;
      },
      updateUser: (_name: string, user: object) => {
        given = user;
      },
    };
    const shell = { process: { env: settings }, connect: () => server, sleep() {}, print() {} };
    runInNewContext(read('mongodb/initiate.js'), shell);
    return JSON.parse(JSON.stringify(given.roles));
  }
  const on = (db: string) => ({ role: 'readWrite', db });

  it('may use one database, and one more only for as long as a restore asks for it', () => {
    const settings = { MONGODB_DATABASE: 'kuulolla' };
    const restoring = { ...settings, MONGODB_RESTORE_DATABASE: 'kuulolla_2' };
    expect(rolesAfter(settings, false)).toEqual([on('kuulolla')]);
    expect(rolesAfter(restoring, true)).toEqual([on('kuulolla'), on('kuulolla_2')]);
    expect(rolesAfter({ MONGODB_DATABASE: 'kuulolla_2' }, true)).toEqual([on('kuulolla_2')]);
  });
});

test("a root password that is not MongoDB's is named, since whoever has not signed in may not make root again", () => {
  const failure = (codeName: string) => Object.assign(new Error(codeName), { codeName });
  const server = {
    hello: () => ({ setName: 'kuulolla', primary: 'mongo-1:27017', isWritablePrimary: true }),
    auth() {
      throw failure('AuthenticationFailed');
    },
    createUser() {
      throw failure('Unauthorized');
    },
  };
  const shell = { process: { env: {} }, connect: () => server, sleep() {}, print() {} };
  expect(() => runInNewContext(read('mongodb/initiate.js'), shell)).toThrow(/^MONGODB_ROOT_PASSWORD is not/);
});

describe('a command in README.md', () => {
  const words = read('README.md').replaceAll('\\\n', ' ');
  const runs = [...words.matchAll(/compose\.yaml run ([^`\n]+)/g)].map(([, run = '']) => run);

  it('runs a service that is there, and of the CLI what it can do', () => {
    const cli = join(root, 'services/cli/src/main.ts');
    const help = spawnSync(process.execPath, [cli, '--help'], { encoding: 'utf8' }).stdout;
    const known = [...help.matchAll(/^ {2}([a-z]+)/gm)].map(([, name]) => name);
    const asked = runs.map((run) =>
      run
        .replaceAll(/--(env|volume|entrypoint) \S+|--\S+/g, '')
        .trim()
        .split(/\s+/),
    );
    expect(asked.length).toBeGreaterThan(8);
    // An import goes as an intake does, which has the secret of the fingerprints.
    const runsAs = (command = '') => (command === 'import' ? ['intake-1'] : once);
    expect(asked.filter(([service = '', , command]) => !runsAs(command).includes(service))).toEqual([]);
    const commands = asked
      .filter(([, file]) => file === 'services/cli/src/main.ts')
      .map(([, , command]) => command);
    expect(new Set(commands)).toEqual(new Set(['import', 'reconcile', 'backup', 'retention', 'restore']));
    expect(commands.filter((command) => !known.includes(command))).toEqual([]);
  });
});

describe('the outside', () => {
  it('reaches the front and Grafana only, and those from this machine unless said', () => {
    const published = all.filter(([, { ports }]) => ports);
    expect(names(published)).toEqual(['front', 'grafana']);
    for (const [, { ports = [] }] of published) expect(ports[0]).toMatch(/127\.0\.0\.1/);
    const open = Object.entries<{ internal?: boolean }>(compose.networks).filter(([, net]) => !net.internal);
    expect(open.map(([name]) => name)).toEqual(['edge']);
    expect(names(all.filter(([, { networks }]) => networks?.includes('edge')))).toEqual(['front', 'grafana']);
  });

  it('is led by the same paths as on one machine', () => {
    const matchers = new Map(
      [...read('front/Caddyfile').matchAll(/^\t@([\w-]+) path (.+)$/gm)].map(([, name = '', paths = '']) => [
        name,
        paths.split(' '),
      ]),
    );
    const service = { intakes: 'intake', lives: 'live', reports: 'reports', dashboard: undefined } as const;
    const led = (path: string) =>
      [...matchers].find(([, paths]) =>
        paths.some((one) => (one.endsWith('*') ? path.startsWith(one.slice(0, -1)) : path === one)),
      )?.[0];
    const asked = [
      '/',
      '/v1',
      '/v1/feedback',
      '/v10',
      '/fhir/R4/metadata',
      '/fhirs',
      '/open311/v2/requests.json',
    ];
    for (const path of [
      ...asked,
      '/live',
      '/live/x',
      '/lively',
      '/api',
      '/api/v1/units',
      '/apis',
      '/assets/a.js',
    ])
      expect([path, led(path)]).toEqual([path, service[behindOf(path)]]);
  });

  it('is routed to services that listen there', () => {
    const upstreams = [...read('front/Caddyfile').matchAll(/([a-z][\w-]*):(\d{4})/g)];
    expect(upstreams.length).toBeGreaterThan(5);
    for (const [, name = '', port] of upstreams)
      expect([name, services.get(name)?.environment?.PORT ?? '8080']).toEqual([name, port]);
  });
});

describe('the health check of the image', () => {
  const command = JSON.parse(/^HEALTHCHECK .*CMD (\[.*\])$/m.exec(read('Containerfile'))?.[1] ?? '[]');

  it.each([
    ['a ready service', { '/healthz': 200, '/readiness': 200 }, 0],
    ['one that misses a neighbour', { '/healthz': 200, '/readiness': 503 }, 1],
    ['one that reaches all and yet does nothing', { '/healthz': 503, '/readiness': 200 }, 1],
  ])('tells %s', async (_what, says, code) => {
    const server = createServer((request, response) => {
      response.statusCode = says[request.url as keyof typeof says] ?? 404;
      response.end();
    });
    await new Promise<void>((fulfil) => server.listen(0, '127.0.0.1', fulfil));
    const { port } = server.address() as AddressInfo;
    const settings = code === 0 ? { PORT: `${port}` } : { PORT: '', METRICS_PORT: `${port}` };
    const ended = promisify(execFile)(process.execPath, command.slice(1), {
      env: { ...process.env, ...settings },
    });
    expect(await ended.then(() => 0).catch((error: { code: number }) => error.code)).toBe(code);
    server.close();
  });

  it('fails where nothing listens', () => {
    const env = { ...process.env, PORT: '1' };
    expect(spawnSync(process.execPath, command.slice(1), { env }).status).toBe(1);
  });
});

it('the topic survives the loss of one broker and is not stopped by it', () => {
  const topic = JSON.parse(read('topics.json'));
  const brokers = all.filter(([name]) => /^kafka-\d$/.test(name)).length;
  expect(topic.replicationFactor).toBe(brokers);
  expect(topic.minInsyncReplicas).toBeGreaterThan(1);
  expect(topic.minInsyncReplicas).toBeLessThan(topic.replicationFactor);
});
