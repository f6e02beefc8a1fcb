import type { Sorting } from '../address/address.ts';
import type { Choose } from '../address/use-choices.ts';
import { useTexts } from '../texts/use-texts.ts';
import { roles } from './table-roles.ts';

type Column = 'name' | 'nps' | 'answers';

interface Props {
  readonly column: Column;
  readonly label: string;
  readonly sorting: Sorting;
  readonly choose: Choose;
}

/** A column heading that sorts: names from A first, figures from the highest; pressed again, the other way round. */
export function SortButton({ column, label, sorting, choose }: Props) {
  const { texts } = useTexts();
  const [first, second] =
    column === 'name' ? ([column, `-${column}`] as const) : ([`-${column}`, column] as const);
  const state = sorting === column ? 'ascending' : sorting === `-${column}` ? 'descending' : 'none';
  return (
    <th {...roles.column} aria-sort={state} className={`units__sort units__sort--${column}`}>
      <span className="units__sort-by" aria-hidden="true">
        {texts.units.sortBy}
      </span>
      <button type="button" onClick={() => choose({ sort: sorting === first ? second : first })}>
        {label}
        <span className="units__arrow" aria-hidden="true">
          {state === 'ascending' ? '▲' : state === 'descending' ? '▼' : '↕'}
        </span>
      </button>
    </th>
  );
}
