// What a run found, as data: the input of every report.
import type { FindingData, EditPlan, Finding, Refusal } from '../checks/define-check.ts';
import type { SourceText } from '../text/source-text.ts';

export type Severity = 'error' | 'warning';

/** One file of a run that has something to report. */
export interface FileReport {
  /** Absolute path. */
  readonly path: string;
  /** Path for people, relative to where the command runs, with `/`. */
  readonly label: string;
  readonly source: SourceText;
  readonly findings: readonly ReportedFinding[];
  /** Why the file could not be parsed; then there are no findings. */
  readonly failure?: { readonly message: string; readonly offset: number };
}

/** A finding as it is reported; its cure is not part of a report. */
export interface ReportedFinding {
  readonly finding: FindingData;
  readonly severity: Severity;
}

/** A whole run of `ballast check`. */
export interface CheckReport {
  /** Only files with findings or a failure, sorted by path. */
  readonly files: readonly FileReport[];
  /** How many files were looked at. */
  readonly checkedFiles: number;
  /**
   * Files that default patterns or the configuration left out, by what they are: `tests`,
   * `migrations`, …
   */
  readonly leftOut: readonly { readonly reason: string; readonly count: number }[];
  readonly elapsedMs: number;
}

/** What `ballast fix` does with one finding. */
export interface FixOutcome {
  readonly finding: Finding;
  readonly fix: EditPlan | Refusal | undefined;
}

/** One file of a run of `ballast fix`. */
export interface FileFix {
  readonly path: string;
  readonly label: string;
  readonly source: SourceText;
  /** The text after the rewrite; equal to the source's when nothing is rewritten. */
  readonly output: string;
  readonly outcomes: readonly FixOutcome[];
  readonly failure?: { readonly message: string; readonly offset: number };
}

/** A heavy package that the rewritten files still load while they are evaluated. */
export interface RemainingLoad {
  readonly package: string;
  readonly label: string;
  readonly line: number;
  readonly reason: string;
}

/** A whole run of `ballast fix`. */
export interface FixReport {
  readonly files: readonly FileFix[];
  readonly checkedFiles: number;
  readonly leftOut: CheckReport['leftOut'];
  readonly remaining: readonly RemainingLoad[];
  /** Whether the files were written, or this is a preview. */
  readonly isWritten: boolean;
  readonly elapsedMs: number;
}
