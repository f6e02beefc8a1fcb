import type { AreasAnswer, UnitsAnswer } from '@kuulolla/contracts/query-api';
import { useEffect, useMemo, useRef } from 'react';
import { preferredLanguage, readChoices } from '../address/address.ts';
import { hasKeptScroll, restoreScroll } from '../address/kept-scroll.ts';
import { useChoices } from '../address/use-choices.ts';
import { listedVerdicts } from '../figures/listed-verdicts.ts';
import { useLiveScores } from '../live/use-live-scores.ts';
import { chosenArea, findUnits, MOST_FOUND } from '../queries/register.ts';
import { useSiteConfig } from '../queries/site-config.ts';
import { useTrends } from '../queries/trends.ts';
import { useQuery } from '../queries/use-query.ts';
import { LanguageContext, textsOf } from '../texts/use-texts.ts';
import { AboutFigures } from './about-figures.tsx';
import { Organisation, scopesOf } from './organisation.tsx';
import { PageFooter } from './page-footer.tsx';
import { PageHeader } from './page-header.tsx';
import { SampleBanner } from './sample-banner.tsx';
import { Sector } from './sector.tsx';
import { Trouble } from './trouble.tsx';
import { UnitsSection } from './units-section.tsx';

const REGISTER_REFRESH_MS = 15 * 60_000;
const SECTOR = ['all'];

/** The first page: the live figures of the sector, its entities and areas, and the units of one area. */
export function LivePage() {
  const [choices, choose] = useChoices();
  const language = choices.lang ?? preferredLanguage(navigator.languages);
  const texts = textsOf[language];
  const areas = useQuery<AreasAnswer>('/api/v1/areas', REGISTER_REFRESH_MS);
  const register = useQuery<UnitsAnswer>('/api/v1/units', REGISTER_REFRESH_MS);
  const entities = areas.data?.entities ?? NONE;
  const area = chosenArea(entities, choices.area);

  const found = useMemo(() => {
    const units = register.data?.units ?? [];
    return choices.find.trim() === ''
      ? units.filter((unit) => unit.area === area?.id)
      : findUnits(units, choices.find);
  }, [register.data, choices.find, area?.id]);
  const isSearch = choices.find.trim() !== '';
  const listed = useMemo(() => (isSearch ? found.slice(0, MOST_FOUND) : found), [found, isSearch]);
  const unitScopes = useMemo(() => listed.map(({ id }) => `unit:${id}`), [listed]);
  const subscription = useMemo(
    () => ({ scopes: [...SECTOR, ...scopesOf(entities), ...unitScopes], windows: [choices.window] }),
    [entities, unitScopes, choices.window],
  );
  const { figures, status } = useLiveScores(subscription);
  const sectorTrend = useTrends(SECTOR);
  const site = useSiteConfig();
  const areaNames = useMemo(
    () =>
      new Map(
        entities.flatMap((entity) => entity.areas.map(({ id, names }) => [id, names[language]] as const)),
      ),
    [entities, language],
  );

  const heading = useRef<HTMLHeadingElement>(null);
  const hasLoaded = areas.data !== null && register.data !== null;
  useEffect(() => {
    // An address that names a unit is somebody's bookmark: it opens at that unit.
    const isBookmark = readChoices(window.location.search).find !== '';
    if (hasLoaded && isBookmark && !hasKeptScroll()) heading.current?.scrollIntoView();
  }, [hasLoaded]);
  // Figures and the year's line take room too.
  const hasHeight =
    hasLoaded &&
    subscription.scopes.every((scope) => figures.byScope.has(scope)) &&
    (sectorTrend.byScope.size > 0 || sectorTrend.hasFailed);
  useEffect(() => {
    if (hasHeight) restoreScroll();
  }, [hasHeight]);
  const showUnits = () => requestAnimationFrame(() => heading.current?.focus());

  const areaName = area?.names[language];
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = [areaName, texts.service, 'Kuulolla'].filter(Boolean).join(' – ');
  }, [language, areaName, texts]);

  const sector = figures.byScope.get('all');
  return (
    <LanguageContext value={language}>
      <PageHeader status={status} choose={choose} logo={site.logo} />
      {(site.sample || areas.data?.sample || register.data?.sample) && (
        <SampleBanner isFilling={sector?.scores[choices.window]?.n === 0} />
      )}
      <main id="content" tabIndex={-1}>
        {(areas.hasFailed || register.hasFailed) && <Trouble />}
        <Sector
          score={sector?.scores[choices.window]}
          moves={sector?.moves ?? 0}
          change={listedVerdicts([sector?.changes[choices.window]])[0] ?? null}
          window={choices.window}
          choose={choose}
          trend={{ points: sectorTrend.byScope.get('all'), hasFailed: sectorTrend.hasFailed }}
        />
        {areas.data && (
          <Organisation
            entities={entities}
            chosen={isSearch ? null : (area?.id ?? null)}
            figures={figures}
            window={choices.window}
            choose={choose}
            onChosen={showUnits}
          />
        )}
        {areas.data && register.data && (
          <UnitsSection
            area={area}
            choices={choices}
            units={listed}
            all={found.length}
            scopes={unitScopes}
            areaNames={areaNames}
            figures={figures}
            window={choices.window}
            choose={choose}
            heading={heading}
          />
        )}
        <AboutFigures />
      </main>
      <PageFooter />
    </LanguageContext>
  );
}

const NONE: AreasAnswer['entities'] = [];
