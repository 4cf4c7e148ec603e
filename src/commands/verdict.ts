// Joins findings and breached budgets in one report, and decides whether a build passes. Pure.
import type { CheckReport, FileReport } from '../model/report.ts';

/** The result of a run. */
export interface Verdict {
  /** The findings of the checks and of the budgets together. */
  readonly report: CheckReport;
  /** Whether there is nothing to report: no findings and no files that can't be parsed. */
  readonly isPassed: boolean;
}

/** Joins the findings in files with breached budgets of entries. */
export function toVerdict(report: CheckReport, breaches: readonly FileReport[]): Verdict {
  const files = new Map(report.files.map((file) => [file.path, file]));
  for (const breach of breaches) {
    if (breach.findings.length === 0) continue;
    const known = files.get(breach.path);
    const findings = [...(known?.findings ?? []), ...breach.findings].sort(
      (a, b) => a.finding.range[0] - b.finding.range[0],
    );
    files.set(breach.path, { ...breach, ...known, findings });
  }
  const all = [...files.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return { report: { ...report, files: all }, isPassed: all.length === 0 };
}
