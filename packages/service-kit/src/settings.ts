import { z } from 'zod';
import { knownSettings, ourPrefixes } from './known-settings.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A setting that cannot be: its sentence names it and says what to do. Ends the start. */
export class SettingsError extends Error {
  readonly code = 'bad-setting';
  readonly canRetry = false;

  constructor(message: string) {
    super(message);
    this.name = 'SettingsError';
  }
}

/** Names that nobody but Kubernetes gives. */
const linkNames = /._(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_\d+_(TCP|UDP|SCTP)(_(ADDR|PORT|PROTO))?)$/;

/**
 * Whether Kubernetes put a variable into the container, as it does for each Service of the namespace unless told not to: one
 * named kafka gives KAFKA_SERVICE_HOST, KAFKA_PORT=tcp://… and KAFKA_PORT_9092_TCP_ADDR. Source:
 * kubernetes.io/docs/concepts/services-networking/service, "Environment variables".
 */
function isServiceLink(name: string, value = ''): boolean {
  if (linkNames.test(name)) return true;
  // INTAKE_PORT=8081 is a slip of a person.
  return /._PORT$/.test(name) && /^(tcp|udp|sctp):\/\//.test(value);
}

/**
 * Reads settings from the environment. `shape` has a schema for each name; an empty variable counts as absent.
 * Throws SettingsError for the first wrong value, or for a name that starts like ours and is no setting of any service;
 * what Kubernetes sets by itself is let pass.
 */
export function readSettings<Shape extends z.ZodRawShape>(
  shape: Shape,
  environment: Environment,
): z.infer<z.ZodObject<Shape>> {
  const stray = Object.keys(environment).find(
    (name) =>
      ourPrefixes.some((prefix) => name.startsWith(prefix)) &&
      !(knownSettings as readonly string[]).includes(name) &&
      !isServiceLink(name, environment[name]),
  );
  if (stray !== undefined) {
    throw new SettingsError(`${stray} is no setting of Kuulolla; known are ${knownSettings.join(', ')}.`);
  }
  const given = Object.fromEntries(
    Object.keys(shape).flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])),
  );
  const parsed = z.object(shape).safeParse(given);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const name = issue?.path.join('.') ?? '';
  throw new SettingsError(`${name} is wrong: ${issue?.message}${linkHint(name, environment[name])}.`);
}

/** What to do where a setting of ours has the name of a Service's port, such as METRICS_PORT beside a Service named metrics. */
function linkHint(name: string, value: string | undefined): string {
  if (!isServiceLink(name, value)) return '';
  const service = name
    .replace(/_PORT$/, '')
    .toLowerCase()
    .replaceAll('_', '-');
  return `, and ${value} is what Kubernetes gives for its Service named ${service}; set ${name} in the container, or enableServiceLinks: false in its pod`;
}

/** Does what a setting asks for; a SettingsError of it begins with the setting's name. */
export function underSetting<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof SettingsError ? new SettingsError(`${name}: ${error.message}`) : error;
  }
}

/** A whole number between two bounds, written as digits. */
export function numberSetting(low: number, high: number) {
  const error = `it must be a whole number from ${low} to ${high}`;
  return z
    .string()
    .regex(/^\d{1,12}$/, { error })
    .transform(Number)
    .pipe(z.number().min(low, { error }).max(high, { error }));
}

/** Texts set apart by commas. */
export const listSetting = z.string().transform((text) => text.split(',').map((part) => part.trim()));
