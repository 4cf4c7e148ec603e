// Where offsets lie in a text, for people: lines and columns from 1, columns in UTF-16 code units.
// Reads a text once, however many offsets are asked for.
import type { Range } from '../text/range.ts';
import type { Position } from '../text/source-text.ts';

/** Answers questions about the lines of one text. */
export interface Locator {
  readonly lineCount: number;
  getPosition(offset: number): Position;
  /** A line without its line break; empty when there is no such line. */
  getLine(line: number): string;
}

/** A thing of a report, with where it starts and ends. */
export interface Located<T> {
  readonly item: T;
  readonly start: Position;
  /** Just behind the last character. */
  readonly end: Position;
}

/** Reads the lines of a text. Lines end as in ECMAScript: LF, CR LF, CR, U+2028, U+2029. */
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

/** Gives things their positions, in source order. */
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

/** Index of the last number that is not above `limit`, in ascending numbers that start with 0. */
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
