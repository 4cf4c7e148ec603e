// Rewrites one text: every finding is cured as a whole or refused by name, and nothing else is touched.
import { isRefusal } from '../checks/check.ts';
import type { EditPlan, PackageRequirement } from '../checks/check.ts';
import type { FixOutcome } from '../report/report.ts';
import type { ParseFailure } from '../syntax/parse.ts';
import { applyEdits } from '../text/edits.ts';
import type { SourceText } from '../text/source-text.ts';
import { checkSource } from './check-source.ts';
import { findCandidates, type Session } from './session.ts';

/** A text before and after. */
export interface SourceFix {
  readonly output: string;
  readonly outcomes: readonly FixOutcome[];
  readonly requires: readonly PackageRequirement[];
  readonly failure?: ParseFailure;
}

/** How often cures may bring up further findings before that counts as an error of this project. */
const MAX_PASSES = 10;

/**
 * Cures what can be cured in one text.
 * Cures of different checks can touch the same lines; each pass applies those that don't overlap, and the next one sees their result.
 * The outcomes keep the places of the original text.
 * @throws Error when a rewrite does not parse or comes to no end: a defect of this project, and nothing may be written
 */
export function fixSource(source: SourceText, session: Session): SourceFix {
  const first = cureOnce(source, session);
  if ('failure' in first) return { output: source.text, outcomes: [], requires: [], failure: first.failure };
  const outcomes = [...first.outcomes];
  const requires = [...first.requires];
  let { output } = first;
  for (let pass = 1; output !== source.text; pass += 1) {
    const next = cureOnce({ ...source, text: output }, session);
    if ('failure' in next) throw new Error(`${source.path}: the rewritten text does not parse: ${next.failure.message}`);
    if (pass === MAX_PASSES) throw new Error(`${source.path}: the rewrite came to no end`);
    if (next.output === output) {
      const known = new Set(first.outcomes.map(toKey));
      outcomes.push(...next.outcomes.filter((outcome) => !known.has(toKey(outcome))));
      break;
    }
    requires.push(...next.requires);
    output = next.output;
  }
  return { output, outcomes, requires };
}

function cureOnce(source: SourceText, session: Session): SourceFix | { readonly failure: ParseFailure } {
  const result = checkSource(source, findCandidates(source.text, session), session);
  if (result.failure) return { failure: result.failure };
  const outcomes = result.findings.map(({ finding }) => ({ finding, cure: finding.cure() }));
  const taken: EditPlan[] = [];
  let output = source.text;
  for (const { cure } of outcomes) {
    if (!cure || isRefusal(cure)) continue;
    const attempt = tryEdits(source.text, [...taken, cure]);
    if (attempt === undefined) continue;
    output = attempt;
    taken.push(cure);
  }
  return { output, outcomes, requires: taken.flatMap((plan) => plan.requires ?? []) };
}

function toKey({ finding }: FixOutcome): string {
  return `${finding.checkId} ${finding.message}`;
}

function tryEdits(text: string, plans: readonly EditPlan[]): string | undefined {
  try {
    return applyEdits(text, plans.flatMap((plan) => plan.edits));
  } catch (error) {
    if (error instanceof Error && error.name === 'OverlappingEditsError') return undefined;
    throw error;
  }
}
