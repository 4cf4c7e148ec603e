// The files of a run, and how many were left out. Independent of the code that finds them.

/** The files of a run, as absolute paths, and how many were left out and why. */
export interface FoundFiles {
  readonly paths: readonly string[];
  readonly leftOut: readonly { readonly reason: string; readonly count: number }[];
}

/**
 * The file counts of a report.
 * @param leftOut those among them that were left out for their size or content, by reason
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
