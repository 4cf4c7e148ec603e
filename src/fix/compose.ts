// Step 3 of a fix run: the plans of all files that don't conflict, as one edit set.
import { isRefusal, type EditPlan } from '../checks/define-check.ts';
import type { FixOutcome } from '../model/report.ts';
import { createEditSet, type EditsByFile, type EditSet } from '../text/edit-set.ts';
import type { FixesByFile } from './collect.ts';
import type { SourceFixes } from './fix-source.ts';

/** The fixes of all files, and the edits of those that are made. */
export interface Composition {
  readonly fixes: FixesByFile;
  readonly edits: EditSet<EditPlan>;
}

/**
 * Adds the plans of all files to an edit set. A plan over several files that conflicts is replaced
 * by the refusal of its own file; a plan within one file that conflicts is left to the next pass
 * over that file.
 * @param edits a set that may hold some of the plans already
 */
export function composeEdits(
  fixes: FixesByFile,
  edits: EditSet<EditPlan> = createEditSet(),
): Composition {
  const composed = new Map<string, SourceFixes>(fixes);
  // Plans over several files first: no later pass can make them.
  for (const isCrossing of [true, false]) {
    for (const [path, result] of composed) {
      const outcomes = result.outcomes.map((outcome): FixOutcome => {
        const { fix, finding } = outcome;
        if (!fix || isRefusal(fix) || isOverFiles(fix) !== isCrossing) return outcome;
        const isAdded = edits.tryAdd(fix, toEditsByFile(path, fix));
        return isAdded || !isCrossing ? outcome : { ...outcome, fix: finding.fix() };
      });
      composed.set(path, { ...result, outcomes });
    }
  }
  return { fixes: composed, edits };
}

/**
 * Composes again without some plans.
 * @param refuse gives another outcome in place of one whose plan is not to be made
 */
export function recomposeEdits(
  { fixes, edits }: Composition,
  refuse: (path: string, outcome: FixOutcome) => FixOutcome,
): Composition {
  const left = new Map<string, SourceFixes>();
  for (const [path, result] of fixes) {
    const outcomes = result.outcomes.map((outcome) => {
      const { fix } = outcome;
      const next = refuse(path, outcome);
      // Plans within one file are added again in source order: a removed plan may make room for
      // one.
      if (fix && !isRefusal(fix) && (next.fix !== fix || !isOverFiles(fix))) edits.remove(fix);
      return next;
    });
    left.set(path, { ...result, outcomes });
  }
  return composeEdits(left, edits);
}

/** Whether a plan also changes other files. */
function isOverFiles({ elsewhere }: EditPlan): boolean {
  return elsewhere !== undefined;
}

function toEditsByFile(path: string, { edits, elsewhere }: EditPlan): EditsByFile {
  return new Map([...(elsewhere ?? []), [path, edits]]);
}
