// The report of `ballast check` as workflow commands, which GitHub shows next to the lines of a
// pull request.
import { buildLocator, locateAll } from './locator.ts';
import type { CheckReport, FileReport } from '../model/report.ts';
import { toFailureMessage, toRuleId } from './wording.ts';

type Properties = readonly (readonly [name: string, value: string | number])[];

/**
 * Formats a run as one workflow command per line; empty if there is nothing to report.
 *
 * Paths are absolute: the runner makes them relative to the repository, wherever in it the command
 * runs.
 */
export function formatGithub(report: CheckReport): string {
  return report.files.flatMap(toCommands).join('\n');
}

function toCommands(file: FileReport): readonly string[] {
  const locator = buildLocator(file.source.text);
  const findings = locateAll(file.findings, locator, ({ finding }) => finding.range).map(
    ({ item, start, end }) => {
      // The runner drops columns when a range has several lines.
      const columns: Properties =
        start.line === end.line
          ? [
              ['col', start.column],
              ['endColumn', end.column],
            ]
          : [];
      const title = toRuleId(item.finding.checkId);
      const properties: Properties = [
        ['file', file.path],
        ['line', start.line],
        ['endLine', end.line],
        ...columns,
        ['title', title],
      ];
      return formatCommand(item.severity, properties, item.finding.message);
    },
  );
  if (!file.failure) return findings;
  const { line, column } = locator.getPosition(file.failure.offset);
  const properties: Properties = [
    ['file', file.path],
    ['line', line],
    ['endLine', line],
    ['col', column],
    ['title', 'ballast'],
  ];
  return [formatCommand('error', properties, toFailureMessage(file.failure)), ...findings];
}

function formatCommand(command: string, properties: Properties, message: string): string {
  const list = properties
    .map(([name, value]) => `${name}=${escapeProperty(String(value))}`)
    .join(',');
  return `::${command} ${list}::${escapeData(message)}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
