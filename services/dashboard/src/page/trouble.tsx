import { useTexts } from '../texts/use-texts.ts';

/** The register cannot be fetched: said once, while the page keeps trying. */
export function Trouble() {
  const { texts } = useTexts();
  return (
    <div className="trouble" role="alert">
      <p className="container">
        <strong>{texts.trouble.label}.</strong> {texts.trouble.text}
      </p>
    </div>
  );
}
