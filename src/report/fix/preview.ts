// The report of `ballast fix` for a terminal: the outcome of each finding, and the diff of each
// file.
import { colorCode, type Colors } from '../colors.ts';
import { colorDiff, formatDiff } from '../diff.ts';
import { formatFixSummary } from './verdict.ts';
import { toFixAction, type FixAction } from './summary.ts';
import { buildLocator, locateAll, type Located, type Locator } from '../locator.ts';
import type { FileFix, FixOutcome, FixReport } from '../../model/report.ts';
import type { ParseFailure } from '../../syntax/failure.ts';
import { toPrintable, toPrintableName } from '../printable.ts';
import { toFailureMessage, toRuleId } from '../wording.ts';

export interface FixPreviewOptions {
  readonly colors: Colors;
  /** Whether to add the message of each finding. */
  readonly verbose?: boolean;
}

/** Formats a run: outcomes and diffs by file, then a summary. No line break at the end. */
export function formatFixPreview(report: FixReport, options: FixPreviewOptions): string {
  const files = report.files.filter(
    (file) =>
      file.outcomes.length > 0 || file.failure !== undefined || file.output !== file.source.text,
  );
  return [
    ...files.map((file) => formatFile(file, report.isWritten, options)),
    formatFixSummary(report, options.colors),
  ].join('\n\n');
}

function formatFile(file: FileFix, isWritten: boolean, options: FixPreviewOptions): string {
  const { colors } = options;
  const locator = buildLocator(file.source.text);
  const shown = new Set<string>();
  const outcomes = locateAll(file.outcomes, locator, ({ finding }) => finding.range).map(
    (outcome) => {
      return formatOutcome(outcome, locator, isWritten, options, shown);
    },
  );
  const diff = formatDiff(file);
  return [
    colors.underline(toPrintableName(file.label)),
    ...(file.failure ? [formatFailure(file.failure, locator, colors)] : []),
    ...outcomes,
    ...(diff === '' ? [] : ['', colorDiff(diff.replace(/\n$/, ''), colors)]),
  ].join('\n');
}

/**
 * Formats an outcome as a line, with the rule and notes below it.
 * @param shown notes that were shown for the file already; new ones are added
 */
function formatOutcome(
  { item, start }: Located<FixOutcome>,
  locator: Locator,
  isWritten: boolean,
  options: FixPreviewOptions,
  shown: Set<string>,
): string {
  const { colors } = options;
  const action = toFixAction(item);
  const notes =
    action.kind === 'rewritten' ? action.plan.notes.filter((note) => !shown.has(note)) : [];
  for (const note of notes) shown.add(note);
  const place = `${String(start.line)}:${String(start.column)}`;
  const word = getWord(action, isWritten);
  const indent = ' '.repeat(place.length + word.length + 6);
  const details = [toRuleId(item.finding.checkId)];
  if (action.kind === 'refused')
    details.push(`see line ${String(locator.getPosition(action.refusal.range[0]).line)}`);
  return [
    `  ${colors.dim(place)}  ${colorWord(word, action, colors)}  ${colorCode(getSentence(item, action), colors)}`,
    indent + colors.dim(details.join(' · ')),
    ...notes.map((note) => `${indent}Note: ${colorCode(note, colors)}`),
    ...(options.verbose && action.kind !== 'none'
      ? [`${indent}${colors.dim('Found:')} ${colorCode(item.finding.message, colors)}`]
      : []),
  ].join('\n');
}

function getWord(action: FixAction, isWritten: boolean): string {
  if (action.kind === 'rewritten') return isWritten ? 'rewritten' : 'rewrite';
  return action.kind === 'refused' ? `refused ${action.refusal.code}` : 'by hand';
}

function colorWord(word: string, action: FixAction, colors: Colors): string {
  if (action.kind === 'rewritten') return colors.green(word);
  return action.kind === 'refused' ? colors.yellow(word) : colors.dim(word);
}

function getSentence({ finding }: FixOutcome, action: FixAction): string {
  if (action.kind === 'rewritten') return action.plan.summary;
  return action.kind === 'refused' ? action.refusal.reason : finding.message;
}

function formatFailure(failure: ParseFailure, locator: Locator, colors: Colors): string {
  const { line, column } = locator.getPosition(failure.offset);
  return `  ${colors.dim(`${String(line)}:${String(column)}`)}  ${colors.red('error')}  ${toPrintable(toFailureMessage(failure))}`;
}
