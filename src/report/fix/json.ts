// The report of `ballast fix --format json`. The interfaces document the format.
import { formatDiff } from '../diff.ts';
import { summarizeFix, toFixAction, type FixSummary } from './summary.ts';
import { buildLocator, locateAll } from '../locator.ts';
import type { FileFix, FixReport, RemainingLoad } from '../../model/report.ts';
import { toRuleId } from '../wording.ts';

export interface FixJson {
  /** Whether the files were written; otherwise this is what a run with `--write` would do. */
  readonly isWritten: boolean;
  /** Only files with findings or a failure. */
  readonly files: readonly FixJsonFile[];
  readonly summary: FixSummary & {
    readonly checkedFiles: number;
    readonly leftOut: FixReport['leftOut'];
    readonly elapsedMs: number;
  };
  /** Heavy packages that the rewritten files still load at startup. */
  readonly remaining: readonly RemainingLoad[];
}

export interface FixJsonFile {
  /** Absolute. */
  readonly path: string;
  /** Relative to the working directory, with `/`. */
  readonly label: string;
  readonly findings: readonly FixJsonFinding[];
  /** Why the file could not be parsed; it is not changed then. */
  readonly failure?: { readonly message: string; readonly line: number; readonly column: number };
  /** Unified diff, byte order mark and line ends included; empty when nothing changes. */
  readonly diff: string;
}

export interface FixJsonFinding {
  readonly ruleId: string;
  readonly messageId: string;
  readonly message: string;
  /** Counts from 1, in the file before the rewrite. */
  readonly line: number;
  readonly column: number;
  /** `none`: the rule has no rewrite. */
  readonly action: 'rewritten' | 'refused' | 'none';
  /** With `rewritten`: what is done, and changes in behaviour. */
  readonly plan?: { readonly summary: string; readonly notes: readonly string[] };
  /** With `refused`: why, and the position of the cause. */
  readonly refusal?: {
    readonly code: string;
    readonly reason: string;
    readonly line: number;
    readonly column: number;
  };
}

/** Formats a run as one JSON object, {@link FixJson}. */
export function formatFixJson(report: FixReport): string {
  const { isWritten, remaining, checkedFiles, leftOut, elapsedMs } = report;
  const json: FixJson = {
    isWritten,
    files: report.files
      .filter((file) => file.outcomes.length > 0 || file.failure !== undefined)
      .map(toFile),
    summary: { ...summarizeFix(report), checkedFiles, leftOut, elapsedMs },
    remaining,
  };
  return JSON.stringify(json, undefined, 2);
}

function toFile(file: FileFix): FixJsonFile {
  const { path, label, failure } = file;
  const locator = buildLocator(file.source.text);
  const findings = locateAll(file.outcomes, locator, ({ finding }) => finding.range).map(
    ({ item, start }): FixJsonFinding => {
      const { checkId, messageId, message } = item.finding;
      const action = toFixAction(item);
      const finding = {
        ruleId: toRuleId(checkId),
        messageId,
        message,
        line: start.line,
        column: start.column,
        action: action.kind,
      };
      if (action.kind === 'rewritten')
        return { ...finding, plan: { summary: action.plan.summary, notes: action.plan.notes } };
      if (action.kind === 'none') return finding;
      const { code, reason, range } = action.refusal;
      return { ...finding, refusal: { code, reason, ...locator.getPosition(range[0]) } };
    },
  );
  const reason = failure && {
    failure: { message: failure.message, ...locator.getPosition(failure.offset) },
  };
  return { path, label, findings, ...reason, diff: formatDiff(file) };
}
