// Fixes one text: every finding is fixed as a whole or refused with a code; all else stays as it
// is.
import { isRefusal, type EditPlan, type PackageRequirement } from '../checks/define-check.ts';
import { isEngineRefusal } from '../checks/engine-refusals.ts';
import { toSingleFile } from '../checks/async-propagation/in-file-references.ts';
import { getModuleMark } from '../checks/no-eager-heavy-import/edit/module-mark.ts';
import { getFix } from '../checks/async-propagation/promote.ts';
import type { FixOutcome } from '../model/report.ts';
import type { ModuleFacts } from '../syntax/facts.ts';
import { toFailure, type ParseFailure } from '../syntax/failure.ts';
import { parseModule } from '../syntax/parse.ts';
import { createEditSet } from '../text/edit-set.ts';
import type { SourceText } from '../text/source-text.ts';
import { getStyle } from '../text/style.ts';
import { checkSource } from '../findings/check-source.ts';
import { getOwnCatalogue } from '../config/file-catalogue.ts';
import { findCandidates } from '../config/resolved-config.ts';
import type { Session } from '../findings/session.ts';

/** The text that comes out, and what became of each finding. */
export interface SourceFix {
  readonly output: string;
  readonly outcomes: readonly FixOutcome[];
  /** Packages that the new code imports. */
  readonly requires: readonly PackageRequirement[];
  readonly failure?: ParseFailure;
}

/** The findings of a text with their fixes, none of them applied yet. */
export interface SourceFixes {
  readonly source: SourceText;
  readonly outcomes: readonly FixOutcome[];
  readonly facts?: ModuleFacts;
  readonly failure?: ParseFailure;
}

/** A rewrite that still brings up new findings after this many passes is an internal error. */
const MAX_PASSES = 10;

/**
 * Fixes what can be fixed within one text.
 * @returns outcomes with the ranges of the original text
 * @throws Error when the rewritten text does not parse, or further passes keep changing it: an
 * internal error, after which nothing may be written
 */
export function fixSource(source: SourceText, session: Session): SourceFix {
  const first = findFixes(source, session);
  if (first.failure)
    return { output: source.text, outcomes: [], requires: [], failure: first.failure };
  const { output, plans } = applyFixes(source, first.outcomes);
  const rest = fixRemaining(source, output, first.outcomes, session, (plan) =>
    plans.includes(plan),
  );
  return { ...rest, requires: [...getRequirements(plans), ...rest.requires] };
}

/** Finds the findings of a text, each with its fix as far as this file alone shows. */
export function findFixes(source: SourceText, session: Session): SourceFixes {
  try {
    const { findings, facts, failure } = checkSource(
      source,
      findCandidates(source.text, session, getOwnCatalogue(source.path, session)),
      session,
    );
    if (failure) return { source, outcomes: [], failure };
    if (!facts) return { source, outcomes: [] };
    const files = toSingleFile(facts);
    return {
      source,
      facts,
      outcomes: findings.map(({ finding }) => ({
        finding,
        fix: getFix(finding, source.path, files).fix,
      })),
    };
  } catch (error) {
    return { source, outcomes: [], failure: toFailure(error) };
  }
}

/** Applies the fixes that don't conflict. The others are left to the next pass. */
function applyFixes(
  { path, text }: SourceText,
  outcomes: readonly FixOutcome[],
): { readonly output: string; readonly plans: readonly EditPlan[] } {
  const edits = createEditSet<EditPlan>();
  const plans = outcomes.flatMap(({ fix }) =>
    fix && !isRefusal(fix) && edits.tryAdd(fix, new Map([[path, fix.edits]])) ? [fix] : [],
  );
  return { output: edits.apply(() => text).get(path) ?? text, plans };
}

/**
 * Runs further passes over a text that was rewritten once, until a pass changes nothing.
 * @param rewritten the text after the first pass
 * @param known the outcomes of the first pass
 * @param isMade whether the first pass made a plan: one that conflicts is left to the next
 * @returns the outcomes of all passes, with the ranges of their pass, and the requirements of the
 * further passes
 * @throws Error when a text does not parse, or the passes don't come to an end
 */
export function fixRemaining(
  source: SourceText,
  rewritten: string,
  known: readonly FixOutcome[],
  session: Session,
  isMade: (plan: EditPlan) => boolean,
): SourceFix {
  const requires: PackageRequirement[] = [];
  let outcomes = known;
  let left = toLeft(known, isMade, (one) => (one.fix && isRefusal(one.fix) ? one : undefined));
  let output = rewritten;
  for (let pass = 1; output !== source.text; pass += 1) {
    const current = { ...source, text: output };
    const next = findFixes(current, session);
    if (next.failure) throw new Error(`the rewritten text does not parse: ${next.failure.message}`);
    if (pass === MAX_PASSES)
      throw new Error(`the rewrite did not end after ${String(MAX_PASSES)} passes`);
    const refused = findRefused(next.outcomes, left);
    const applied = applyFixes(
      current,
      next.outcomes.filter((one) => mayBeMade(one, refused.get(one))),
    );
    if (applied.output === output) {
      const keys = new Set(outcomes.map(toKey));
      return {
        output: keepModule(source, withoutNewBlankStart(output, source.text)),
        outcomes: [...outcomes, ...next.outcomes.filter((outcome) => !keys.has(toKey(outcome)))],
        requires,
      };
    }
    const isApplied = (plan: EditPlan): boolean => applied.plans.includes(plan);
    for (const [{ fix }, first] of refused)
      if (fix && !isRefusal(fix) && isApplied(fix))
        outcomes = outcomes.map((one) => (one === first ? { ...one, fix } : one));
    left = toLeft(next.outcomes, isApplied, (one) => refused.get(one));
    requires.push(...getRequirements(applied.plans));
    output = applied.output;
  }
  return { output, outcomes, requires };
}

/** A finding that a pass leaves. */
interface Left {
  readonly key: string;
  /** Its outcome in the first pass, which looks at all files, if it was refused. */
  readonly refused: FixOutcome | undefined;
}

function toLeft(
  outcomes: readonly FixOutcome[],
  isMade: (plan: EditPlan) => boolean,
  getRefused: (outcome: FixOutcome) => FixOutcome | undefined,
): readonly Left[] {
  return outcomes
    .filter(({ fix }) => !fix || isRefusal(fix) || !isMade(fix))
    .map((outcome) => ({ key: toKey(outcome), refused: getRefused(outcome) }));
}

/**
 * Finds the findings that were refused before, with that outcome. Of several in the same words,
 * those in the same place among them; all, where their number has changed.
 */
function findRefused(
  outcomes: readonly FixOutcome[],
  left: readonly Left[],
): ReadonlyMap<FixOutcome, FixOutcome> {
  const found = new Map<FixOutcome, FixOutcome>();
  for (const { key, refused } of left) {
    if (!refused) continue;
    const before = left.filter((one) => one.key === key);
    const now = outcomes.filter((outcome) => toKey(outcome) === key);
    for (const [index, outcome] of now.entries()) {
      const first = before.length === now.length ? before[index]?.refused : refused;
      if (first) found.set(outcome, first);
    }
  }
  return found;
}

/**
 * Whether a pass may make what the first one refused: where only the text stood in its way, which
 * is another one now. What other files, types or the type check said still holds.
 */
function mayBeMade({ finding, fix }: FixOutcome, first: FixOutcome | undefined): boolean {
  if (!first) return true;
  const alone = finding.fix();
  const isAlone = fix !== undefined && alone !== undefined && !isRefusal(alone);
  return isAlone && first.fix !== undefined && isRefusal(first.fix) && !isEngineRefusal(first.fix);
}

/**
 * Marks a text as a module when its last import or export is gone. Each of several fixes may have
 * relied on an import that another one removed.
 */
function keepModule(source: SourceText, output: string): string {
  const isModule = (text: string): boolean => {
    const parsed = parseModule({ ...source, text });
    return (
      !('message' in parsed) &&
      parsed.program.body.some(({ type }) =>
        /^(?:Import|Export|TSImportEquals|TSExportAssignment)/.test(type),
      )
    );
  };
  // Node treats these as modules whatever they contain.
  if (source.path.endsWith('.mjs') || isModule(output) || !isModule(source.text)) return output;
  return output + getModuleMark(output, getStyle(source.text));
}

/** Removing the first statements may leave the empty line that followed them. */
function withoutNewBlankStart(output: string, original: string): string {
  return /^[ \t]*\r?\n/.test(original) ? output : output.replace(/^(?:[ \t]*\r?\n)+/, '');
}

/** Gets the packages that the new code of some plans imports. */
export function getRequirements(plans: readonly EditPlan[]): readonly PackageRequirement[] {
  return plans.flatMap((plan) => plan.requires ?? []);
}

function toKey({ finding }: FixOutcome): string {
  return `${finding.checkId} ${finding.message}`;
}
