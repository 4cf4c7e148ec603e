// The JSON of `ballast fix`, in full.
import { expect, it } from 'vitest';
import { formatFixJson } from './json.ts';
import { buildFix, buildFixReport, buildPlan } from '../../model/report.test-support.ts';

it('has the outcome of each finding', () => {
  const file = buildFix(
    'src/a.ts',
    '\uFEFFa();\r\nb(1);\r\nc();\r\n',
    'x();\r\nb(1);\r\nc();\r\n',
    [
      ['c()', 'C.', undefined],
      ['b(1)', 'B.', { code: 'B101', kind: 'final', reason: "It can't wait.", range: [8, 9] }],
      ['a()', 'A.', buildPlan('Do it.', { notes: ['It waits.'] })],
    ],
  );
  const broken = {
    ...buildFix('src/b.ts', 'const a = ;\n', 'const a = ;\n', []),
    failure: { message: 'Unexpected token', offset: 10 },
  };
  const report = buildFixReport([file, broken, buildFix('src/clean.ts', 'a', 'a', [])], {
    leftOut: [{ reason: 'tests', count: 9 }],
    remaining: [{ package: 'sharp', label: 'src/a.ts', line: 2, reason: 'B101' }],
  });
  expect(formatFixJson(report)).toBe(`\
{
  "isWritten": false,
  "files": [
    {
      "path": "/repo/src/a.ts",
      "label": "src/a.ts",
      "findings": [
        {
          "ruleId": "ballast/no-eager-heavy-import",
          "messageId": "eager",
          "message": "A.",
          "line": 1,
          "column": 1,
          "action": "rewritten",
          "plan": {
            "summary": "Do it.",
            "notes": [
              "It waits."
            ]
          }
        },
        {
          "ruleId": "ballast/no-eager-heavy-import",
          "messageId": "eager",
          "message": "B.",
          "line": 2,
          "column": 1,
          "action": "refused",
          "refusal": {
            "code": "B101",
            "reason": "It can't wait.",
            "line": 2,
            "column": 3
          }
        },
        {
          "ruleId": "ballast/no-eager-heavy-import",
          "messageId": "eager",
          "message": "C.",
          "line": 3,
          "column": 1,
          "action": "none"
        }
      ],
      "diff": "--- a/src/a.ts\\n+++ b/src/a.ts\\n@@ -1,3 +1,3 @@\\n-\uFEFFa();\\r\\n+\uFEFFx();\\r\\n b(1);\\r\\n c();\\r\\n"
    },
    {
      "path": "/repo/src/b.ts",
      "label": "src/b.ts",
      "findings": [],
      "failure": {
        "message": "Unexpected token",
        "line": 1,
        "column": 11
      },
      "diff": ""
    }
  ],
  "summary": {
    "rewritten": 1,
    "refused": 1,
    "none": 1,
    "rewrittenFiles": 1,
    "failedFiles": 1,
    "refusals": [
      {
        "code": "B101",
        "count": 1,
        "reason": "It can't wait."
      }
    ],
    "requires": [],
    "checkedFiles": 214,
    "leftOut": [
      {
        "reason": "tests",
        "count": 9
      }
    ],
    "elapsedMs": 312
  },
  "remaining": [
    {
      "package": "sharp",
      "label": "src/a.ts",
      "line": 2,
      "reason": "B101"
    }
  ]
}`);
});

it('has no files for an empty run', () => {
  expect(JSON.parse(formatFixJson(buildFixReport([], { isWritten: true })))).toEqual({
    isWritten: true,
    files: [],
    summary: {
      rewritten: 0,
      refused: 0,
      none: 0,
      rewrittenFiles: 0,
      failedFiles: 0,
      refusals: [],
      requires: [],
      checkedFiles: 214,
      leftOut: [],
      elapsedMs: 312,
    },
    remaining: [],
  });
});
