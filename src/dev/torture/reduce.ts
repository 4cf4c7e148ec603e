// Makes a failing text smaller while it still fails in the same way.

/** A text of more lines is not worth the time. */
const LONGEST = 4000;

/**
 * Removes runs of lines, then of words, as long as a text keeps failing.
 * @param isFailing whether a text fails as the first one does
 * @param budget how many texts are tried
 */
export function reduce(text: string, isFailing: (text: string) => boolean, budget = 400): string {
  let left = budget;
  const shrink = (parts: readonly string[]): readonly string[] => {
    let kept = parts;
    for (let size = Math.ceil(kept.length / 2); size >= 1; size = Math.floor(size / 2)) {
      for (let at = 0; at < kept.length && left > 0;) {
        const fewer = [...kept.slice(0, at), ...kept.slice(at + size)];
        left -= 1;
        if (isFailing(fewer.join(''))) kept = fewer;
        else at += size;
      }
    }
    return kept;
  };
  const lines = text.split(/(?<=\n)/);
  if (lines.length > LONGEST) return text;
  const few = shrink(lines).join('');
  return shrink(few.split(/(?<=[;{},])/)).join('');
}
