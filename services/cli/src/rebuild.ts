import type { Storage } from './operator-settings.ts';

/** Recounts every unit and day from its documents, one transaction each, and names the tallies that differed. */
export async function rebuild({ store }: Pick<Storage, 'store'>): Promise<number> {
  const unitDays = await store.unitDays();
  let differed = 0;
  for (const { unit, day } of unitDays) {
    for (const { cell, tallied, counted } of await store.rebuild(unit, day)) {
      differed++;
      console.log(
        `unit ${unit}, ${day}, ${cell}: tallied ${tallied.join('/')}, counted ${counted.join('/')}; mended`,
      );
    }
  }
  console.log(
    `${unitDays.length} units' days recounted, ${differed} tallies differed (promoters/passives/detractors/unscored).`,
  );
  return 0;
}
