// Converts offsets in a text to lines and columns: both count from 1, columns in UTF-16 code units.
import type { Range } from '../text/range.ts';
import type { Position } from '../text/source-text.ts';

/** Finds lines and positions in one text. */
export interface Locator {
  readonly lineCount: number;
  getPosition(offset: number): Position;
  /** Gets a line without its line break; empty if there is no such line. */
  getLine(line: number): string;
}

/** An item with its start and end in a text. */
export interface Located<T> {
  readonly item: T;
  readonly start: Position;
  /** The position after the last character. */
  readonly end: Position;
}

/**
 * Builds a locator, which scans the text once. Lines end as in ECMAScript: LF, CR LF, CR, U+2028,
 * U+2029.
 */
export function buildLocator(text: string): Locator {
  const starts = [0];
  const ends: number[] = [];
  for (const match of text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)) {
    ends.push(match.index);
    starts.push(match.index + match[0].length);
  }
  return {
    lineCount: starts.length,
    getPosition: (offset) => {
      const index = findLastAtMost(starts, offset);
      return { line: index + 1, column: offset - (starts[index] ?? 0) + 1 };
    },
    getLine: (line) => {
      const start = starts[line - 1];
      return start === undefined ? '' : text.slice(start, ends[line - 1]);
    },
  };
}

/** Locates items, in source order. */
export function locateAll<T>(
  items: readonly T[],
  locator: Locator,
  getRange: (item: T) => Range,
): readonly Located<T>[] {
  return items
    .toSorted((a, b) => getRange(a)[0] - getRange(b)[0] || getRange(a)[1] - getRange(b)[1])
    .map((item) => {
      const [start, end] = getRange(item);
      return { item, start: locator.getPosition(start), end: locator.getPosition(end) };
    });
}

/**
 * Finds the index of the last number that is at most `limit`, in ascending numbers that start with
 * 0.
 */
function findLastAtMost(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((numbers[middle] ?? 0) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}
