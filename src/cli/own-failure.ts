// Files that could not be looked at end a run with exit code 2, once everything else is done.
import { toPrintableName } from '../report/printable.ts';
import type { FailedFile, FileFix, FileReport } from '../model/report.ts';

/**
 * Whether a file could not be looked at or rewritten for a reason that is not its author's. A syntax
 * error is, and counts like a finding.
 */
export function hasOwnFailure(files: readonly Pick<FileReport | FileFix, 'failure'>[]): boolean {
  return files.some(({ failure }) => failure?.kind !== undefined);
}

/** Names files on standard error, a line for each; gives the exit code. */
export function printFailed(failed: readonly FailedFile[] = []): number {
  for (const { label, message } of failed)
    console.error(toPrintableName(`ballast: ${label}: ${message}`));
  return failed.length > 0 ? 2 : 0;
}
