// Rewrites one text: every finding is cured as a whole or refused by name, and nothing else is touched.
import { isRefusal, type EditPlan, type PackageRequirement } from '../checks/define-check.ts';
import { toSingleFile } from '../checks/async-propagation/in-file-references.ts';
import { getModuleMark } from '../checks/no-eager-heavy-import/module-mark.ts';
import { getFix } from '../checks/async-propagation/promote.ts';
import type { FixOutcome } from '../model/report.ts';
import type { ModuleFacts } from '../syntax/facts.ts';
import { parseModule, type ParseFailure } from '../syntax/parse.ts';
import { applyEdits, type TextEdit } from '../text/edits.ts';
import type { SourceText } from '../text/source-text.ts';
import { getStyle } from '../text/style.ts';
import { checkSource } from '../findings/check-source.ts';
import { toDepthFailure } from '../findings/depth-failure.ts';
import { getOwnCatalogue } from '../config/file-catalogue.ts';
import { findCandidates } from '../config/resolved-config.ts';
import type { Session } from '../findings/session.ts';

/** A text before and after. */
export interface SourceFix {
  readonly output: string;
  readonly outcomes: readonly FixOutcome[];
  readonly requires: readonly PackageRequirement[];
  readonly failure?: ParseFailure;
}

/** The findings of a text with their cures, before any is applied. */
export interface SourceFixes {
  readonly source: SourceText;
  readonly outcomes: readonly FixOutcome[];
  readonly facts?: ModuleFacts;
  readonly failure?: ParseFailure;
}

/** How often cures may bring up further findings before that counts as an error of this project. */
const MAX_PASSES = 10;

/**
 * Cures what can be cured within one text.
 * The outcomes keep the places of the original text.
 * @throws Error when a rewrite does not parse or comes to no end: a defect of this project, and nothing may be written
 */
export function fixSource(source: SourceText, session: Session): SourceFix {
  const first = findFixes(source, session);
  if (first.failure)
    return { output: source.text, outcomes: [], requires: [], failure: first.failure };
  const { output, taken } = applyFixes(source.text, first.outcomes);
  const { output: last, outcomes, requires } = settle(source, output, first.outcomes, session);
  return { output: last, outcomes, requires: [...getRequirements(taken), ...requires] };
}

/** The findings of a text, each with its cure as far as this file alone shows. */
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
    return {
      source,
      outcomes: [],
      failure: toDepthFailure(error, `${source.path} can't be rewritten`),
    };
  }
}

/** Applies the cures that go together; those that touch the same lines in different ways wait for the next pass. */
export function applyFixes(
  text: string,
  outcomes: readonly FixOutcome[],
): { readonly output: string; readonly taken: readonly EditPlan[] } {
  const taken: EditPlan[] = [];
  let output = text;
  for (const { fix } of outcomes) {
    if (!fix || isRefusal(fix)) continue;
    const attempt = tryEdits(
      text,
      [...taken, fix].flatMap((plan) => plan.edits),
    );
    if (attempt === undefined) continue;
    output = attempt;
    taken.push(fix);
  }
  return { output, taken };
}

/**
 * Goes on with a text that was rewritten once, until nothing changes any more.
 * @throws Error when the text does not parse
 */
export function settle(
  source: SourceText,
  rewritten: string,
  known: readonly FixOutcome[],
  session: Session,
): SourceFix {
  const requires: PackageRequirement[] = [];
  const refused = new Set(known.filter(({ fix }) => fix && isRefusal(fix)).map(toKey));
  let output = rewritten;
  for (let pass = 1; output !== source.text; pass += 1) {
    const next = findFixes({ ...source, text: output }, session);
    if (next.failure)
      throw new Error(`${source.path}: the rewritten text does not parse: ${next.failure.message}`);
    if (pass === MAX_PASSES) throw new Error(`${source.path}: the rewrite came to no end`);
    const applied = applyFixes(
      output,
      next.outcomes.filter((outcome) => !refused.has(toKey(outcome))),
    );
    if (applied.output === output) {
      const keys = new Set(known.map(toKey));
      return {
        output: keepModule(source, withoutNewHeadroom(output, source.text)),
        outcomes: [...known, ...next.outcomes.filter((outcome) => !keys.has(toKey(outcome)))],
        requires,
      };
    }
    requires.push(...getRequirements(applied.taken));
    output = applied.output;
  }
  return { output, outcomes: known, requires };
}

/** Each of several cures may have left the import that another one took away: without any, the file would be a script. */
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
  // Node takes these for modules whatever they hold.
  if (source.path.endsWith('.mjs') || isModule(output) || !isModule(source.text)) return output;
  return output + getModuleMark(output, getStyle(source.text));
}

/** What stood at the top may have gone with the first lines, and left its empty line behind. */
function withoutNewHeadroom(output: string, original: string): string {
  return /^[ \t]*\r?\n/.test(original) ? output : output.replace(/^(?:[ \t]*\r?\n)+/, '');
}

/** Packages that some cures import. */
export function getRequirements(plans: readonly EditPlan[]): readonly PackageRequirement[] {
  return plans.flatMap((plan) => plan.requires ?? []);
}

/** The text with edits made; undefined when they overlap. */
export function tryEdits(text: string, edits: readonly TextEdit[]): string | undefined {
  try {
    return applyEdits(text, edits);
  } catch (error) {
    if (error instanceof Error && error.name === 'OverlappingEditsError') return undefined;
    throw error;
  }
}

function toKey({ finding }: FixOutcome): string {
  return `${finding.checkId} ${finding.message}`;
}
