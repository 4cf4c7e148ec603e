// How outcomes are counted, and how refusals with one code are merged into one reason.
import { expect, it } from 'vitest';
import type { Refusal } from '../../checks/define-check.ts';
import { summarizeFix } from './summary.ts';
import { buildFix, buildFixReport, buildPlan } from '../../model/report.test-support.ts';

function refuse(code: string, reason: string): Refusal {
  return { code, kind: 'final', reason, range: [0, 1] };
}

it('counts nothing in an empty run', () => {
  expect(summarizeFix(buildFixReport([]))).toEqual({
    rewritten: 0,
    refused: 0,
    none: 0,
    rewrittenFiles: 0,
    failedFiles: 0,
    refusals: [],
    requires: [],
  });
});

it('counts outcomes, files, reasons and packages', () => {
  const limit = { requires: [{ name: 'p-limit', range: '^7.0.0' }] };
  const report = buildFixReport([
    buildFix('a.ts', 'abc', 'xyz', [
      ['a', 'A.', buildPlan('Do.', limit)],
      ['b', 'B.', buildPlan('Do.', limit)],
      ['c', 'C.', undefined],
    ]),
    buildFix('b.ts', 'abc', 'abc', [
      ['a', 'A.', refuse('B113', 'It declares several variables. Split it.')],
      [
        'b',
        'B.',
        refuse('B101', "`a.b. c` is a constructor, which can't wait. Load `sharp` later."),
      ],
      [
        'c',
        'C.',
        refuse('B101', "`Other` is a constructor, which can't wait. Load `sharp` later."),
      ],
    ]),
    { ...buildFix('c.ts', 'a', 'a', []), failure: { message: 'Unexpected token', offset: 0 } },
  ]);
  expect(summarizeFix(report)).toEqual({
    rewritten: 2,
    refused: 3,
    none: 1,
    rewrittenFiles: 1,
    failedFiles: 1,
    refusals: [
      { code: 'B101', count: 2, reason: "`…` is a constructor, which can't wait." },
      { code: 'B113', count: 1, reason: 'It declares several variables.' },
    ],
    requires: [{ name: 'p-limit', range: '^7.0.0' }],
  });
});
