// The wording of numbers, times and rule names in all reports.
import type { ParseFailure } from '../syntax/failure.ts';
import type { CheckReport } from '../model/report.ts';

/** Separates the parts of a summary line. */
export const SEPARATOR = ' · ';

/** The name of a check among rules of several tools: `ballast/<id>`. */
export function toRuleId(checkId: string): string {
  return `ballast/${checkId}`;
}

/** Words a parse failure as ESLint does. */
export function toFailureMessage({ message, kind }: ParseFailure): string {
  return kind === 'defect' ? message : `Parsing error: ${message}`;
}

/** `1 file`, `2 files`, `1,200 files`. */
export function formatCount(count: number, noun: string): string {
  return `${toDigits(count)} ${count === 1 ? noun : `${noun}s`}`;
}

/** `1,200`, without `toLocaleString`, whose first call takes 20 ms. */
function toDigits(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `4 ms`, `0.31 s`, `2 min 5 s`. */
export function formatElapsed(milliseconds: number): string {
  if (milliseconds < 10) return `${String(Math.round(milliseconds))} ms`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${(milliseconds / 1000).toFixed(2)} s`;
  return `${String(Math.floor(seconds / 60))} min ${String(seconds % 60)} s`;
}

/**
 * Describes the extent of a run, as parts of a summary line: `214 files checked in 0.31 s`, `12
 * files left out: 9 tests, 3 migrations`.
 */
export function describeRun(
  run: Pick<CheckReport, 'checkedFiles' | 'leftOut' | 'elapsedMs'>,
): readonly string[] {
  const checked = `${formatCount(run.checkedFiles, 'file')} checked in ${formatElapsed(run.elapsedMs)}`;
  const leftOut = run.leftOut.filter(({ count }) => count > 0);
  if (leftOut.length === 0) return [checked];
  const total = leftOut.reduce((sum, { count }) => sum + count, 0);
  const parts = leftOut.map(
    ({ reason, count }) => `${toDigits(count)} ${count === 1 ? toSingular(reason) : reason}`,
  );
  return [checked, `${formatCount(total, 'file')} left out: ${parts.join(', ')}`];
}

/** `tests` → `test`, `libraries` → `library`; other words stay as they are. */
function toSingular(noun: string): string {
  return noun.replace(/ies$/, 'y').replace(/([^su])s$/, '$1');
}
