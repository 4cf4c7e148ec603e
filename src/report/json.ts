// The report of `ballast check` in ESLint's result format.
import { buildLocator, locateAll } from './locator.ts';
import type { CheckReport, FileReport } from '../model/report.ts';
import { toFailureMessage, toRuleId } from './wording.ts';

/** A message in ESLint's format; a `fatal` one says that the file could not be parsed. */
export interface JsonMessage {
  readonly fatal?: true;
  readonly ruleId: string | null;
  /** 1: warning, 2: error. */
  readonly severity: 1 | 2;
  readonly message: string;
  readonly messageId?: string;
  /** Lines and columns count from 1. */
  readonly line: number;
  readonly column: number;
  readonly endLine?: number;
  /** The column after the last character. */
  readonly endColumn?: number;
}

/** A result in ESLint's format: one file. */
export interface JsonResult {
  /** The absolute path. */
  readonly filePath: string;
  readonly messages: readonly JsonMessage[];
  readonly suppressedMessages: readonly [];
  /** Including fatal ones. */
  readonly errorCount: number;
  readonly fatalErrorCount: number;
  readonly warningCount: number;
  readonly fixableErrorCount: 0;
  readonly fixableWarningCount: 0;
  readonly usedDeprecatedRules: readonly [];
}

/**
 * Formats a run as the JSON array of `LintResult` that ESLint's `json` formatter writes, without
 * `source`.
 *
 * Unlike ESLint, it lists only files with findings or a parse failure: a run without any is `[]`.
 */
export function formatJson(report: CheckReport): string {
  return JSON.stringify(report.files.filter(hasSomething).map(toResult), undefined, 2);
}

function hasSomething(file: FileReport): boolean {
  return file.findings.length > 0 || file.failure !== undefined;
}

function toResult(file: FileReport): JsonResult {
  const messages = toMessages(file);
  return {
    filePath: file.path,
    messages,
    suppressedMessages: [],
    errorCount: messages.filter(({ severity }) => severity === 2).length,
    fatalErrorCount: messages.filter(({ fatal }) => fatal).length,
    warningCount: messages.filter(({ severity }) => severity === 1).length,
    fixableErrorCount: 0,
    fixableWarningCount: 0,
    usedDeprecatedRules: [],
  };
}

function toMessages(file: FileReport): readonly JsonMessage[] {
  const locator = buildLocator(file.source.text);
  const findings = locateAll(file.findings, locator, ({ finding }) => finding.range).map(
    ({ item, start, end }): JsonMessage => {
      return {
        ruleId: toRuleId(item.finding.checkId),
        severity: item.severity === 'error' ? 2 : 1,
        message: item.finding.message,
        messageId: item.finding.messageId,
        line: start.line,
        column: start.column,
        endLine: end.line,
        endColumn: end.column,
      };
    },
  );
  if (!file.failure) return findings;
  const message = toFailureMessage(file.failure);
  return [
    {
      fatal: true,
      ruleId: null,
      severity: 2,
      message,
      ...locator.getPosition(file.failure.offset),
    },
    ...findings,
  ];
}
