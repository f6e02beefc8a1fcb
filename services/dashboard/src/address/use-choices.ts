import { useCallback, useSyncExternalStore } from 'react';
import { type Choices, readChoices, writeChoices } from './address.ts';

/** Browsers tell of back and forward, but not of `pushState`: the page tells itself. */
const changed = new EventTarget();

function watch(listener: () => void): () => void {
  window.addEventListener('popstate', listener);
  changed.addEventListener('change', listener);
  return () => {
    window.removeEventListener('popstate', listener);
    changed.removeEventListener('change', listener);
  };
}

export type Choose = (part: Partial<Choices>, how?: 'push' | 'replace') => void;

/** The choices in the address, and how to change some of them: a new entry of the history, or in place (typing in a field). */
export function useChoices(): [Choices, Choose] {
  const search = useSyncExternalStore(watch, () => window.location.search);
  const choose = useCallback<Choose>((part, how = 'push') => {
    const address = writeChoices({ ...readChoices(window.location.search), ...part });
    if (address === window.location.search) return;
    if (how === 'push') window.history.pushState(window.history.state, '', address);
    else window.history.replaceState(window.history.state, '', address);
    changed.dispatchEvent(new Event('change'));
  }, []);
  return [readChoices(search), choose];
}
