// Shows a location in a text with the lines around it. Cuts those lines out first, so the cost does
// not depend on the size of the text.
import { codeFrameColumns } from '@babel/code-frame';
import type { Position } from '../text/source-text.ts';
import type { Colors } from './colors.ts';
import type { Locator } from './locator.ts';

const LINES_AROUND = 2;
/** Longer lines, as in minified code, are truncated. */
const MAX_WIDTH = 120;
/** How much of a long line is shown before the marked location. */
const LEAD = 40;

/**
 * Formats the first line of a range with the lines around it: at most five lines, the marked one in
 * the middle.
 */
export function formatCodeFrame(
  locator: Locator,
  start: Position,
  end: Position,
  colors: Colors,
): string {
  const first = Math.max(1, start.line - LINES_AROUND);
  const last = Math.min(getLastLine(locator, start.line), start.line + LINES_AROUND);
  const lineLength = locator.getLine(start.line).length;
  const shift = lineLength > MAX_WIDTH && start.column > MAX_WIDTH / 2 ? start.column - LEAD : 0;
  const lines = Array.from({ length: last - first + 1 }, (_, index) =>
    toPrintable(cut(locator.getLine(first + index), shift)),
  );

  const column = start.column - shift;
  const endColumn = (end.line === start.line ? end.column : lineLength + 1) - shift;
  const location = {
    start: { line: start.line, column },
    end: { line: start.line, column: Math.max(Math.min(endColumn, MAX_WIDTH + 1), column + 1) },
  };
  const highlightCode = colors.isColorSupported;
  const options = {
    startLine: first,
    linesAbove: LINES_AROUND,
    linesBelow: LINES_AROUND,
    highlightCode,
    forceColor: highlightCode,
  };
  return codeFrameColumns(lines.join('\n'), location, options);
}

/**
 * Gets the last line worth showing: the empty one after a final line break is not, unless it is the
 * marked one.
 */
function getLastLine(locator: Locator, line: number): number {
  const last = locator.lineCount;
  return last > line && locator.getLine(last) === '' ? last - 1 : last;
}

function cut(line: string, shift: number): string {
  const piece = line.slice(shift, shift + MAX_WIDTH);
  const start = shift > 0 && piece !== '' ? `…${piece.slice(1)}` : piece;
  return line.length > shift + MAX_WIDTH ? `${start}…` : start;
}

/** Replaces control characters, which must not reach the terminal, by one of the same width. */
function toPrintable(line: string): string {
  return line.replace(/(?!\t)\p{Cc}/gu, '\uFFFD');
}
