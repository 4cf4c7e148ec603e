// The SARIF report, as GitHub's code scanning needs it.
import type { Log, Result, Run } from 'sarif';
import { describe, expect, it } from 'vitest';
import { buildFile, buildReport } from '../model/report.test-support.ts';
import type { CheckReport } from '../model/report.ts';
import { formatSarif } from './sarif.ts';

const rules = [
  {
    id: 'no-unbounded-fan-out',
    description: 'Starts no more work at once than is good.',
    helpUri: 'https://example.org/fan-out',
  },
  {
    id: 'no-eager-heavy-import',
    description: 'Loads heavy packages when they are needed.',
    helpUri: 'https://example.org/import',
  },
];

function run(report: CheckReport): Run {
  const log = JSON.parse(
    formatSarif(report, { version: '0.1.0', rules, informationUri: 'https://example.org' }),
  ) as Log;
  expect(log).toMatchObject({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
  });
  expect(log.runs).toHaveLength(1);
  const [first] = log.runs;
  if (!first) throw new Error('no run');
  return first;
}

function results(text: string): readonly Result[] {
  return run(buildReport([buildFile('a.ts', text, [['load();', 'It is loaded.']])])).results ?? [];
}

it('describes the tool and its rules', () => {
  expect(run(buildReport([])).tool).toEqual({
    driver: {
      name: 'ballast',
      semanticVersion: '0.1.0',
      informationUri: 'https://example.org',
      rules: [
        {
          id: 'ballast/no-unbounded-fan-out',
          shortDescription: { text: 'Starts no more work at once than is good.' },
          fullDescription: { text: 'Starts no more work at once than is good.' },
          helpUri: 'https://example.org/fan-out',
          help: {
            text: 'Starts no more work at once than is good. https://example.org/fan-out',
            markdown:
              'Starts no more work at once than is good.\n\n[Read more](https://example.org/fan-out)',
          },
        },
        expect.objectContaining({ id: 'ballast/no-eager-heavy-import' }),
      ],
    },
  });
});

it('has an empty list of results when there are none', () => {
  const { results: none, invocations, columnKind } = run(buildReport([]));
  expect(none).toEqual([]);
  expect(invocations).toEqual([{ executionSuccessful: true, toolExecutionNotifications: [] }]);
  expect(columnKind).toBe('utf16CodeUnits');
});

it('locates a result, with its rule', () => {
  const text = '\uFEFFconst a = "💥"; load();\r\n\tawait Promise.all([\r\n\ta]);';
  const file = buildFile('src/a.ts', text, [
    ['Promise.all([\r\n\ta])', 'Too many.', 'warning', { checkId: 'no-unbounded-fan-out' }],
    ['load()', 'It is loaded.', 'error', { checkId: 'unknown' }],
  ]);
  expect(run(buildReport([file])).results).toEqual([
    {
      ruleId: 'ballast/unknown',
      level: 'error',
      message: { text: 'It is loaded.' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'src/a.ts', uriBaseId: '%SRCROOT%' },
            region: { startLine: 1, startColumn: 17, endLine: 1, endColumn: 23 },
          },
        },
      ],
      partialFingerprints: {
        primaryLocationLineHash: expect.stringMatching(/^[0-9a-f]+:1$/),
        primaryLocationStartColumnFingerprint: '16',
      },
    },
    expect.objectContaining({
      ruleId: 'ballast/no-unbounded-fan-out',
      ruleIndex: 0,
      level: 'warning',
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'src/a.ts', uriBaseId: '%SRCROOT%' },
            region: { startLine: 2, startColumn: 8, endLine: 3, endColumn: 5 },
          },
        },
      ],
      partialFingerprints: expect.objectContaining({ primaryLocationStartColumnFingerprint: '6' }),
    }),
  ]);
});

it('encodes paths', () => {
  const file = buildFile('src/100% new, really/é#?.ts', 'load();', [['load()', 'It is loaded.']]);
  expect(
    run(buildReport([file])).results?.[0]?.locations?.[0]?.physicalLocation?.artifactLocation?.uri,
  ).toBe('src/100%25%20new%2C%20really/%C3%A9%23%3F.ts');
});

it("reports a file that can't be parsed as a notification, and the run as successful", () => {
  const file = buildFile('src/broken.ts', 'const a = ;\n', [], {
    message: 'Unexpected token',
    offset: 10,
  });
  const { invocations, results: none } = run(buildReport([file]));
  expect(none).toEqual([]);
  expect(invocations).toEqual([
    {
      executionSuccessful: true,
      toolExecutionNotifications: [
        {
          level: 'error',
          message: { text: 'Parsing error: Unexpected token' },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: 'src/broken.ts', uriBaseId: '%SRCROOT%' },
                region: { startLine: 1, startColumn: 11, endLine: 1, endColumn: 11 },
              },
            },
          ],
        },
      ],
    },
  ]);
});

describe('a fingerprint', () => {
  const [before] = results('a();\nload();\nb();\n');

  it('survives new lines above and changed indentation', () => {
    const [after] = results('// New.\n\nif (c) {}\na();\n  load();\nb();\n');
    expect(after?.partialFingerprints).toEqual(before?.partialFingerprints);
    expect(after?.locations?.[0]?.physicalLocation?.region?.startLine).toBe(5);
  });

  it('differs between lines', () => {
    const [other] = results('a();\nload();\nc();\n');
    expect(other?.partialFingerprints).not.toEqual(before?.partialFingerprints);
  });
});
