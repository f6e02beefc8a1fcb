import { useTexts } from '../texts/use-texts.ts';

/** How the figures are made and what their words mean. */
export function AboutFigures() {
  const { texts } = useTexts();
  return (
    <section className="about container" aria-labelledby="about">
      <h2 id="about">{texts.about.heading}</h2>
      <dl className="about__items">
        {texts.about.items.map(({ term, text }) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
