// Builds the inputs of the reports' tests by hand: a place is found by its text. Only tests import
// it.
import type { EditPlan, Finding, Refusal } from '../checks/define-check.ts';
import type { Range } from '../text/range.ts';
import { toSourceText } from '../text/source-text.ts';
import type { CheckReport, FileFix, FileReport, FixReport, Severity } from './report.ts';

/** Range of the first occurrence of `needle`; of an empty one, the end of the text. */
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

/**
 * What a test says of a finding: the text it stands on, its message, and what differs from a usual
 * one.
 */
export type Given = readonly [
  needle: string,
  message: string,
  severity?: Severity,
  overrides?: Partial<Finding>,
];

/** A file with findings; `raw` may start with a byte order mark. */
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

/** A run over 214 files in 0.31 s. */
export function buildReport(
  files: readonly FileReport[],
  overrides: Partial<CheckReport> = {},
): CheckReport {
  return { files, checkedFiles: 214, leftOut: [], elapsedMs: 312, ...overrides };
}

/** What a test says of an outcome: the text the finding stands on, its message, and its cure. */
export type GivenOutcome = readonly [
  needle: string,
  message: string,
  fix: EditPlan | Refusal | undefined,
  overrides?: Partial<Finding>,
];

/** A file with outcomes. */
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

/** A preview over 214 files in 0.31 s. */
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

/** A plan without edits; reports print only what it says. */
export function buildPlan(summary: string, overrides: Partial<EditPlan> = {}): EditPlan {
  return { edits: [], safety: 'codemod', summary, notes: [], ...overrides };
}
