// A file's text as every room sees it: without its byte order mark, with positions and the style that edits keep.
import type { Range } from './range.ts';

/** The text of one file. Every range in the project refers to `text`. */
export interface SourceText {
  readonly path: string;
  readonly text: string;
  readonly hasBom: boolean;
}

/** A position for people: both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

const BOM = '\uFEFF';

/** Takes the byte order mark off `raw`, and remembers it. */
export function toSourceText(path: string, raw: string): SourceText {
  const hasBom = raw.startsWith(BOM);
  return { path, text: hasBom ? raw.slice(1) : raw, hasBom };
}

/** The inverse of {@link toSourceText}: what to write to disk for `text`. */
export function toRawText(source: SourceText, text: string): string {
  return source.hasBom ? BOM + text : text;
}

/** Line and column of an offset. Lines end as in ECMAScript: LF, CR LF, CR, U+2028, U+2029. */
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

/** Offset of the first character of the line that holds `offset`. */
export function getLineStart(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && !isLineBreak(text.charAt(at - 1))) at -= 1;
  return at;
}

/** Offset just behind the line that holds `offset`, line break included. */
export function getNextLineStart(text: string, offset: number): number {
  let at = offset;
  while (at < text.length && !isLineBreak(text.charAt(at))) at += 1;
  if (text.startsWith('\r\n', at)) return at + 2;
  return Math.min(at + 1, text.length);
}

/** The white space that the line of `offset` starts with. */
export function getIndentation(text: string, offset: number): string {
  const start = getLineStart(text, offset);
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? '';
}

/** The text that a range stands for. */
export function getText(source: SourceText, range: Range): string {
  return source.text.slice(range[0], range[1]);
}

function isLineBreak(character: string): boolean {
  return (
    character === '\n' || character === '\r' || character === '\u2028' || character === '\u2029'
  );
}
