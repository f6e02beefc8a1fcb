import { languages } from '../address/address.ts';
import type { Choose } from '../address/use-choices.ts';
import type { LiveStatus } from '../live/live-connection.ts';
import { textsOf, useTexts } from '../texts/use-texts.ts';
import { ChoiceLink } from './choice-link.tsx';
import { LiveSign } from './live-sign.tsx';
import { WordMark } from './word-mark.tsx';

export function PageHeader({
  status,
  choose,
  logo,
}: {
  status: LiveStatus;
  choose: Choose;
  logo: string | null;
}) {
  const { language, texts } = useTexts();
  return (
    <header className="page-header">
      <a className="skip-link" href="#content">
        {texts.skipToContent}
      </a>
      <div className="page-header__bar container">
        {logo && <img className="page-header__logo" src={logo} alt={texts.cityLogo} />}
        <a className="page-header__home" href={`/?lang=${language}`}>
          <WordMark />
        </a>
        <LiveSign status={status} />
        <a className="page-header__find" href="#find">
          {texts.units.find}
        </a>
        <nav className="languages" aria-label={texts.chooseLanguage}>
          <ul>
            {languages.map((each) => (
              <li key={each}>
                <ChoiceLink
                  choice={{ lang: each }}
                  choose={choose}
                  lang={each}
                  hrefLang={each}
                  aria-current={each === language ? 'true' : undefined}
                >
                  {textsOf[each].languageName}
                </ChoiceLink>
              </li>
            ))}
          </ul>
        </nav>
      </div>
    </header>
  );
}
