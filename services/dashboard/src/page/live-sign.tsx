import { StatusLabel } from 'hds-react';
import type { Language } from '../address/address.ts';
import { clockTime } from '../figures/helsinki-time.ts';
import type { LiveStatus } from '../live/live-connection.ts';
import type { Texts } from '../texts/texts.ts';
import { useTexts } from '../texts/use-texts.ts';

const looks = { connecting: 'neutral', live: 'success', reconnecting: 'alert', stopped: 'error' } as const;

/** Whether the figures are live. Spoken when it changes, which is when the connection does, never when a figure does. */
export function LiveSign({ status }: { status: LiveStatus }) {
  const { language, texts } = useTexts();
  return (
    <div className={`live-sign live-sign--${status.kind}`} role="status">
      <StatusLabel type={looks[status.kind]}>
        <span className="live-sign__dot" aria-hidden="true" />
        {signOf(status, language, texts)}
      </StatusLabel>
    </div>
  );
}

function signOf(status: LiveStatus, language: Language, { live }: Texts): string {
  switch (status.kind) {
    case 'connecting':
      return live.connecting;
    case 'live':
      return live.live(clockTime(status.since, language));
    case 'reconnecting':
      return live.reconnecting(status.asOf === null ? null : clockTime(status.asOf, language));
    case 'stopped':
      return live.stopped[status.reason];
  }
}
