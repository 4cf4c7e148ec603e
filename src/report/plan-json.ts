// The cuts of `ballast plan` as JSON, which `ballast fix --plan` reads.
import type { PlanReport } from '../model/plan-report.ts';

/** Formats the cuts as a list, in their order. */
export function formatPlanJson({ cuts }: PlanReport): string {
  return JSON.stringify(cuts, undefined, 2);
}
