// The JSON report against ESLint's result format: a literal, and ESLint's own output.
import { ESLint, type Rule } from 'eslint';
import { describe, expect, it } from 'vitest';
import { formatJson } from './json.ts';
import { buildFile, buildReport } from '../model/report.test-support.ts';

const MESSAGE = '`sharp` is loaded on every start. Load it inside `scrape` instead.';

it("prints exactly ESLint's result format", () => {
  const file = buildFile('src/a.ts', 'a();\nload();\n', [['load()', MESSAGE]]);
  expect(formatJson(buildReport([file]))).toBe(`\
[
  {
    "filePath": "/repo/src/a.ts",
    "messages": [
      {
        "ruleId": "ballast/no-eager-heavy-import",
        "severity": 2,
        "message": "\`sharp\` is loaded on every start. Load it inside \`scrape\` instead.",
        "messageId": "eager",
        "line": 2,
        "column": 1,
        "endLine": 2,
        "endColumn": 7
      }
    ],
    "suppressedMessages": [],
    "errorCount": 1,
    "fatalErrorCount": 0,
    "warningCount": 0,
    "fixableErrorCount": 0,
    "fixableWarningCount": 0,
    "usedDeprecatedRules": []
  }
]`);
});

it('lists only files with findings or failures', () => {
  expect(formatJson(buildReport([]))).toBe('[]');
  expect(formatJson(buildReport([buildFile('a.ts', 'a();', [])]))).toBe('[]');
});

describe('agrees with ESLint', () => {
  it.each([
    ['an error', 'a();\nload();\n', 2],
    ['a warning', 'a();\nload();\n', 1],
    ['a byte order mark and CR LF', '\uFEFFa();\r\n\tload();\r\n', 2],
    ['the last line without a line break', 'a();\n\tload()', 2],
    ['a call of several lines', 'load(\n  1,\n);\n', 2],
    ['two findings in reverse order', 'load();\nif (a) load();\n', 2],
    ['nothing but a parsing error', 'const a = ;\n', 2],
  ] as const)('on %s', async (_, code, severity) => {
    const [expected] = await lint(code, severity);
    const text = code.replace('\uFEFF', '');
    const calls = [...text.matchAll(/load\([^)]*\)/g)]
      .map((match) => [match[0], match.index] as const)
      .reverse();
    const isBroken = code.startsWith('const a = ;');
    const failure = isBroken ? { message: 'Unexpected token ;', offset: 10 } : undefined;
    const file = buildFile(
      'src/a.js',
      code,
      calls.map(([call, start]) => {
        return [
          call,
          MESSAGE,
          severity === 2 ? 'error' : 'warning',
          { range: [start, start + call.length] },
        ];
      }),
      failure,
    );
    const [actual] = JSON.parse(formatJson(buildReport([file]))) as unknown[];
    const { source: _source, ...rest } = expected ?? {};
    expect(actual).toEqual(JSON.parse(JSON.stringify(rest)));
  });
});

/** Lints with a rule that reports every call of `load`. */
async function lint(code: string, severity: 1 | 2): Promise<readonly ESLint.LintResult[]> {
  const eslint = new ESLint({
    cwd: '/repo',
    overrideConfigFile: true,
    overrideConfig: {
      plugins: {
        ballast: {
          rules: {
            'no-eager-heavy-import': {
              meta: { type: 'problem', messages: { eager: MESSAGE }, schema: [] },
              create: (context) => ({
                'CallExpression[callee.name="load"]': (node: Rule.Node) => {
                  context.report({ node, messageId: 'eager' });
                },
              }),
            },
          },
        },
      },
      rules: { 'ballast/no-eager-heavy-import': severity },
    },
  });
  return eslint.lintText(code, { filePath: '/repo/src/a.js' });
}
