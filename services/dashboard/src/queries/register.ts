import type { AreasAnswer, UnitsAnswer } from '@kuulolla/contracts/query-api';

export type Entity = AreasAnswer['entities'][number];
export type Area = Entity['areas'][number];
export type Unit = UnitsAnswer['units'][number];

/** The area a person chose, or the first that has units; null in an empty register. */
export function chosenArea(entities: readonly Entity[], id: string | null): Area | null {
  const areas = entities.flatMap((entity) => entity.areas);
  return areas.find((area) => area.id === id) ?? areas.find((area) => area.units > 0) ?? areas[0] ?? null;
}

/** Most units a search lists: a few letters match hundreds, each of which would be subscribed to. */
export const MOST_FOUND = 50;

/** Units whose name in any of the page's languages holds every one of the words; case and accents aside (`toolo` finds Töölö). */
export function findUnits(units: readonly Unit[], words: string): Unit[] {
  const parts = plain(words).split(/\s+/).filter(Boolean);
  if (parts.length === 0) return [];
  return units.filter(({ names }) => {
    const text = plain(`${names.fi} ${names.sv} ${names.en}`);
    return parts.every((part) => text.includes(part));
  });
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
