import type { UnitsAnswer } from '@kuulolla/contracts/query-api';

/** A name in each of the page's languages. */
export type Names = UnitsAnswer['units'][number]['names'];
