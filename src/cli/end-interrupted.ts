// The first step of `check` and `fix`: no file is judged while some are rewritten and others not.
import { resolve } from 'node:path';
import { recoverWrites } from '../files/journal/recover.ts';

/**
 * Finishes or takes back what a killed `ballast fix --write` has left, and says so.
 * @param paths files, folders or globs, relative to `cwd`
 * @throws UsageError where another process is writing, or a file can't be written
 */
export function endInterrupted(cwd: string, paths: readonly string[]): void {
  for (const line of recoverWrites(
    cwd,
    paths.map((path) => resolve(cwd, path)),
  ))
    console.error(`ballast: ${line}`);
}
