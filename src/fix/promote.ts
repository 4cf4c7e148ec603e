// Step 2 of a fix run: refusals that ask for async functions are planned again, over all files.
import { getFix, isLeftOpen } from '../checks/async-propagation/promote.ts';
import type { Session } from '../findings/session.ts';
import { toFailure } from '../syntax/failure.ts';
import type { FixOutcome } from '../model/report.ts';
import type { FixesByFile } from './collect.ts';
import { openProjectFiles } from './project-files.ts';

/**
 * Plans the fixes that one file alone leaves open, with the other files and, where needed, types.
 * @param rewritable the files that may be rewritten
 */
export async function promoteFixes(
  fixes: FixesByFile,
  rewritable: readonly string[],
  { root }: Session,
): Promise<FixesByFile> {
  const isOpen = ({ finding, fix }: FixOutcome): boolean => {
    try {
      return isLeftOpen(finding, fix);
    } catch {
      return true; // planning it fails again, as the failure of its file
    }
  };
  if (![...fixes.values()].some(({ outcomes }) => outcomes.some(isOpen))) return fixes;
  const files = openProjectFiles(rewritable, root, fixes);
  const promoted = new Map(fixes);
  for (const [path, result] of fixes) {
    if (!result.outcomes.some(isOpen)) continue;
    try {
      const outcomes: FixOutcome[] = [];
      for (const outcome of result.outcomes) {
        if (!isOpen(outcome)) {
          outcomes.push(outcome);
          continue;
        }
        const { finding } = outcome;
        const { fix } = await files.ask(() => getFix(finding, path, files));
        outcomes.push({ finding, fix });
      }
      promoted.set(path, { ...result, outcomes });
    } catch (error) {
      promoted.set(path, { source: result.source, outcomes: [], failure: toFailure(error) });
    }
  }
  return promoted;
}
