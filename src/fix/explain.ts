// `--explain`: how the fix for the findings of one line was planned.
import { isRefusal } from '../checks/define-check.ts';
import { getFix, type Promotion } from '../checks/async-propagation/promote.ts';
import { findFiles } from '../files/find-files.ts';
import type { Session } from '../findings/session.ts';
import type { FixOutcome } from '../model/report.ts';
import { getPosition } from '../text/source-text.ts';
import { collectFixes } from './collect.ts';
import { openProjectFiles } from './project-files.ts';

/** A finding with its fix, and with the functions and files that the fix was planned over. */
export type FixExplanation = Promotion & { readonly finding: FixOutcome['finding'] };

/**
 * Explains the fixes of all findings that stand, or are refused, on one line.
 * @param path absolute path of the file
 * @param line counts from 1
 * @param paths what the command runs on: other files are not rewritten
 * @throws UsageError for paths that can't be read
 */
export async function explainFix(
  cwd: string,
  path: string,
  line: number,
  paths: readonly string[],
  session: Session,
): Promise<readonly FixExplanation[]> {
  const found = findFiles(cwd, paths, session);
  const fixes = collectFixes(found.paths, cwd, session);
  const own = fixes.get(path);
  if (!own) return [];
  const outcomes = own.outcomes.filter(({ finding, fix }) => {
    const lines = [finding.range[0], ...(fix && isRefusal(fix) ? [fix.range[0]] : [])].map(
      (offset) => getPosition(own.source.text, offset).line,
    );
    return lines.includes(line);
  });
  if (outcomes.length === 0) return [];
  const files = openProjectFiles(found.paths, session.root, fixes);
  return files.ask(() =>
    outcomes.map(({ finding }) => ({
      finding,
      ...getFix(finding, path, files, true),
    })),
  );
}
