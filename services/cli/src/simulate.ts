import { areasAnswerSchema, unitsAnswerSchema } from '@kuulolla/contracts/query-api';
import { type Source, sources } from '@kuulolla/contracts/source';
import { parseIntakeKeys } from '@kuulolla/intake/api-keys';
import { postTown } from '@kuulolla/sample-town/post-town';
import { townAnswers, townSize } from '@kuulolla/sample-town/town-answers';
import type { TownMessage } from '@kuulolla/sample-town/town-message';
import { planTown } from '@kuulolla/sample-town/town-plan';
import type { TownRegister } from '@kuulolla/sample-town/unit-profile';
import { waitFor } from '@kuulolla/sample-town/wait-for';
import { SettingsError } from '@kuulolla/service-kit/settings';
import { z } from 'zod';

export interface SimulateOptions {
  /** Address of a running server, on this machine. */
  readonly url: string;
  /** Messages a second; 0 is as fast as the server takes them. */
  readonly rate: number;
  /** Helsinki days of the town up to now, 1 to 3,660. */
  readonly days: number;
  readonly seed: number;
  /** `units=…,maisa=…,helfi=…`. */
  readonly keys: string;
  /** Sends made-up answers to a server that does not run on sample data. */
  readonly intoReal?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (sent: number, total: number) => void;
}

export interface Simulated {
  /** Messages a door has taken. */
  readonly sent: number;
  readonly seconds: number;
}

/**
 * Sends a made-up town, about the units the server knows, through its doors. The answers are deterministic by seed and by
 * the second of the start. Throws a SettingsError for a server elsewhere, one on real answers without `intoReal`, or keys
 * that are none; a PostError for what a door refuses.
 */
export async function simulate(options: SimulateOptions): Promise<Simulated> {
  const { rate, days, seed, signal, onProgress } = options;
  const base = loopbackAddress(options.url);
  const keys = firstKeys(options.keys);
  if (!options.intoReal) await requireSample(base);
  const directory = await registerOf(base);
  const plan = planTown({ directory, seed, days, until: Date.now() });
  const total = townSize(plan);
  const startedAt = performance.now();
  const stopping = signal ? { signal } : {};
  let sent = 0;
  const told = (through: number) => onProgress?.(through, total);
  if (rate === 0) {
    sent = await postTown(base, keys, townAnswers(plan), { ...stopping, onProgress: told });
  } else {
    for (const due of paced(townAnswers(plan), rate)) {
      await waitFor(Math.max(0, startedAt + due.at - performance.now()), signal);
      sent += await postTown(base, keys, due.messages, stopping);
      told(sent);
    }
  }
  return { sent, seconds: (performance.now() - startedAt) / 1_000 };
}

/** Groups messages by the ms after the start at which they are due: one at a time, or ten groups a second at most. */
function* paced(messages: Iterable<TownMessage>, rate: number) {
  const size = Math.max(1, Math.round(rate / 10));
  let group: TownMessage[] = [];
  let groups = 0;
  for (const message of messages) {
    group.push(message);
    if (group.length < size) continue;
    yield { at: (groups * size * 1_000) / rate, messages: group };
    group = [];
    groups += 1;
  }
  if (group.length > 0) yield { at: (groups * size * 1_000) / rate, messages: group };
}

function loopbackAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isHere = url && /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
  if (url?.protocol === 'http:' && isHere) return url.origin;
  throw new SettingsError('--url must be a server on this machine, such as http://127.0.0.1:8080.');
}

function firstKeys(text: string): Record<Source, string> {
  const all = parseIntakeKeys(text);
  return Object.fromEntries(sources.map((source) => [source, all[source][0] ?? ''])) as Record<
    Source,
    string
  >;
}

async function requireSample(base: string): Promise<void> {
  const config = z.object({ sample: z.boolean() }).parse(await read(base, '/config.json'));
  if (config.sample) return;
  throw new SettingsError(
    `${base} keeps real answers, and made-up ones cannot be told from them there; use --into-real if it is a test server.`,
  );
}

/** The register as the query API shows it: without OIDs, so the portal's answers name units by their Service Map id. */
async function registerOf(base: string): Promise<TownRegister> {
  const { units } = unitsAnswerSchema.parse(await read(base, '/api/v1/units'));
  const { entities } = areasAnswerSchema.parse(await read(base, '/api/v1/areas'));
  const known = new Set(entities.flatMap(({ areas }) => areas.map(({ id }) => id)));
  if (units.length === 0) throw new SettingsError(`${base} knows no units; import a register first.`);
  return {
    units: units.map(({ id, area }) => ({
      id,
      memberships: area !== null && known.has(area) ? [{ area, from: null, to: null }] : [],
    })),
  };
}

async function read(base: string, path: string): Promise<unknown> {
  try {
    const response = await fetch(new URL(path, base), { signal: AbortSignal.timeout(10_000) });
    return await response.json();
  } catch {
    throw new SettingsError(`${base} does not answer as Kuulolla does; start it, or set --url.`);
  }
}
