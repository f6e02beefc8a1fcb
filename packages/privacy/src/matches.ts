/**
 * All matches of a global pattern that never matches the empty text, in their order. `String.prototype.matchAll` would
 * make a new RegExp at each call, which costs more than going through a comment.
 */
export function matchesOf(text: string, pattern: RegExp): RegExpExecArray[] {
  const matches: RegExpExecArray[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) matches.push(match);
  return matches;
}
