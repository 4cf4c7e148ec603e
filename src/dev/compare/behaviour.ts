// What the JSON of `ballast check` and `ballast fix` says of behaviour: places, ids, codes and
// diffs, without the words.

interface Place {
  readonly ruleId: string | null;
  readonly messageId?: string;
  readonly line: number;
  readonly column: number;
}

/** The parts of ESLint's JSON and of the JSON of `ballast fix` that count. */
type Report =
  | readonly { readonly filePath: string; readonly messages: readonly Place[] }[]
  | {
      readonly files: readonly {
        readonly path: string;
        readonly diff: string;
        readonly failure?: { readonly line: number };
        readonly findings: readonly (Place & {
          readonly action: string;
          readonly refusal?: { readonly code: string; readonly line: number };
        })[];
      }[];
    };

/** One line for each finding and each diff, in the order of the report. */
export function toBehaviour(json: string): readonly string[] {
  const report = JSON.parse(json) as Report;
  if (isCheck(report)) {
    return report.flatMap(({ filePath, messages }) =>
      messages.map((message) => `${filePath} ${toPlace(message)}`),
    );
  }
  return report.files.flatMap(({ path, diff, failure, findings }) => [
    ...findings.map(
      (finding) =>
        `${path} ${toPlace(finding)} ${finding.action} ${finding.refusal?.code ?? ''} ${String(finding.refusal?.line ?? '')}`,
    ),
    ...(failure ? [`${path} fails at line ${String(failure.line)}`] : []),
    ...(diff === '' ? [] : [`${path} ${JSON.stringify(diff)}`]),
  ]);
}

function isCheck(report: Report): report is Extract<Report, readonly unknown[]> {
  return Array.isArray(report);
}

function toPlace({ ruleId, messageId = '', line, column }: Place): string {
  return `${String(line)}:${String(column)} ${ruleId ?? 'none'} ${messageId}`;
}
