// The content of the page of `ballast graph`, as data: the graph, the lines of its imports, and the
// plan.
import type { GraphReport } from './graph-report.ts';
import type { PlanReport } from './plan-report.ts';

export interface GraphPage {
  readonly graph: Omit<GraphReport, 'elapsedMs'>;
  /** By node: the line of each of its `loads`, 0 if unknown. */
  readonly lines: readonly (readonly number[])[];
  /** Absent if there are several entries: a plan has one entry. */
  readonly plan?: PagePlan;
}

interface PagePlan {
  readonly report: Omit<PlanReport, 'elapsedMs'>;
  /** By cut: the loads that it removes, numbered through the `loads` of all nodes in order. */
  readonly loads: readonly (readonly number[])[];
}
