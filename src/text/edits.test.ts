// Edits are made in order and once, and never overlap.
import { describe, expect, it } from 'vitest';
import { applyEdits, OverlappingEditsError, sortEdits, type TextEdit } from './edits.ts';
import { isOverlapping, isWithin, type Range } from './range.ts';

const TEXT = '0123456789';

function edit(start: number, end: number, text: string, order?: number): TextEdit {
  return { range: [start, end], text, ...(order === undefined ? {} : { order }) };
}

describe('applyEdits', () => {
  it.each<readonly [string, readonly TextEdit[], string]>([
    ['nothing', [], TEXT],
    ['a replacement', [edit(2, 4, 'ab')], '01ab456789'],
    ['a deletion', [edit(2, 4, '')], '01456789'],
    ['insertions at both ends', [edit(10, 10, '>'), edit(0, 0, '<')], '<0123456789>'],
    ['the whole text', [edit(0, 10, 'x')], 'x'],
    ['edits in any order', [edit(6, 7, 'c'), edit(0, 1, 'a'), edit(3, 4, 'b')], 'a12b45c789'],
    ['replacements that touch', [edit(4, 6, 'b'), edit(2, 4, 'a')], '01ab6789'],
    ['an insertion where a replacement starts', [edit(2, 4, 'ab'), edit(2, 2, '<')], '01<ab456789'],
    ['an insertion where a replacement ends', [edit(4, 4, '>'), edit(2, 4, 'ab')], '01ab>456789'],
    [
      'an insertion between two replacements',
      [edit(4, 6, 'b'), edit(4, 4, '|'), edit(2, 4, 'a')],
      '01a|b6789',
    ],
    ['the same edit twice', [edit(2, 4, 'ab'), edit(2, 4, 'ab')], '01ab456789'],
    ['the same insertion twice', [edit(2, 2, 'x'), edit(2, 2, 'x')], '01x23456789'],
    [
      'insertions at the same offset, by their order',
      [edit(2, 2, 'b', 1), edit(2, 2, 'c', 2), edit(2, 2, 'a')],
      '01abc23456789',
    ],
    ['insertions at the same offset, as given', [edit(2, 2, 'b'), edit(2, 2, 'a')], '01ba23456789'],
    [
      'equal insertions of different order',
      [edit(2, 2, 'x', 1), edit(2, 2, 'x', 0)],
      '01xx23456789',
    ],
  ])('makes %s', (_, edits, output) => {
    expect(applyEdits(TEXT, edits)).toBe(output);
  });

  it('counts UTF-16 code units', () => {
    expect(applyEdits('a😀b', [edit(3, 4, 'c')])).toBe('a😀c');
  });

  it.each<readonly [string, readonly TextEdit[]]>([
    ['replacements that overlap', [edit(2, 5, 'a'), edit(4, 6, 'b')]],
    ['a replacement in another', [edit(2, 8, 'a'), edit(4, 5, 'b')]],
    ['two ways to replace the same', [edit(2, 4, 'a'), edit(2, 4, 'b')]],
    ['two that start at the same offset', [edit(2, 4, 'a'), edit(2, 5, 'a')]],
    ['an insertion that would be lost', [edit(2, 5, 'a'), edit(3, 3, 'b')]],
    [
      'an overlap behind other edits',
      [edit(0, 1, 'x'), edit(4, 4, 'y'), edit(5, 9, 'a'), edit(8, 10, 'b')],
    ],
  ])('refuses %s', (_, edits) => {
    for (const order of [edits, edits.toReversed()])
      expect(() => applyEdits(TEXT, order)).toThrow(OverlappingEditsError);
  });

  it('names both ranges in the error', () => {
    expect(() => applyEdits(TEXT, [edit(4, 6, 'b'), edit(2, 5, 'a')])).toThrow(
      'edits overlap at 2-5 and 4-6',
    );
  });
});

describe('sortEdits', () => {
  it('does not change its argument', () => {
    const edits = Object.freeze([edit(5, 6, 'b'), edit(1, 2, 'a')]);
    expect(sortEdits(edits)).toEqual([edit(1, 2, 'a'), edit(5, 6, 'b')]);
  });
});

describe('ranges', () => {
  it.each<readonly [Range, Range, boolean]>([
    [[0, 2], [2, 4], false],
    [[0, 3], [2, 4], true],
    [[0, 4], [1, 2], true],
    [[2, 2], [2, 4], false],
    [[3, 3], [2, 4], true],
    [[2, 2], [2, 2], false],
  ])('%j and %j overlap: %s', (a, b, verdict) => {
    expect([isOverlapping(a, b), isOverlapping(b, a)]).toEqual([verdict, verdict]);
  });

  it.each<readonly [Range, Range, boolean]>([
    [[2, 4], [2, 4], true],
    [[4, 4], [2, 4], true],
    [[1, 4], [2, 4], false],
    [[2, 5], [2, 4], false],
  ])('%j lies in %j: %s', (inner, outer, verdict) => {
    expect(isWithin(inner, outer)).toBe(verdict);
  });
});
