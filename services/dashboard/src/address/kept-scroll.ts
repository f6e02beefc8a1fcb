/** How long nothing is scrolled before the place is kept, in milliseconds: browsers refuse to be told of every frame. */
const PAUSE_MS = 200;

/** Where to go once the page is as high as it was, in pixels; null where this is a first look or somebody has scrolled. */
let wanted: number | null = null;

/**
 * Keeps in each entry of the history how far the page is scrolled; to be called before the page is drawn. The browser's own
 * memory is no help when a page is loaded: it goes back at once, while there is no register and the page is short, and
 * ends up at its foot.
 */
export function keepScroll(): void {
  const kept: unknown = window.history.state?.scrollY;
  if (typeof kept === 'number') wanted = kept;
  window.history.scrollRestoration = 'manual';
  let timer: ReturnType<typeof setTimeout> | undefined;
  window.addEventListener('scroll', () => {
    wanted = null;
    clearTimeout(timer);
    timer = setTimeout(() => window.history.replaceState({ scrollY: window.scrollY }, ''), PAUSE_MS);
  });
}

/** True while the page is still to go where it was. */
export function hasKeptScroll(): boolean {
  return wanted !== null;
}

/** Goes where the page was, now that it is as high. From here on back and forward are the browser's. */
export function restoreScroll(): void {
  window.history.scrollRestoration = 'auto';
  if (wanted !== null) window.scrollTo(0, wanted);
}
