// What the page of `ballast graph` shows, as data: the graph, where its imports stand, and the
// plan.
import type { GraphReport } from './graph-report.ts';
import type { PlanReport } from './plan-report.ts';

export interface GraphPage {
  readonly graph: Omit<GraphReport, 'elapsedMs'>;
  /** By node: the line of each of its `loads`, 0 where it is not known. */
  readonly lines: readonly (readonly number[])[];
  /** Absent where there are several entries: a plan is made for one. */
  readonly plan?: PagePlan;
}

interface PagePlan {
  readonly report: Omit<PlanReport, 'elapsedMs'>;
  /**
   * By cut: the loads that it takes, numbered over the `loads` of all nodes one after the other.
   */
  readonly loads: readonly (readonly number[])[];
}
