/** The units of the small register that clusters under faults have. */
export const units: readonly number[] = Array.from({ length: 12 }, (_, index) => 900_001 + index);
/** One that it does not have: what is said about it is kept aside. */
export const unknownUnit = 41_102;

export const knowsUnit = (unit: number) => unit !== unknownUnit;
