import { execFile, spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { cpSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { knownSettings } from '@kuulolla/service-kit/known-settings';
import { createRegistry } from '@kuulolla/service-kit/metrics';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { behindOf } from './cluster/front.ts';
import { flagsOfStart } from './flags-of-start.ts';
import { installPromtool } from './servers/promtool.ts';

const root = resolve(import.meta.dirname, '..');
const infra = join(root, 'infra');
const read = (file: string) => readFileSync(join(infra, file), 'utf8');
const yaml = (file: string) => parse(read(file), { merge: true });

/** Metrics of Prometheus itself and of the exporters in compose.yaml. */
const foreign = [
  'ALERTS',
  'node_filesystem_avail_bytes',
  'node_filesystem_size_bytes',
  'probe_ssl_earliest_cert_expiry',
  'probe_success',
  'up',
];

interface Service {
  readonly image: string;
  readonly user?: string;
  readonly command?: readonly string[];
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly restart?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly networks?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly healthcheck?: { readonly disable?: boolean; readonly test?: readonly string[] };
  readonly deploy?: { readonly resources?: { readonly limits?: Readonly<Record<string, string | number>> } };
}

const compose = yaml('compose.yaml');
const services = new Map(Object.entries(compose.services as Record<string, Service>));
const all = [...services];
const ours = all.filter(([, { image }]) => image.startsWith('kuulolla:'));
const once = ['setup', 'kafka-init', 'mongo-init'];
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

  it('mounts files that are there', () => {
    const files = all.flatMap(([, { volumes = [] }]) => volumes.filter((volume) => volume.startsWith('./')));
    expect(files.length).toBeGreaterThan(8);
    expect(files.filter((volume) => !existsSync(join(infra, volume.split(':')[0] as string)))).toEqual([]);
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

describe('a secret', () => {
  const committed = globSync('**/*', { cwd: infra, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.startsWith(join(infra, 'secrets')) && !file.endsWith('.env'));

  it('is nowhere in the files', () => {
    const telling = /[0-9a-f]{32,}|[A-Za-z0-9+]{40,}={0,2}|BEGIN [A-Z ]*PRIVATE KEY/;
    expect(committed.filter((file) => telling.test(readFileSync(file, 'utf8')))).toEqual([]);
    const values = all.flatMap(([, { environment = {} }]) => Object.entries(environment));
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

describe('the health check of the image', () => {
  const command = JSON.parse(/^HEALTHCHECK .*CMD (\[.*\])$/m.exec(read('Containerfile'))?.[1] ?? '[]');

  it.each([
    ['a ready service', 200, 0],
    ['one that misses a neighbour', 503, 1],
  ])('tells %s', async (_what, status, code) => {
    const server = createServer((request, response) => {
      response.statusCode = request.url === '/readiness' ? status : 404;
      response.end();
    });
    await new Promise<void>((fulfil) => server.listen(0, '127.0.0.1', fulfil));
    const { port } = server.address() as AddressInfo;
    const settings = status === 200 ? { PORT: `${port}` } : { PORT: '', METRICS_PORT: `${port}` };
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

describe('what is watched', () => {
  interface Rule {
    readonly alert: string;
    readonly expr: string;
  }
  const alertTests = ['alerts.test.yml', 'alerts-of-days.test.yml'];
  const rules: Rule[] = yaml('prometheus/alerts.yml').groups.flatMap(
    ({ rules: list }: { rules: Rule[] }) => list,
  );
  const panels: { targets?: { expr: string }[]; title: string; type: string; description?: string }[] =
    JSON.parse(read('grafana/dashboards/kuulolla.json')).panels;
  const expressions = [
    ...rules.map(({ expr }) => expr),
    ...panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
  ];
  /** Label names by metric. */
  const inCode = new Map(
    globSync('{services,packages}/*/{src,server}/**/*.ts', { cwd: root })
      .filter((file) => !/\.test(-kit)?\.ts$/.test(file))
      .flatMap((file) =>
        readFileSync(join(root, file), 'utf8')
          .split(/(?='kuulolla_\w+')/)
          .slice(1),
      )
      .map((text) => {
        const labels = /labelNames: \[([^\]]*)\]/.exec(text.split('}')[0] ?? '')?.[1] ?? '';
        return [/kuulolla_\w+/.exec(text)?.[0] ?? '', [...labels.matchAll(/\w+/g)].map(String)] as const;
      }),
  );

  it('is measured by some code', async () => {
    const registry = createRegistry();
    const own = (await registry.getMetricsAsJSON()).map(({ name }) => name);
    const known = new Set([...own, ...inCode.keys(), ...foreign]);
    const asked = new Set(expressions.flatMap(metricsOf));
    expect(asked.size).toBeGreaterThan(25);
    expect([...asked].filter((name) => !known.has(name))).toEqual([]);
  });

  it('is told apart by labels that the code or Prometheus gives', () => {
    const given = ['job', 'instance', 'le'];
    const selectors = expressions.flatMap((text) => [...text.matchAll(/(kuulolla_\w+)\{([^}]*)\}/g)]);
    expect(selectors.length).toBeGreaterThan(8);
    for (const [, name = '', matchers = ''] of selectors) {
      const labels = inCode.get(name.replace(/_(bucket|count|sum)$/, ''));
      const asked = [...matchers.replaceAll(/"[^"]*"/g, '').matchAll(/\w+/g)].map(String);
      if (labels)
        expect([name, asked.filter((label) => ![...labels, ...given].includes(label))]).toEqual([name, []]);
    }
  });

  it('has the bounds that compose.yaml sets', () => {
    const bound = (alert: string) => rules.find((rule) => rule.alert === alert)?.expr ?? '';
    const bytes = (name: string) => {
      const [, number, unit] =
        /^(\d+)([MG])$/.exec(`${services.get(name)?.deploy?.resources?.limits?.memory}`) ?? [];
      return Number(number) * (unit === 'G' ? 2 ** 30 : 2 ** 20);
    };
    for (const name of ['intake-1', 'recorder-1', 'reports', 'dashboard'])
      expect(bound('MemoryNearLimit')).toContain(`reports|dashboard"} > 0.85 * ${bytes(name)}`);
    expect(bound('MemoryNearLimit')).toContain(`job="live"} > 0.85 * ${bytes('live-1')}`);
    const spool = services.get('intake-1')?.environment?.INTAKE_SPOOL_BYTES;
    expect(bound('SpoolNearlyFull')).toContain(`0.8 * ${spool}`);
  });

  it('is every service of ours, on its metrics port and by its readiness', () => {
    const targets = new Map<string, string[]>(
      yaml('prometheus/prometheus.yml').scrape_configs.map(
        (job: { job_name: string; static_configs: { targets: string[] }[] }) => [
          job.job_name,
          job.static_configs.flatMap((config) => config.targets),
        ],
      ),
    );
    const lasting = ours.filter(([name]) => !once.includes(name));
    const scraped = ['intake', 'recorder', 'live', 'reports', 'dashboard'].flatMap(
      (job) => targets.get(job) ?? [],
    );
    const metrics = lasting.map(([name, { environment }]) => `${name}:${environment?.METRICS_PORT}`);
    const ready = lasting.map(
      ([name, { environment }]) => `${name}:${environment?.PORT ?? environment?.METRICS_PORT}`,
    );
    expect(scraped.toSorted()).toEqual(metrics.toSorted());
    expect(targets.get('readiness')?.toSorted()).toEqual(ready.toSorted());
  });

  it('says what to do, alert by alert and panel by panel', () => {
    const tried = alertTests.map((file) => read(`prometheus/${file}`)).join();
    expect(
      rules.filter(({ alert }) => !tried.includes(`alertname="${alert}"`)).map(({ alert }) => alert),
    ).toEqual([]);
    expect(panels.filter(({ type, description }) => type !== 'row' && !description)).toEqual([]);
    const rows = panels.filter(({ type }) => type === 'row').map(({ title }) => title);
    expect(rows).toEqual(['Intake', 'Log', 'Recorder', 'Live', 'Health']);
  });

  it('is right for promtool, and each alert fires when it should and not before', async () => {
    const promtool = await installPromtool();
    const run = (...words: string[]) =>
      promisify(execFile)(promtool, words, { cwd: join(infra, 'prometheus') });
    await run('check', 'config', 'prometheus.yml');
    await run('test', 'rules', ...alertTests);
  }, 600_000);
});

it('the topic survives the loss of one broker and is not stopped by it', () => {
  const topic = JSON.parse(read('topics.json'));
  const brokers = all.filter(([name]) => /^kafka-\d$/.test(name)).length;
  expect(topic.replicationFactor).toBe(brokers);
  expect(topic.minInsyncReplicas).toBeGreaterThan(1);
  expect(topic.minInsyncReplicas).toBeLessThan(topic.replicationFactor);
});

/** The metrics a PromQL expression asks for; a histogram or summary by its own name. */
function metricsOf(expression: string): string[] {
  const bare = expression
    .replaceAll(/"[^"]*"/g, '')
    .replaceAll(/\{[^}]*\}|\[[^\]]*\]/g, ' ')
    .replaceAll(/\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, ' ');
  return [...bare.matchAll(/[a-zA-Z_:][\w:]*(?!\w*\s*\()/g)]
    .map(([name]) => name)
    .filter((name) => !/^(and|or|unless|offset|bool)$/.test(name))
    .map((name) => name.replace(/_(bucket|count|sum)$/, ''));
}
