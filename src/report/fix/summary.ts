// The totals of a run of `ballast fix`: findings by outcome, and refusals by reason.
import {
  isRefusal,
  type EditPlan,
  type PackageRequirement,
  type Refusal,
} from '../../checks/define-check.ts';
import type { FixOutcome, FixReport } from '../../model/report.ts';

/** The outcome of a finding: rewritten, refused, or neither where its rule has no rewrite. */
export type FixAction =
  | { readonly kind: 'rewritten'; readonly plan: EditPlan }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'none' };

/** All refusals with one code. */
interface RefusalCount {
  readonly code: string;
  readonly count: number;
  /** One sentence that is true of all of them, with `…` where they differ. */
  readonly reason: string;
}

export interface FixSummary {
  readonly rewritten: number;
  readonly refused: number;
  /** Findings of rules that have no rewrite. */
  readonly none: number;
  /** Files with at least one rewritten finding. */
  readonly rewrittenFiles: number;
  readonly failedFiles: number;
  /** The most frequent first. */
  readonly refusals: readonly RefusalCount[];
  /** Packages that the rewritten code imports, sorted by name. */
  readonly requires: readonly PackageRequirement[];
}

/** Gets the action of an outcome. */
export function toFixAction({ fix }: FixOutcome): FixAction {
  if (fix === undefined) return { kind: 'none' };
  return isRefusal(fix) ? { kind: 'refused', refusal: fix } : { kind: 'rewritten', plan: fix };
}

/** Summarizes a run. */
export function summarizeFix(report: FixReport): FixSummary {
  const actions = report.files.flatMap((file) => file.outcomes.map(toFixAction));
  const plans = actions.flatMap((action) => (action.kind === 'rewritten' ? [action.plan] : []));
  const refusals = actions.flatMap((action) => (action.kind === 'refused' ? [action.refusal] : []));
  const requires = new Map(
    plans
      .flatMap((plan) => plan.requires ?? [])
      .map((requirement) => [requirement.name, requirement]),
  );
  return {
    rewritten: plans.length,
    refused: refusals.length,
    none: actions.length - plans.length - refusals.length,
    rewrittenFiles: report.files.filter((file) =>
      file.outcomes.some((outcome) => toFixAction(outcome).kind === 'rewritten'),
    ).length,
    failedFiles: report.files.filter((file) => file.failure).length,
    refusals: countRefusals(refusals),
    requires: [...requires.values()].sort((a, b) => compare(a.name, b.name)),
  };
}

function countRefusals(refusals: readonly Refusal[]): readonly RefusalCount[] {
  const reasons = new Map<string, string[]>();
  for (const { code, reason } of refusals) {
    const sentences = reasons.get(code) ?? [];
    sentences.push(getFirstSentence(reason));
    reasons.set(code, sentences);
  }
  return [...reasons]
    .map(([code, sentences]) => ({ code, count: sentences.length, reason: generalize(sentences) }))
    .sort((a, b) => b.count - a.count || compare(a.code, b.code));
}

/** Gets the first sentence. A full stop inside backticks does not end it. */
function getFirstSentence(text: string): string {
  return /^(?:`[^`]*`|[^`])*?\.(?=\s|$)/.exec(text)?.[0] ?? text;
}

function generalize(sentences: readonly string[]): string {
  const [first = ''] = sentences;
  return sentences.every((sentence) => sentence === first)
    ? first
    : first.replace(/`[^`]*`/g, '`…`');
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
