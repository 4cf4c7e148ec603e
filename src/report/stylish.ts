// The report of `ballast check` for a terminal, readable without colours.
import type { Position } from '../text/source-text.ts';
import type { formatCodeFrame } from './code-frame.ts';
import { colorCode, type Colors } from './colors.ts';
import { buildLocator, locateAll, type Locator } from './locator.ts';
import type { CheckReport, FileReport, Severity } from '../model/report.ts';
import { toPrintableName } from './printable.ts';
import { describeRun, formatCount, SEPARATOR, toFailureMessage, toRuleId } from './wording.ts';

export interface StylishOptions {
  readonly colors: Colors;
  /** Formats the code of each finding; absent if no code is to be shown. */
  readonly formatFrame?: typeof formatCodeFrame | undefined;
}

interface Entry {
  readonly start: Position;
  readonly end: Position;
  readonly severity: Severity;
  readonly message: string;
  readonly ruleId?: string;
}

/**
 * Formats a run: files, their findings, a summary, without a final line break.
 *
 * The path is on its own line and each finding starts with `line:column`, the layout in which the
 * terminals of editors find links.
 */
export function formatStylish(report: CheckReport, options: StylishOptions): string {
  return [
    ...report.files.map((file) => formatFile(file, options)),
    formatSummary(report, options.colors),
  ].join('\n\n');
}

function formatFile(file: FileReport, options: StylishOptions): string {
  const { colors, formatFrame } = options;
  const locator = buildLocator(file.source.text);
  const entries = toEntries(file, locator);
  const label = colors.underline(toPrintableName(file.label));
  if (!formatFrame) return [label, ...formatRows(entries, colors)].join('\n');
  return [
    label,
    ...entries.map((entry) =>
      formatFramed(entry, formatFrame(locator, entry.start, entry.end, colors), colors),
    ),
  ].join('\n\n');
}

function toEntries(file: FileReport, locator: Locator): readonly Entry[] {
  const findings = locateAll(file.findings, locator, ({ finding }) => finding.range).map(
    ({ item, start, end }): Entry => {
      return {
        start,
        end,
        severity: item.severity,
        message: item.finding.message,
        ruleId: toRuleId(item.finding.checkId),
      };
    },
  );
  if (!file.failure) return findings;
  const at = locator.getPosition(file.failure.offset);
  return [
    { start: at, end: at, severity: 'error', message: toFailureMessage(file.failure) },
    ...findings,
  ];
}

/** Formats one line per finding, in columns. */
function formatRows(entries: readonly Entry[], colors: Colors): readonly string[] {
  const placeWidth = Math.max(...entries.map((entry) => formatPlace(entry).length));
  const severityWidth = Math.max(...entries.map((entry) => entry.severity.length));
  return entries.map((entry) => {
    const place = colors.dim(formatPlace(entry).padEnd(placeWidth));
    const severity = colorSeverity(entry.severity.padEnd(severityWidth), entry.severity, colors);
    const message = formatMessage(entry.message, placeWidth + severityWidth + 6, colors);
    return `  ${place}  ${severity}  ${message}${entry.ruleId === undefined ? '' : `  ${colors.dim(entry.ruleId)}`}`;
  });
}

/** Formats the message, the rule below it, and the code. */
function formatFramed(entry: Entry, codeFrame: string, colors: Colors): string {
  const place = formatPlace(entry);
  const indent = place.length + entry.severity.length + 6;
  const severity = colorSeverity(entry.severity, entry.severity, colors);
  const head = `  ${colors.dim(place)}  ${severity}  ${formatMessage(entry.message, indent, colors)}`;
  const rule = entry.ruleId === undefined ? [] : [' '.repeat(indent) + colors.dim(entry.ruleId)];
  return [head, ...rule, '', codeFrame.replace(/^/gm, '    ')].join('\n');
}

function formatPlace({ start }: Entry): string {
  return `${String(start.line)}:${String(start.column)}`;
}

function formatMessage(message: string, indent: number, colors: Colors): string {
  return colorCode(message, colors).replaceAll('\n', `\n${' '.repeat(indent)}`);
}

function colorSeverity(text: string, severity: Severity, colors: Colors): string {
  return severity === 'error' ? colors.red(text) : colors.yellow(text);
}

function formatSummary(report: CheckReport, colors: Colors): string {
  const findings = report.files.flatMap((file) => file.findings);
  const filesWithFindings = report.files.filter((file) => file.findings.length > 0).length;
  const failures = report.files.filter((file) => file.failure).length;
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const run = describeRun(report).map((part) => colors.dim(part));

  if (findings.length === 0 && failures === 0) {
    const isIdle = report.checkedFiles === 0;
    const verdict = isIdle ? colors.yellow('⚠ No files to check') : colors.green('✔ No findings');
    return [verdict, ...(isIdle ? run.slice(1) : run)].join(colors.dim(SEPARATOR));
  }

  const verdict: string[] = [];
  if (findings.length > 0) {
    const kinds = [
      ...(errors > 0 ? [formatCount(errors, 'error')] : []),
      ...(errors < findings.length ? [formatCount(findings.length - errors, 'warning')] : []),
    ];
    verdict.push(
      `${formatCount(findings.length, 'finding')} in ${formatCount(filesWithFindings, 'file')} (${kinds.join(', ')})`,
    );
  }
  if (failures > 0) verdict.push(`${formatCount(failures, 'file')} not parsed`);
  const isError = errors + failures > 0;
  const symbol = isError ? '✖' : '⚠';
  const color = isError ? colors.red : colors.yellow;
  const [first = '', ...others] = verdict;
  const summary = [color(colors.bold(`${symbol} ${first}`)), ...others.map(color), ...run].join(
    colors.dim(SEPARATOR),
  );
  // `ballast fix` can't fix a breached budget; its message names `ballast plan`.
  return findings.some(({ finding }) => finding.checkId !== 'budget')
    ? `${summary}\n${formatHint(colors)}`
    : summary;
}

function formatHint(colors: Colors): string {
  return `${colors.dim('Run')} ${colors.cyan('ballast fix')} ${colors.dim('to see what can be rewritten.')}`;
}
