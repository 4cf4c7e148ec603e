// The results of `ballast check` and `ballast fix`, as data.
import type { FindingData, EditPlan, Finding, Refusal } from '../checks/define-check.ts';
import type { ParseFailure } from '../syntax/failure.ts';
import type { SourceText } from '../text/source-text.ts';

export type Severity = 'error' | 'warning';

/** One file of a run that has something to report. */
export interface FileReport {
  /** Absolute path. */
  readonly path: string;
  /** The path as printed: relative to where the command runs, with `/`. */
  readonly label: string;
  readonly source: SourceText;
  readonly findings: readonly ReportedFinding[];
  /** Why the file could not be looked at; then there are no findings. */
  readonly failure?: ParseFailure;
}

/** A file that could not be looked into, by its label, and why. */
export interface FailedFile {
  readonly label: string;
  readonly message: string;
}

/** A finding as it is reported, without its fix. */
export interface ReportedFinding {
  readonly finding: FindingData;
  readonly severity: Severity;
}

/** A whole run of `ballast check`. */
export interface CheckReport {
  /** Only files with findings or a failure, sorted by path. */
  readonly files: readonly FileReport[];
  /** How many files were checked. */
  readonly checkedFiles: number;
  /**
   * Files that default patterns or the configuration left out, by kind: `tests`, `migrations`, …
   */
  readonly leftOut: readonly { readonly reason: string; readonly count: number }[];
  readonly elapsedMs: number;
}

/** A finding with what `ballast fix` does about it. */
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
  /** Why it could not be looked at or rewritten; then its text is as it was. */
  readonly failure?: ParseFailure;
}

/** A heavy package that the rewritten files still load when they are evaluated. */
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
