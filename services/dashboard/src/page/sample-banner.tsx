import { useTexts } from '../texts/use-texts.ts';

/** Says, above everything, that the figures are not real, and while there are none yet, that they are coming. */
export function SampleBanner({ isFilling }: { isFilling: boolean }) {
  const { texts } = useTexts();
  return (
    <section className="sample-banner" aria-label={texts.sample.label}>
      <p className="container">
        <strong>{texts.sample.label}.</strong> {texts.sample.text}
        {isFilling && ` ${texts.sample.filling}`}
      </p>
    </section>
  );
}
