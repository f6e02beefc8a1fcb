import type { WindowName } from '@kuulolla/contracts/score';
import { useMemo, useRef } from 'react';
import type { Sorting } from '../address/address.ts';
import type { Choose } from '../address/use-choices.ts';
import { listedVerdicts } from '../figures/listed-verdicts.ts';
import { domainOf } from '../figures/trend-line.ts';
import { useSettledOrder } from '../figures/use-settled-order.ts';
import type { LiveScores } from '../live/live-scores.ts';
import type { Unit } from '../queries/register.ts';
import type { TrendPoints } from '../queries/trends.ts';
import { useTexts } from '../texts/use-texts.ts';
import { SortButton } from './sort-button.tsx';
import { roles } from './table-roles.ts';
import { UnitRow } from './unit-row.tsx';

interface Props {
  readonly units: readonly Unit[];
  readonly figures: LiveScores;
  readonly trends: ReadonlyMap<string, TrendPoints>;
  readonly window: WindowName;
  readonly sorting: Sorting;
  readonly choose: Choose;
  /** Names of areas by id where the rows come from several. */
  readonly areaNames: ReadonlyMap<string, string> | null;
  readonly labelledBy: string;
}

/** Units as a live table; on a narrow screen each row is a card. Roles are written out because a card's layout takes them from the elements. */
export function UnitTable({ units, figures, trends, window, sorting, choose, areaNames, labelledBy }: Props) {
  const { language, texts } = useTexts();
  const table = useRef<HTMLTableElement>(null);
  const { columns } = texts.units;
  const rows = units.map((unit) => {
    const known = figures.byScope.get(`unit:${unit.id}`);
    return { unit, id: unit.id, name: unit.names[language], known, score: known?.scores[window] };
  });
  const told = listedVerdicts(rows.map(({ known }) => known?.changes[window]));
  const changes = new Map(rows.map(({ id }, row) => [id, told[row] ?? null]));
  const domain = useMemo(
    () =>
      domainOf(
        units.map(({ id }) => trends.get(`unit:${id}`) ?? []),
        40,
      ),
    [units, trends],
  );
  const ordered = useSettledOrder(rows, sorting, language, table);
  return (
    <table ref={table} className="units" {...roles.table} aria-labelledby={labelledBy}>
      <thead {...roles.rows}>
        <tr {...roles.row}>
          <SortButton column="name" label={columns.name} sorting={sorting} choose={choose} />
          <SortButton column="nps" label={columns.nps} sorting={sorting} choose={choose} />
          <th {...roles.column}>{columns.interval}</th>
          <SortButton column="answers" label={columns.answers} sorting={sorting} choose={choose} />
          <th {...roles.column}>
            {columns.change} {texts.windowBefore[window]}
          </th>
          <th {...roles.column}>{columns.trend}</th>
        </tr>
      </thead>
      <tbody {...roles.rows}>
        {ordered.map(({ unit, name, known, score }) => (
          <UnitRow
            key={unit.id}
            name={name}
            area={unit.area === null ? null : (areaNames?.get(unit.area) ?? null)}
            score={score}
            moves={known?.moves ?? 0}
            difference={changes.get(unit.id)?.difference ?? null}
            verdict={changes.get(unit.id)?.verdict ?? null}
            points={trends.get(`unit:${unit.id}`)}
            domain={domain}
          />
        ))}
      </tbody>
    </table>
  );
}
