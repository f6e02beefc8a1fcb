import { Footer, Link } from 'hds-react';
import { useTexts } from '../texts/use-texts.ts';

/** The link element is named because React 19 no longer fills in a component's default for it. */
export function PageFooter() {
  const { texts } = useTexts();
  return (
    <Footer title="Kuulolla" korosType="basic" theme="dark" className="page-footer">
      <Footer.Navigation aria-label={texts.footer.openData} role="navigation">
        <Footer.Link as={Link} href="/api/v1/openapi.json" label={texts.footer.openApi} />
      </Footer.Navigation>
    </Footer>
  );
}
