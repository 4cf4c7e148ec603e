// The wording of numbers and times.
import { describe, expect, it } from 'vitest';
import { describeRun, formatCount, formatElapsed } from './wording.ts';

describe('formatCount', () => {
  it.each([
    [0, '0 files'],
    [1, '1 file'],
    [2, '2 files'],
    [12_431, '12,431 files'],
  ])('%d', (count, text) => {
    expect(formatCount(count, 'file')).toBe(text);
  });
});

describe('formatElapsed', () => {
  it.each([
    [0.4, '0 ms'],
    [4.2, '4 ms'],
    [10, '0.01 s'],
    [312, '0.31 s'],
    [12_345, '12.35 s'],
    [59_700, '1 min 0 s'],
    [125_000, '2 min 5 s'],
  ])('%d', (milliseconds, text) => {
    expect(formatElapsed(milliseconds)).toBe(text);
  });
});

describe('describeRun', () => {
  it('says what was left out, in singular or plural', () => {
    const leftOut = [
      { reason: 'tests', count: 1200 },
      { reason: 'migrations', count: 1 },
      { reason: 'libraries', count: 1 },
      { reason: 'ignored', count: 1 },
      { reason: 'fixtures', count: 0 },
    ];
    expect(describeRun({ checkedFiles: 1, elapsedMs: 5, leftOut })).toEqual([
      '1 file checked in 5 ms',
      '1,203 files left out: 1,200 tests, 1 migration, 1 library, 1 ignored',
    ]);
  });

  it('says nothing if nothing was left out', () => {
    expect(
      describeRun({ checkedFiles: 2, elapsedMs: 5, leftOut: [{ reason: 'tests', count: 0 }] }),
    ).toEqual(['2 files checked in 5 ms']);
  });
});
