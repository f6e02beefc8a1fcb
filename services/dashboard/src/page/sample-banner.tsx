import { useTexts } from '../texts/use-texts.ts';

/** Says, above everything, that the figures are not real. */
export function SampleBanner() {
  const { texts } = useTexts();
  return (
    <section className="sample-banner" aria-label={texts.sample.label}>
      <p className="container">
        <strong>{texts.sample.label}.</strong> {texts.sample.text}
      </p>
    </section>
  );
}
