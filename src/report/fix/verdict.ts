// The last part of the report of `ballast fix`: refusals, new packages, remaining loads, and
// totals.
import { toPrintableName } from '../printable.ts';
import { colorCode, type Colors } from '../colors.ts';
import { summarizeFix, type FixSummary } from './summary.ts';
import type { FixReport } from '../../model/report.ts';
import { describeRun, formatCount, SEPARATOR } from '../wording.ts';

type Rows = readonly (readonly string[])[];

/** Formats the tables and totals of a run. */
export function formatFixSummary(report: FixReport, colors: Colors): string {
  const summary = summarizeFix(report);
  const refusals = summary.refusals.map(({ code, count, reason }) => [code, String(count), reason]);
  const requires = summary.requires.map(({ name, range }) => [name, range]);
  const remaining = toRemainingRows(report.remaining);
  return [
    ...formatTable('Refused', refusals, colors, [1]),
    ...formatTable('Packages that the new code imports', requires, colors),
    ...formatTable('Still loaded at startup', remaining, colors),
    [formatVerdict(report, summary, colors), ...formatClosing(report, summary, colors)].join('\n'),
  ].join('\n\n');
}

/** Makes a row per package: the first position that loads it, and the number of others. */
function toRemainingRows(remaining: FixReport['remaining']): Rows {
  const byPackage = new Map<string, FixReport['remaining'][number][]>();
  for (const load of remaining)
    byPackage.set(load.package, [...(byPackage.get(load.package) ?? []), load]);
  return [...byPackage].map(([name, loads]) => {
    const [first] = loads;
    const more = loads.length > 1 ? ` and ${formatCount(loads.length - 1, 'place')} more` : '';
    return [name, first ? `${first.label}:${String(first.line)}${more}` : '', first?.reason ?? ''];
  });
}

/**
 * Formats a table with a title, or nothing without rows. Columns in `numeric` are right-aligned.
 */
function formatTable(
  title: string,
  rows: Rows,
  colors: Colors,
  numeric: readonly number[] = [],
): readonly string[] {
  if (rows.length === 0) return [];
  const printable = rows.map((row) => row.map(toPrintableName));
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...printable.map((row) => row[column]?.length ?? 0)),
  );
  const lines = printable.map((row) => {
    const cells = row.map((cell, column) => {
      const width = widths[column] ?? 0;
      return numeric.includes(column) ? cell.padStart(width) : cell.padEnd(width);
    });
    return `  ${colorCode(cells.join('  ').trimEnd(), colors)}`;
  });
  return [[colors.bold(title), ...lines].join('\n')];
}

function formatVerdict(report: FixReport, summary: FixSummary, colors: Colors): string {
  const { rewritten, refused, none, failedFiles } = summary;
  const rest = [
    ...(refused > 0 ? [colors.yellow(`${String(refused)} refused`)] : []),
    ...(none > 0 ? [`${String(none)} left to do by hand`] : []),
    ...(failedFiles > 0 ? [colors.red(`${formatCount(failedFiles, 'file')} not parsed`)] : []),
    ...describeRun(report).map((part) => colors.dim(part)),
  ];
  return [formatMain(report, summary, rewritten + refused + none, colors), ...rest].join(
    colors.dim(SEPARATOR),
  );
}

function formatMain(
  report: FixReport,
  { rewritten, rewrittenFiles }: FixSummary,
  findings: number,
  colors: Colors,
): string {
  if (findings === 0)
    return report.files.some((file) => file.failure)
      ? '● No findings'
      : colors.green('✔ No findings');
  const files = formatCount(rewrittenFiles, 'file');
  if (rewritten === 0)
    return colors.yellow(colors.bold(`● Nothing ${report.isWritten ? 'was' : 'can be'} rewritten`));
  if (report.isWritten)
    return colors.green(
      colors.bold(`✔ ${formatCount(rewritten, 'finding')} rewritten in ${files}`),
    );
  return colors.cyan(
    colors.bold(`● ${formatCount(rewritten, 'finding')} can be rewritten in ${files}`),
  );
}

/** Formats the last line: whether files were written, and what to do next. */
function formatClosing(report: FixReport, summary: FixSummary, colors: Colors): readonly string[] {
  if (summary.rewritten === 0) return [];
  if (!report.isWritten) {
    return [
      `${colors.dim('This is a preview. Run again with')} ${colors.cyan('--write')} ${colors.dim('to apply it.')}`,
    ];
  }
  return [
    colors.dim(
      `${formatCount(summary.rewrittenFiles, 'file')} written. Review the changes with git diff.`,
    ),
  ];
}
