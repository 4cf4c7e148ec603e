// The files of a run, and how many are not among them. Needs nothing of what finds them.

/** The files of a run, as absolute paths, and how many were left out and why. */
export interface FoundFiles {
  readonly paths: readonly string[];
  readonly leftOut: readonly { readonly reason: string; readonly count: number }[];
}

/**
 * What a report says of the files of a run.
 * @param leftOut those among them that were left out once their size or text was known, by reason
 */
export function countFiles(
  found: FoundFiles,
  leftOut: ReadonlyMap<string, number>,
): { readonly checkedFiles: number; readonly leftOut: FoundFiles['leftOut'] } {
  const more = [...leftOut].map(([reason, count]) => ({ reason, count }));
  return {
    checkedFiles: found.paths.length - more.reduce((sum, { count }) => sum + count, 0),
    leftOut: [...found.leftOut, ...more],
  };
}
