// Turns a refusal that asks for async functions into a plan over functions and files, or into the
// reason why there is none.
import { planPropagation, type Propagation } from './propagate.ts';
import { isRefusal, type EditPlan, type Finding, type Refusal } from '../define-check.ts';
import type { PropagationFiles } from './references.ts';

/** A cure with what was worked out about the functions around it. */
export interface Promotion {
  readonly fix: EditPlan | Refusal | undefined;
  readonly propagation?: Propagation;
}

/**
 * The cure of a finding; where it needs functions to be async, with all that follows from it.
 * @param isWhole whether all that was worked out is wanted where there is no cure, to be shown
 */
export function getFix(
  finding: Finding,
  path: string,
  files: PropagationFiles,
  isWhole = false,
): Promotion {
  const promotion = getAsyncFix(finding, path, files, isWhole);
  const { fix } = promotion;
  const { syncFallback } = finding;
  if (!syncFallback || !fix || !isRefusal(fix) || fix.kind === 'final') return promotion;
  const sync = finding.fix(undefined, 'none');
  if (!sync || isRefusal(sync)) return promotion;
  if (syncFallback.isWanted) return { ...promotion, fix: sync };
  return { ...promotion, fix: { ...fix, reason: `${fix.reason} ${syncFallback.hint}` } };
}

/**
 * Whether a cure was refused although functions that become async might make it possible: with
 * other files it may be another.
 */
export function isLeftOpen(finding: Finding, fix: Promotion['fix']): boolean {
  if (!fix || !isRefusal(fix)) return false;
  const first = finding.fix();
  return first !== undefined && isRefusal(first) && first.needsAsync !== undefined;
}

function getAsyncFix(
  finding: Finding,
  path: string,
  files: PropagationFiles,
  isWhole: boolean,
): Promotion {
  const first = finding.fix();
  const { refuseAsync } = finding;
  if (!first || !isRefusal(first) || !first.needsAsync || !refuseAsync) return { fix: first };
  const propagation = planPropagation(path, first.needsAsync, refuseAsync, files, isWhole);
  if (propagation.refusal) return { fix: propagation.refusal, propagation };
  const own = finding.fix(undefined, propagation.asyncScopes.get(path));
  if (!own || isRefusal(own)) return { fix: own ?? first, propagation };
  const elsewhere = new Map([...propagation.edits].filter(([other]) => other !== path));
  const fix = {
    ...own,
    edits: [...own.edits, ...(propagation.edits.get(path) ?? [])],
    summary: `${own.summary}; ${describe(propagation)}`,
    ...(elsewhere.size > 0 ? { elsewhere } : {}),
  };
  return { fix, propagation };
}

function describe({ asyncScopes, awaits, edits }: Propagation): string {
  const functions = [...asyncScopes.values()].reduce(
    (sum, functionScopes) => sum + functionScopes.size,
    0,
  );
  const become =
    functions === 1 ? '1 function becomes async' : `${String(functions)} functions become async`;
  const calls =
    awaits === 0
      ? ''
      : awaits === 1
        ? ', 1 call is awaited'
        : `, ${String(awaits)} calls are awaited`;
  return `${become}${calls}${edits.size > 1 ? `, in ${String(edits.size)} files` : ''}`;
}
