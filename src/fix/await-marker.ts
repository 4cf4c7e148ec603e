// Marks new awaits in loops, in the files for which the project's linter reports them.
import { isRefusal } from '../checks/define-check.ts';
import type { TextEdit } from '../text/edits.ts';
import type { FixesByFile } from './collect.ts';

/** Gives `after`, the rewritten text of a file, with the comments that the linter needs. */
export type AwaitMarker = (before: string, after: string, path: string) => string;

/**
 * Creates the marker of a run. The project's linter is asked only about files that get an `await`.
 */
export async function createAwaitMarker(fixes: FixesByFile, root: string): Promise<AwaitMarker> {
  const paths = findAwaitingFiles(fixes);
  if (paths.size === 0) return (_, after) => after;
  const { findLintedFiles } = await import('./linted-files.ts');
  const linted = await findLintedFiles(root, paths, { id: 'no-await-in-loop', category: 'perf' });
  if (linted.size === 0) return (_, after) => after;
  const { markAwaits } = await import('./await-in-loop.ts');
  return (before, after, path) => (linted.has(path) ? markAwaits(before, after, path) : after);
}

function findAwaitingFiles(fixes: FixesByFile): ReadonlySet<string> {
  const paths = new Set<string>();
  const add = (path: string, edits: readonly TextEdit[]): void => {
    if (edits.some(({ text }) => /\bawait\b/.test(text))) paths.add(path);
  };
  for (const [path, { outcomes }] of fixes) {
    for (const { fix } of outcomes) {
      if (!fix || isRefusal(fix)) continue;
      add(path, fix.edits);
      for (const [other, edits] of fix.elsewhere ?? []) add(other, edits);
    }
  }
  return paths;
}
