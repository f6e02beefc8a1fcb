import type { Store } from '@kuulolla/store/store';

export interface UnitKnowledge {
  readonly knows: (unit: number) => boolean;
  /** Reads the register again; call it before turning an answer away for its unit. */
  readonly refresh: () => Promise<void>;
}

/** Which units the register has, as last read from the store. */
export async function readUnitKnowledge(store: Pick<Store, 'directory'>): Promise<UnitKnowledge> {
  let units = new Set<number>();
  const refresh = async () => {
    units = new Set((await store.directory()).units.map(({ id }) => id));
  };
  await refresh();
  return { knows: (unit) => units.has(unit), refresh };
}
