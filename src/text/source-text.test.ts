// Byte order marks are kept, and positions are those that editors show, with any line ends.
import { describe, expect, it } from 'vitest';
import {
  getIndentation,
  getLineStart,
  getNextLineStart,
  getPosition,
  getText,
  toRawText,
  toSourceText,
} from './source-text.ts';

describe('toSourceText', () => {
  it.each(['', 'a', '\uFEFF', '\uFEFFa\r\n', '\uFEFF\uFEFFa', 'a\uFEFF'])('keeps %j', (raw) => {
    const source = toSourceText('a.ts', raw);
    expect(toRawText(source, source.text)).toBe(raw);
    expect(source.hasBom).toBe(raw.startsWith('\uFEFF'));
  });

  it('counts ranges without the mark', () => {
    expect(getText(toSourceText('a.ts', '\uFEFFabc'), [0, 2])).toBe('ab');
  });
});

describe('getPosition', () => {
  it.each([
    ['abc', 0, 1, 1],
    ['abc', 3, 1, 4],
    ['a\nb', 1, 1, 2],
    ['a\nb', 2, 2, 1],
    ['a\r\nb', 1, 1, 2],
    ['a\r\nb', 2, 1, 3],
    ['a\r\nb', 3, 2, 1],
    ['a\rb', 2, 2, 1],
    ['a\u2028b\u2029c', 2, 2, 1],
    ['a\u2028b\u2029c', 4, 3, 1],
    ['a\n\r\n\rb', 5, 4, 1],
    ['\n', 1, 2, 1],
    ['😀b', 2, 1, 3],
  ])('of %j at %i is %i:%i', (text, offset, line, column) => {
    expect(getPosition(text, offset)).toEqual({ line, column });
  });
});

describe('lines', () => {
  const text = '  a\r\n\tb\n\nc\rd\u2028 e';

  it.each([
    [0, 0, 5],
    [3, 0, 5],
    [5, 5, 8],
    [7, 5, 8],
    [8, 8, 9],
    [9, 9, 11],
    [11, 11, 13],
    [14, 13, 15],
    [15, 13, 15],
  ])('around %i go from %i to %i', (offset, start, next) => {
    expect(getLineStart(text, offset)).toBe(start);
    expect(getNextLineStart(text, offset)).toBe(next);
  });

  it('start with white space, up to the offset', () => {
    expect([2, 3, 6, 7, 9, 14].map((offset) => getIndentation(text, offset))).toEqual([
      '  ',
      '  ',
      '\t',
      '\t',
      '',
      ' ',
    ]);
    expect(getIndentation(text, 1)).toBe(' ');
  });
});
