import type { WindowName } from '@kuulolla/contracts/score';
import { TextInput } from 'hds-react';
import type { RefObject } from 'react';
import type { Choices } from '../address/address.ts';
import type { Choose } from '../address/use-choices.ts';
import type { LiveScores } from '../live/live-scores.ts';
import type { Area, Unit } from '../queries/register.ts';
import { useTrends } from '../queries/trends.ts';
import { useTexts } from '../texts/use-texts.ts';
import { UnitTable } from './unit-table.tsx';

interface Props {
  readonly area: Area | null;
  readonly choices: Choices;
  /** The units to list: the area's, or those found. */
  readonly units: readonly Unit[];
  /** How many there are, where not all are listed. */
  readonly all: number;
  readonly scopes: readonly string[];
  readonly areaNames: ReadonlyMap<string, string>;
  readonly figures: LiveScores;
  readonly window: WindowName;
  readonly choose: Choose;
  readonly heading: RefObject<HTMLHeadingElement | null>;
}

/** The units of the chosen area, or those found by name in any area. */
export function UnitsSection(props: Props) {
  const { area, choices, units, all, scopes, areaNames, figures, window, choose, heading } = props;
  const { language, texts } = useTexts();
  const trends = useTrends(scopes);
  const isSearch = choices.find.trim() !== '';
  return (
    <section className="units-section container" aria-labelledby="units">
      <div className="units-section__head">
        <div>
          <h2 id="units" ref={heading} tabIndex={-1}>
            {isSearch
              ? texts.units.found(choices.find.trim())
              : texts.units.heading(area?.names[language] ?? '')}
          </h2>
          <p className="units-section__count" role="status">
            {units.length > 0
              ? texts.units.shown(units.length, all)
              : isSearch
                ? texts.units.nothingFound
                : texts.units.noUnits}
          </p>
        </div>
        <TextInput
          id="find"
          className="units-section__find"
          type="search"
          clearButtonAriaLabel={texts.units.clear}
          label={texts.units.find}
          helperText={texts.units.findHelp}
          value={choices.find}
          autoComplete="off"
          onChange={(event) => choose({ find: event.target.value }, 'replace')}
        />
      </div>
      {units.length > 0 && (
        <UnitTable
          units={units}
          figures={figures}
          trends={trends.byScope}
          window={window}
          sorting={choices.sort}
          choose={choose}
          areaNames={isSearch ? areaNames : null}
          labelledBy="units"
        />
      )}
      {trends.hasFailed && <p className="units-section__trouble">{texts.trouble.trends}</p>}
    </section>
  );
}
