/** Names kept at most. */
const mostNamesKept = 1_000;

/**
 * The check, which remembers the names it found plain: all answers of a questionnaire have the same few, and to look for
 * identifiers takes long beside asking a set. Bounded, since a caller can make names up; what is not kept is checked again.
 */
export function rememberingPlainNames(isPlain: (name: string) => boolean): (name: string) => boolean {
  const plain = new Set<string>();
  return (name) => {
    if (plain.has(name)) return true;
    if (!isPlain(name)) return false;
    if (plain.size < mostNamesKept) plain.add(name);
    return true;
  };
}
