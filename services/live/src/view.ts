import { type WindowName, windowNames } from '@kuulolla/contracts/score';

/** What a client wants to see of a scope, in seven bits: one for each window, in the contract's order, and one for changes. */
export type View = number;

const CHANGES = 1 << windowNames.length;

/** The view of some windows, with the change of each against the window before it or without. */
export function viewOf(windows: readonly WindowName[], withChanges: boolean): View {
  let view = withChanges ? CHANGES : 0;
  for (const window of windows) view |= 1 << windowNames.indexOf(window);
  return view;
}

/** What is left of a view without some windows; 0 where no window is left. */
export function viewWithout(view: View, windows: readonly WindowName[]): View {
  const left = view & ~viewOf(windows, false);
  return (left & ~CHANGES) === 0 ? 0 : left;
}

export function hasWindow(view: View, index: number): boolean {
  return (view & (1 << index)) !== 0;
}

export function hasChanges(view: View): boolean {
  return (view & CHANGES) !== 0;
}
