// The first step of `check` and `fix`: no file is judged while some are rewritten and others not.
import { resolve } from 'node:path';
import { findJournalFolders } from '../files/journal/place.ts';

/**
 * Finishes or takes back what a killed `ballast fix --write` has left, and says so.
 * @param paths files, folders or globs, relative to `cwd`
 * @throws UsageError where another process is writing, or a file can't be written
 */
export async function endInterrupted(cwd: string, paths: readonly string[]): Promise<void> {
  const named = paths.map((path) => resolve(cwd, path));
  if (findJournalFolders([cwd, ...named]).length === 0) return;
  const { recoverWrites } = await import('../files/journal/recover.ts');
  for (const line of recoverWrites(cwd, named)) console.error(`ballast: ${line}`);
}
