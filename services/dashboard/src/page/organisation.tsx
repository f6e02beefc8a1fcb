import type { WindowName } from '@kuulolla/contracts/score';
import { memo } from 'react';
import type { Choose } from '../address/use-choices.ts';
import { listedVerdicts, type ToldChange } from '../figures/listed-verdicts.ts';
import type { LiveScores, ScopeScores } from '../live/live-scores.ts';
import type { Area, Entity } from '../queries/register.ts';
import { useTexts } from '../texts/use-texts.ts';
import { ChoiceLink } from './choice-link.tsx';
import { AnswerCount, ChangeWords, IntervalWords, NpsFigure } from './figure-words.tsx';

interface Props {
  readonly entities: readonly Entity[];
  readonly chosen: string | null;
  readonly figures: LiveScores;
  readonly window: WindowName;
  readonly choose: Choose;
  readonly onChosen: () => void;
}

/** The service entities with their areas, each area a link to its units. */
export function Organisation({ entities, chosen, figures, window, choose, onChosen }: Props) {
  const { texts } = useTexts();
  const scopes = scopesOf(entities);
  const told = listedVerdicts(scopes.map((scope) => figures.byScope.get(scope)?.changes[window]));
  const changes = new Map(scopes.map((scope, row) => [scope, told[row] ?? null]));
  const lineOf = (scope: string) => ({
    known: figures.byScope.get(scope),
    change: changes.get(scope) ?? null,
    window,
  });
  return (
    <section className="organisation container" aria-labelledby="services">
      <h2 id="services">{texts.organisation.heading}</h2>
      <p className="organisation__lead">{texts.organisation.lead}</p>
      <ul className="organisation__entities">
        {entities.map((entity) => (
          <li key={entity.id} className="entity">
            <EntityHead entity={entity} {...lineOf(`entity:${entity.id}`)} />
            <ul className="entity__areas">
              {entity.areas.map((area) => (
                <AreaLine
                  key={area.id}
                  area={area}
                  isChosen={area.id === chosen}
                  choose={choose}
                  onChosen={onChosen}
                  {...lineOf(`area:${area.id}`)}
                />
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Scopes of all entities and areas, in the page's order. */
export function scopesOf(entities: readonly Entity[]): string[] {
  return entities.flatMap(({ id, areas }) => [`entity:${id}`, ...areas.map((area) => `area:${area.id}`)]);
}

interface Line {
  readonly known: ScopeScores | undefined;
  readonly change: ToldChange;
  readonly window: WindowName;
}

function EntityHead({ entity, known, change, window }: Line & { entity: Entity }) {
  const { language } = useTexts();
  const score = known?.scores[window];
  return (
    <div className="entity__head">
      <h3>{entity.names[language]}</h3>
      <p className="entity__nps">
        <NpsFigure score={score} moves={known?.moves ?? 0} />
      </p>
      <p className="entity__words">
        <Words score={score} change={change} />
      </p>
    </div>
  );
}

type AreaLineProps = Line & {
  readonly area: Area;
  readonly isChosen: boolean;
  readonly choose: Choose;
  readonly onChosen: () => void;
};

const AreaLine = memo(function AreaLine({
  area,
  isChosen,
  choose,
  onChosen,
  known,
  change,
  window,
}: AreaLineProps) {
  const { language, texts } = useTexts();
  const score = known?.scores[window];
  return (
    <li className={isChosen ? 'area area--chosen' : 'area'}>
      <ChoiceLink
        className="area__name"
        choice={{ area: area.id, find: '' }}
        choose={choose}
        onChosen={onChosen}
        aria-current={isChosen ? 'true' : undefined}
      >
        {area.names[language]}
      </ChoiceLink>
      <span className="area__nps">
        <span className="visually-hidden">{texts.nps} </span>
        <NpsFigure score={score} moves={known?.moves ?? 0} />
      </span>
      <span className="area__words">
        <Words score={score} change={change} />
      </span>
    </li>
  );
});

function Words({ score, change }: { score: ScopeScores['scores'][WindowName]; change: ToldChange }) {
  return (
    <>
      <span className="words__line">
        <IntervalWords score={score} />
      </span>
      {score !== undefined && score.n > 0 && (
        <span className="words__line">
          <AnswerCount score={score} />
          {change && ' · '}
          <ChangeWords change={change} isBrief />
        </span>
      )}
    </>
  );
}
