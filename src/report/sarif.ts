// The report of `ballast check` as SARIF 2.1.0, for GitHub's code scanning.
import type { Location, Log, Notification, ReportingDescriptor, Result } from 'sarif';
import { toRawText, type Position } from '../text/source-text.ts';
import { buildLineFingerprints } from './fingerprints.ts';
import { buildLocator, locateAll } from './locator.ts';
import type { CheckReport, FileReport } from '../model/report.ts';
import { toFailureMessage, toRuleId } from './wording.ts';

/** The description of a check. */
export interface SarifRule {
  /** The check's id, without `ballast/`. */
  readonly id: string;
  readonly description: string;
  readonly helpUri: string;
}

export interface SarifOptions {
  /** The version of this package, as in semantic versioning. */
  readonly version: string;
  readonly rules: readonly SarifRule[];
  /** The address of the tool's documentation. */
  readonly informationUri?: string;
}

/**
 * Formats a run as a SARIF log. Paths are relative to where the command runs, which should be the
 * root of the repository.
 */
export function formatSarif(report: CheckReport, options: SarifOptions): string {
  const ruleIndexes = new Map(options.rules.map((rule, index) => [rule.id, index]));
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'ballast',
            semanticVersion: options.version,
            ...(options.informationUri === undefined
              ? {}
              : { informationUri: options.informationUri }),
            rules: options.rules.map(toDescriptor),
          },
        },
        // GitHub may drop the results of an unsuccessful execution, so a file that can't be parsed
        // is only a notification.
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: report.files.flatMap(toNotifications),
          },
        ],
        columnKind: 'utf16CodeUnits',
        newlineSequences: ['\r\n', '\n', '\r', '\u2028', '\u2029'],
        results: report.files.flatMap((file) => toResults(file, ruleIndexes)),
      },
    ],
  };
  return JSON.stringify(log, undefined, 2);
}

function toDescriptor(rule: SarifRule): ReportingDescriptor {
  return {
    id: toRuleId(rule.id),
    shortDescription: { text: rule.description },
    fullDescription: { text: rule.description },
    helpUri: rule.helpUri,
    help: {
      text: `${rule.description} ${rule.helpUri}`,
      markdown: `${rule.description}\n\n[Read more](${rule.helpUri})`,
    },
  };
}

function toResults(file: FileReport, ruleIndexes: ReadonlyMap<string, number>): Result[] {
  if (file.findings.length === 0) return [];
  const { source } = file;
  const locator = buildLocator(source.text);
  const fingerprints = buildLineFingerprints(toRawText(source, source.text));
  return locateAll(file.findings, locator, ({ finding }) => finding.range).map(
    ({ item, start, end }): Result => {
      const ruleIndex = ruleIndexes.get(item.finding.checkId);
      const indentation = /^[ \t]*/.exec(locator.getLine(start.line))?.[0] ?? '';
      return {
        ruleId: toRuleId(item.finding.checkId),
        ...(ruleIndex === undefined ? {} : { ruleIndex }),
        level: item.severity,
        message: { text: item.finding.message },
        locations: [toLocation(file, start, end)],
        partialFingerprints: {
          primaryLocationLineHash: fingerprints[start.line - 1] ?? '',
          primaryLocationStartColumnFingerprint: String(start.column - 1 - indentation.length),
        },
      };
    },
  );
}

function toNotifications(file: FileReport): Notification[] {
  if (!file.failure) return [];
  const at = buildLocator(file.source.text).getPosition(file.failure.offset);
  return [
    {
      level: 'error',
      message: { text: toFailureMessage(file.failure) },
      locations: [toLocation(file, at, at)],
    },
  ];
}

function toLocation(file: FileReport, start: Position, end: Position): Location {
  return {
    physicalLocation: {
      artifactLocation: { uri: toRelativeUri(file.label), uriBaseId: '%SRCROOT%' },
      region: {
        startLine: start.line,
        startColumn: start.column,
        endLine: end.line,
        endColumn: end.column,
      },
    },
  };
}

function toRelativeUri(label: string): string {
  return label.split('/').map(encodeURIComponent).join('/');
}
