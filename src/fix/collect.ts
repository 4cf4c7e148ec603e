// Step 1 of a fix run: the findings of all files, each with its fix as far as its own file shows.
import { isLarge, isMinified, LARGE, MINIFIED } from '../files/file-size.ts';
import { readText } from '../files/read-text.ts';
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
 * @param leftOut takes how many files are left out by what they hold, and why
 * @throws UsageError for a file that can't be read
 */
export function collectFixes(
  paths: readonly string[],
  cwd: string,
  session: Session,
  onFile?: OnFile,
  leftOut = new Map<string, number>(),
): FixesByFile {
  const fixes = new Map<string, SourceFixes>();
  const leaveOut = (reason: string): unknown => leftOut.set(reason, (leftOut.get(reason) ?? 0) + 1);
  let index = 0;
  for (const path of paths) {
    onFile?.(toLabel(cwd, path), (index += 1), paths.length);
    if (isLarge(path, session.maxFileSize)) {
      leaveOut(LARGE);
      continue;
    }
    const text = readText(path, cwd);
    if (text === undefined) continue;
    if (isMinified(text)) {
      leaveOut(MINIFIED);
      continue;
    }
    const result = findFixes(toSourceText(path, text), session);
    if (result.outcomes.length > 0 || result.failure) fixes.set(path, result);
    // Without a finding, the file may still load a heavy package. Facts are large, so drop them.
    else if (result.facts) fixes.set(path, { source: result.source, outcomes: [] });
  }
  return fixes;
}
