import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';

export const root = resolve(import.meta.dirname, '..');
export const infra = join(root, 'infra');

/** The text of a file of `infra`. */
export const read = (file: string) => readFileSync(join(infra, file), 'utf8');
export const yaml = (file: string) => parse(read(file), { merge: true });

/** What the tests look at of a service in compose.yaml. */
export interface Service {
  readonly image: string;
  readonly user?: string;
  readonly command?: readonly string[];
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly restart?: string;
  readonly stop_grace_period?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly networks?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly healthcheck?: { readonly disable?: boolean; readonly test?: readonly string[] };
  readonly deploy?: { readonly resources?: { readonly limits?: Readonly<Record<string, string | number>> } };
}

export const compose = yaml('compose.yaml');
/** By name. */
export const services = new Map(Object.entries(compose.services as Record<string, Service>));
/** Those of our own image. */
export const ours = [...services].filter(([, { image }]) => image.startsWith('kuulolla:'));
/** Those that do their work and end. */
export const once = ['setup', 'kafka-init', 'mongo-init'];
