// The report of `ballast fix` as JSON, for tools that read it. The interfaces here are its documentation.
import { formatDiff } from '../diff.ts';
import { summarizeFix, toFixAction, type FixSummary } from './summary.ts';
import { buildLocator, locateAll } from '../locator.ts';
import type { FileFix, FixReport, RemainingLoad } from '../../model/report.ts';
import { toRuleId } from '../wording.ts';

export interface FixJson {
  /** Whether the files on disk were changed; otherwise this is what a run with `--write` would do. */
  readonly isWritten: boolean;
  /** Only files with findings or a failure. */
  readonly files: readonly FixJsonFile[];
  readonly summary: FixSummary & {
    readonly checkedFiles: number;
    readonly leftOut: FixReport['leftOut'];
    readonly elapsedMs: number;
  };
  /** Heavy packages that the rewritten files still load while they are evaluated. */
  readonly remaining: readonly RemainingLoad[];
}

export interface FixJsonFile {
  /** Absolute. */
  readonly path: string;
  /** Relative to where the command runs, with `/`. */
  readonly label: string;
  readonly findings: readonly FixJsonFinding[];
  /** Why the file could not be parsed; then it is left as it is. */
  readonly failure?: { readonly message: string; readonly line: number; readonly column: number };
  /** Unified diff of the file as it is on disk, byte order mark and line ends included; empty when nothing changes. */
  readonly diff: string;
}

export interface FixJsonFinding {
  readonly ruleId: string;
  readonly messageId: string;
  readonly message: string;
  /** Lines and columns count from 1 and are those of the file before the rewrite. */
  readonly line: number;
  readonly column: number;
  /** `none`: its check has no rewrite. */
  readonly action: 'rewritten' | 'refused' | 'none';
  /** With `rewritten`: what is done, and what a reader should know of it. */
  readonly plan?: { readonly summary: string; readonly notes: readonly string[] };
  /** With `refused`: why, and where that is. */
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
