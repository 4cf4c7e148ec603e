// Lines and columns of offsets, and the cost of computing many of them.
import { describe, expect, it, vi } from 'vitest';
import { getPosition } from '../text/source-text.ts';
import { buildLocator, locateAll } from './locator.ts';

describe('buildLocator', () => {
  it.each([
    ['nothing', ''],
    ['no line break at the end', 'a\nbc'],
    ['LF', 'a\n\nbc\n'],
    ['CR LF', 'a\r\nbc\r\n\r\nd'],
    ['CR', 'a\rb\r'],
    ['line and paragraph separators', 'a\u2028b\u2029c'],
    ['characters of two code units', '💥\n💥💥'],
  ])('agrees with getPosition on every offset: %s', (_, text) => {
    const locator = buildLocator(text);
    for (let offset = 0; offset <= text.length; offset += 1) {
      expect(locator.getPosition(offset)).toEqual(getPosition(text, offset));
    }
  });

  it('returns lines without their line breaks', () => {
    const locator = buildLocator('a\r\n\tb\n\nc');
    expect([0, 1, 2, 3, 4, 5].map((line) => locator.getLine(line))).toEqual([
      '',
      'a',
      '\tb',
      '',
      'c',
      '',
    ]);
    expect(locator.lineCount).toBe(4);
  });

  it('reads the text once, however many positions are asked for', () => {
    const matchAll = vi.spyOn(String.prototype, 'matchAll');
    const locator = buildLocator('import a from "a";\n'.repeat(100_000));
    for (let line = 0; line < 100_000; line += 1) locator.getPosition(line * 19 + 7);
    expect(matchAll).toHaveBeenCalledTimes(1);
    matchAll.mockRestore();
    expect(locator.getPosition(99_999 * 19 + 7)).toEqual({ line: 100_000, column: 8 });
  });
});

describe('locateAll', () => {
  it('sorts by position and leaves its input unchanged', () => {
    const items = [
      [4, 5],
      [0, 3],
      [0, 1],
    ] as const;
    const located = locateAll(items, buildLocator('ab\ncd'), (range) => range);
    expect(located.map(({ item }) => item)).toEqual([
      [0, 1],
      [0, 3],
      [4, 5],
    ]);
    expect(located[1]).toEqual({
      item: [0, 3],
      start: { line: 1, column: 1 },
      end: { line: 2, column: 1 },
    });
    expect(items[0]).toEqual([4, 5]);
  });
});
