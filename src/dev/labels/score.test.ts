import { expect, it } from 'vitest';
import { toScore, type Label, type Verdict } from './score.ts';

function judge(verdict: Verdict, isFound: boolean): { label: Label; isFound: boolean } {
  return {
    label: { repository: 'a/b', commit: '', path: 'c.ts', line: 1, verdict, reason: '' },
    isFound,
  };
}

it('counts right, needless and missed findings, and ignores arguable labels', () => {
  const judged = [
    judge('flag', true),
    judge('flag', true),
    judge('flag', true),
    judge('flag', false),
    judge('strict', true),
    judge('ignore', false),
    judge('arguable', true),
    judge('arguable', false),
  ];
  const { right, needless, missed, precision, recall } = toScore(judged, 'recommended');
  expect([right.length, needless.length, missed.length]).toEqual([3, 1, 1]);
  expect([precision, recall]).toEqual([0.75, 0.75]);
  expect(toScore(judged, 'strict')).toMatchObject({ precision: 1, recall: 0.8 });
});

it('does not divide by zero', () => {
  expect(toScore([], 'recommended')).toMatchObject({ precision: 1, recall: 1 });
});
