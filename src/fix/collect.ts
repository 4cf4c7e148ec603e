// Step 1 of a fix run: the findings of all files, each with its fix as far as its own file shows.
import { readAll } from '../files/read-text.ts';
import { toLabel } from '../files/label.ts';
import type { Session } from '../findings/session.ts';
import { toSourceText } from '../text/source-text.ts';
import { findFixes, type SourceFixes } from './fix-source.ts';

/** The fixes of each file, by path. */
export type FixesByFile = ReadonlyMap<string, SourceFixes>;

/** Called before the work on each file; `index` counts from 1. */
export type OnFile = (label: string, index: number, count: number) => void;

/**
 * Collects the fixes of all files that may hold a finding or load a heavy package.
 * @param paths absolute paths of the files
 * @throws UsageError for a file that can't be read
 */
export function collectFixes(
  paths: readonly string[],
  cwd: string,
  session: Session,
  onFile?: OnFile,
): FixesByFile {
  const fixes = new Map<string, SourceFixes>();
  let index = 0;
  for (const { path, text } of readAll(paths, cwd)) {
    onFile?.(toLabel(cwd, path), (index += 1), paths.length);
    const result = findFixes(toSourceText(path, text), session);
    if (result.outcomes.length > 0 || result.failure) fixes.set(path, result);
    // Without a finding, the file may still load a heavy package. Facts are large, so drop them.
    else if (result.facts) fixes.set(path, { source: result.source, outcomes: [] });
  }
  return fixes;
}
