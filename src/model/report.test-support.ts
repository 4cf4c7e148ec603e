// Builds inputs for tests of reports by hand; places are given by their text.
import type { EditPlan, Finding, Refusal } from '../checks/define-check.ts';
import type { Range } from '../text/range.ts';
import { toSourceText } from '../text/source-text.ts';
import type { CheckReport, FileFix, FileReport, FixReport, Severity } from './report.ts';

/** Gets the range of the first occurrence of `needle`; for an empty needle, the end of the text. */
export function rangeOf(text: string, needle: string): Range {
  const start = needle === '' ? text.length : text.indexOf(needle);
  if (start < 0) throw new Error(`${JSON.stringify(needle)} does not occur`);
  return [start, start + needle.length];
}

/** A finding of `no-eager-heavy-import`. */
export function buildFinding(
  range: Range,
  message: string,
  overrides: Partial<Finding> = {},
): Finding {
  return {
    checkId: 'no-eager-heavy-import',
    messageId: 'eager',
    data: {},
    range,
    message,
    fix: () => undefined,
    ...overrides,
  };
}

/** A finding in short: the text that it covers, its message, and what differs from a usual one. */
export type Given = readonly [
  needle: string,
  message: string,
  severity?: Severity,
  overrides?: Partial<Finding>,
];

/** Builds a file with findings; `raw` may start with a byte order mark. */
export function buildFile(
  label: string,
  raw: string,
  given: readonly Given[],
  failure?: FileReport['failure'],
): FileReport {
  const source = toSourceText(`/repo/${label}`, raw);
  const findings = given.map(([needle, message, severity = 'error', overrides]) => {
    return { finding: buildFinding(rangeOf(source.text, needle), message, overrides), severity };
  });
  return { path: source.path, label, source, findings, ...(failure && { failure }) };
}

/** Builds a run over 214 files in 0.31 s. */
export function buildReport(
  files: readonly FileReport[],
  overrides: Partial<CheckReport> = {},
): CheckReport {
  return { files, checkedFiles: 214, leftOut: [], elapsedMs: 312, ...overrides };
}

/** An outcome in short: the text that the finding covers, its message, and its fix. */
export type GivenOutcome = readonly [
  needle: string,
  message: string,
  fix: EditPlan | Refusal | undefined,
  overrides?: Partial<Finding>,
];

/** Builds a file with outcomes. */
export function buildFix(
  label: string,
  raw: string,
  output: string,
  given: readonly GivenOutcome[],
): FileFix {
  const source = toSourceText(`/repo/${label}`, raw);
  const outcomes = given.map(([needle, message, fix, overrides]) => {
    return { finding: buildFinding(rangeOf(source.text, needle), message, overrides), fix };
  });
  return { path: source.path, label, source, output, outcomes };
}

/** Builds a preview over 214 files in 0.31 s. */
export function buildFixReport(
  files: readonly FileFix[],
  overrides: Partial<FixReport> = {},
): FixReport {
  return {
    files,
    checkedFiles: 214,
    leftOut: [],
    remaining: [],
    isWritten: false,
    elapsedMs: 312,
    ...overrides,
  };
}

/** Builds a plan without edits; reports print only its words. */
export function buildPlan(summary: string, overrides: Partial<EditPlan> = {}): EditPlan {
  return { edits: [], safety: 'codemod', summary, notes: [], ...overrides };
}
