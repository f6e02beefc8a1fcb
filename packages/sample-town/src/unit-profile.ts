import type { Unit } from '@kuulolla/directory/directory';
import { type AreaKind, areaKinds, otherKind } from './area-kinds.ts';
import { createRandom } from './random.ts';

/** What a town is grown on: of a register, only its units, where they belong and how the patient portal calls them. */
export interface TownRegister {
  readonly units: readonly Pick<Unit, 'id' | 'memberships' | 'oids'>[];
}

/** A day on which a unit began to be another: its NPS moves by `by` (on the scale −1…+1) and stays there. */
export interface UnitChange {
  /** Days since 1970-01-01. */
  readonly from: number;
  readonly by: number;
}

/** A unit of the town: who comes, how many, and how content they are. */
export interface UnitProfile {
  readonly id: number;
  readonly kind: AreaKind;
  /** Organisation OID, where the unit has one. */
  readonly oid: string | null;
  /** Whether answers come from the patient portal: of units with an OID, or of all where no unit has one. */
  readonly inPortal: boolean;
  /** Answers at the unit relative to the others'. */
  readonly weight: number;
  /** First day of collecting, in days since 1970-01-01. */
  readonly since: number;
  /** NPS before the sector's own level is added and before any change, on the scale −1…+1. */
  readonly base: number;
  readonly change: UnitChange | null;
  /** Share of answers in Swedish and in English. */
  readonly swedish: number;
  readonly english: number;
}

/** Share of units that began to collect within the last year: 349 in 2024, 266 in 2023. */
const newcomers = 83 / 349;
/** No unit is smaller than this share of the mean: some five answers a year. */
const smallest = 0.016;

/** Days before the last one at which a unit changed, and by how many NPS points. */
const changes = [
  { ago: 18, by: -38 },
  { ago: 26, by: 34 },
  { ago: 47, by: -32 },
  { ago: 62, by: 30 },
  { ago: 83, by: -30 },
  { ago: 118, by: 28 },
  { ago: 149, by: -27 },
  { ago: 176, by: 30 },
  { ago: 215, by: -26 },
  { ago: 248, by: 26 },
  { ago: 287, by: -28 },
  { ago: 330, by: 27 },
] as const;

/** The profiles of all units, in the register's order. `lastDay` in days since 1970-01-01. */
export function unitProfiles(register: TownRegister, seed: number, lastDay: number): UnitProfile[] {
  const anyOid = register.units.some(({ oids }) => oids?.length);
  const calm = register.units.map((unit) => calmProfile(unit, seed, !anyOid));
  const mean = calm.reduce((sum, { weight }) => sum + weight, 0) / Math.max(1, calm.length);
  const sized = calm.map((profile) => ({ ...profile, weight: Math.max(profile.weight / mean, smallest) }));
  return withChanges(withNewcomers(sized, seed, lastDay), seed, lastDay);
}

function calmProfile(unit: TownRegister['units'][number], seed: number, allInPortal: boolean): UnitProfile {
  const random = createRandom(seed, 1, unit.id);
  const kind = areaKinds[unit.memberships.at(-1)?.area ?? ''] ?? otherKind;
  return {
    id: unit.id,
    kind,
    oid: unit.oids?.[0] ?? null,
    inPortal: allInPortal || unit.oids?.[0] !== undefined,
    weight: kind.size * Math.exp(0.9 * random.normal()),
    since: Number.NEGATIVE_INFINITY,
    base: kind.nps / 100 + 0.08 * random.normal(),
    change: null,
    swedish: 0.02 + 0.09 * random.next() ** 2,
    english: 0.04 + 0.12 * random.next() ** 2,
  };
}

function withNewcomers(profiles: readonly UnitProfile[], seed: number, lastDay: number): UnitProfile[] {
  const order = shuffled(profiles, seed, 2);
  const chosen = new Set(order.slice(0, Math.round(profiles.length * newcomers)));
  return profiles.map((profile) => {
    if (!chosen.has(profile)) return profile;
    return { ...profile, since: lastDay - 364 + createRandom(seed, 3, profile.id).below(150) };
  });
}

/** Only units large enough that a change can be seen in a month or two. */
function withChanges(profiles: readonly UnitProfile[], seed: number, lastDay: number): UnitProfile[] {
  const steady = profiles.filter(({ since }) => since === Number.NEGATIVE_INFINITY);
  const large = steady.sort((a, b) => b.weight - a.weight).slice(0, Math.ceil(profiles.length / 6));
  const changing = new Map(
    shuffled(large, seed, 4)
      .slice(0, changes.length)
      .map((profile, index) => [profile, changes[index] as (typeof changes)[number]]),
  );
  return profiles.map((profile) => {
    const change = changing.get(profile);
    if (change === undefined) return profile;
    const by = change.by / 100;
    // So that a rise has room above it, and a fall comes from above.
    return { ...profile, base: profile.base - by / 2, change: { from: lastDay - change.ago, by } };
  });
}

function shuffled(profiles: readonly UnitProfile[], seed: number, purpose: number): UnitProfile[] {
  const place = new Map(profiles.map((profile) => [profile, createRandom(seed, purpose, profile.id).next()]));
  return [...profiles].sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0));
}
