// The text of a file without its byte order mark, and positions in it.
import type { Range } from './range.ts';

/** The text of one file, without byte order mark. Every range refers to `text`. */
export interface SourceText {
  readonly path: string;
  readonly text: string;
  readonly hasBom: boolean;
}

/** A position as editors show it: both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

const BOM = '\uFEFF';

/** Splits off the byte order mark of `raw`, the content of a file. */
export function toSourceText(path: string, raw: string): SourceText {
  const hasBom = raw.startsWith(BOM);
  return { path, text: hasBom ? raw.slice(1) : raw, hasBom };
}

/** The inverse of {@link toSourceText}: the content of the file that holds `text`. */
export function toRawText(source: SourceText, text: string): string {
  return source.hasBom ? BOM + text : text;
}

/**
 * Gets line and column of an offset. Lines end with LF, CR LF, CR, U+2028 or U+2029, as in
 * ECMAScript.
 */
export function getPosition(text: string, offset: number): Position {
  let line = 1;
  let lineStart = 0;
  for (const match of text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)) {
    const next = match.index + match[0].length;
    if (next > offset) break;
    line += 1;
    lineStart = next;
  }
  return { line, column: offset - lineStart + 1 };
}

/** Gets the offset of the first character of the line that holds `offset`. */
export function getLineStart(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && !isLineBreak(text.charAt(at - 1))) at -= 1;
  return at;
}

/** Gets the offset behind the line that holds `offset` and its line break. */
export function getNextLineStart(text: string, offset: number): number {
  let at = offset;
  while (at < text.length && !isLineBreak(text.charAt(at))) at += 1;
  if (text.startsWith('\r\n', at)) return at + 2;
  return Math.min(at + 1, text.length);
}

/** Gets the white space at the start of the line that holds `offset`, up to `offset`. */
export function getIndentation(text: string, offset: number): string {
  const start = getLineStart(text, offset);
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? '';
}

/** Gets the text of a range. */
export function getText(source: SourceText, range: Range): string {
  return source.text.slice(range[0], range[1]);
}

function isLineBreak(character: string): boolean {
  return (
    character === '\n' || character === '\r' || character === '\u2028' || character === '\u2029'
  );
}
