import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createRegistry } from '@kuulolla/service-kit/metrics';
import { describe, expect, it } from 'vitest';
import { infra, once, ours, read, root, services, yaml } from './infra-files.ts';
import { installPromtool } from './servers/promtool.ts';

/** Metrics of Prometheus itself and of the exporters in compose.yaml. */
const foreign = [
  'ALERTS',
  'node_filesystem_avail_bytes',
  'node_filesystem_size_bytes',
  'probe_ssl_earliest_cert_expiry',
  'probe_success',
  'up',
];

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

  it('is every service of ours, on its metrics port and by both of its checks', () => {
    interface Job {
      readonly job_name: string;
      readonly static_configs: readonly { readonly targets: readonly string[] }[];
      readonly params?: { readonly module: readonly string[] };
      readonly relabel_configs?: readonly { readonly replacement?: string }[];
    }
    const jobs: Job[] = yaml('prometheus/prometheus.yml').scrape_configs;
    const targets = new Map(
      jobs.map((job) => [job.job_name, job.static_configs.flatMap((config) => config.targets)]),
    );
    const lasting = ours.filter(([name]) => !once.includes(name));
    const scraped = ['intake', 'recorder', 'live', 'reports', 'dashboard'].flatMap(
      (job) => targets.get(job) ?? [],
    );
    const metrics = lasting.map(([name, { environment }]) => `${name}:${environment?.METRICS_PORT}`);
    const answers = lasting.map(
      ([name, { environment }]) => `${name}:${environment?.PORT ?? environment?.METRICS_PORT}`,
    );
    expect(scraped.toSorted()).toEqual(metrics.toSorted());
    for (const check of ['readiness', 'healthz']) {
      expect(targets.get(check)?.toSorted()).toEqual(answers.toSorted());
      const asked = jobs.find((job) => job.job_name === check)?.relabel_configs;
      expect(asked?.map(({ replacement }) => replacement)).toContain(`http://$1/${check}`);
    }
    const modules = jobs.flatMap(({ params }) => params?.module ?? []);
    expect(new Set(modules)).toEqual(new Set(Object.keys(yaml('blackbox/blackbox.yml').modules)));
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
