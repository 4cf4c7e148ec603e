// Where the text of a load goes: in lines of their own in front of a statement, or into the block
// that the body of a concise arrow becomes.
import type { ModuleFacts } from '../../../syntax/facts.ts';
import type { TextEdit } from '../../../text/edits.ts';
import type { Range } from '../../../text/range.ts';
import { getIndentation, getLineStart, getNextLineStart } from '../../../text/source-text.ts';
import { endStatement, getLineOffset, type TextStyle } from '../../../text/style.ts';
import type { Site } from '../placement.ts';

/** Behind the lines that are put at the same place. */
const LAST = 1000;

/**
 * Puts lines in front of a statement, or into the block that the body of a concise arrow becomes.
 */
export function placeLines(
  site: Site,
  lines: readonly string[],
  facts: ModuleFacts,
  style: TextStyle,
): readonly TextEdit[] {
  const { text } = facts.source;
  if (site.insertAt === undefined) return toBlock(site, lines, facts, style);
  const start = getLineStart(text, site.insertAt);
  const at = getLineOffset(text, site.insertAt);
  const indentation = getIndentation(text, at);
  const toLine = (line: string): string => line.replace(/(\r?\n)/g, `$1${indentation}`);
  if (start + indentation.length !== at) {
    return lines.map((line, order) => ({
      range: [at, at],
      text: `${toLine(toInline(line))} `,
      order,
    }));
  }
  const edits = lines.map((line, order): TextEdit => ({
    range: [start, start],
    text: indentation + toLine(toEnded(line, text, at)) + style.eol,
    order,
  }));
  return isParagraph(at, text)
    ? [...edits, { range: [start, start], text: style.eol, order: LAST }]
    : edits;
}

/** A line in front of others, with its semicolon where what follows would continue it. */
function toEnded(line: string, text: string, at: number): string {
  return endStatement('', text, at, true) === '' ? line : toInline(line);
}

/** A line that others can follow: with its semicolon, and no comment that hides them. */
function toInline(line: string): string {
  const [, code = line, comment] = /^([^]*?)[ \t]*\/\/([^\r\n'"`]*)$/.exec(line) ?? [];
  const ended = /(?:;|\*\/)$/.test(code) ? code : `${code};`;
  return comment === undefined ? ended : `${ended} /* ${comment.trim()} */`;
}

/**
 * Whether a comment starts there that is set apart by an empty line: it would look as if it were
 * about what is put above it.
 */
function isParagraph(at: number, text: string): boolean {
  return /^\/[/*]/.test(text.slice(at, at + 2)) && /\n[ \t]*\r?\n[ \t]*$/.test(text.slice(0, at));
}

/** `async (x) => f(x)` → `async (x) => { const f = …; return f(x); }` */
function toBlock(
  { functionScope }: Site,
  lines: readonly string[],
  facts: ModuleFacts,
  { eol, indent, semicolon }: TextStyle,
): readonly TextEdit[] {
  const { text } = facts.source;
  const arrowEnd = functionScope.arrowEnd ?? functionScope.body[0];
  const gap =
    /^(?:\s|\/\/.*|\/\*[^]*?\*\/)*/.exec(text.slice(arrowEnd, functionScope.body[0]))?.[0] ?? '';
  // With the brackets around the body, which are no part of its range: `() => ({ a })`
  const [start, end] = [arrowEnd + gap.length, functionScope.range[1]];
  const outer = getIndentation(text, functionScope.range[0]);
  const inner = outer + indent;
  const [trailing, leading] = splitComments(gap);
  const comments = leading.trimEnd();
  const isOwnLine = comments === '' || /\n\s*$/.test(leading);
  const shift = {
    from: getIndentation(text, comments === '' ? start : arrowEnd + gap.indexOf(comments)),
    to: inner,
  };
  const above = comments === '' ? '' : eol + inner + reindent(comments, shift);
  const close = getClose([functionScope.range[0], end], text);
  return [
    { range: [arrowEnd, start], text: ` {${trailing}` },
    ...lines.map((line, index): TextEdit => ({
      range: [start, start],
      text: eol + inner + line.replace(/(\r?\n)/g, `$1${inner}`),
      order: index + 1,
    })),
    { range: [start, start], text: `${above}${isOwnLine ? eol + inner : ' '}return `, order: LAST },
    ...shiftLines([start, end], { from: getIndentation(text, start), to: inner }, facts),
    // Of arrows that end at the same place, the inner one first.
    {
      range: [end, close.at],
      text: semicolon + close.comment + eol + outer + '}',
      order: -functionScope.id,
    },
  ];
}

/** What follows the `=>` on its line, and the comments on the lines below. */
function splitComments(gap: string): readonly [trailing: string, leading: string] {
  const trailing = /^[ \t]*(?:\/\/.*|\/\*.*\*\/)[ \t]*(?=\r?\n)/.exec(gap)?.[0] ?? '';
  return [trailing.trimEnd(), gap.slice(trailing.length).trimStart()];
}

interface Shift {
  readonly from: string;
  readonly to: string;
}

function reindent(text: string, { from, to }: Shift): string {
  return text.replace(/(\n)([ \t]*)/g, (whole, lineBreak: string, space: string) =>
    space.startsWith(from) ? lineBreak + to + space.slice(from.length) : whole,
  );
}

/**
 * The lines behind the first one of a range, indented anew; text inside a template literal stays as
 * it is.
 */
function shiftLines(
  [start, end]: Range,
  { from, to }: Shift,
  { source: { text }, fixedLines }: ModuleFacts,
): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  if (from === to) return edits;
  for (let at = getNextLineStart(text, start); at < end; at = getNextLineStart(text, at)) {
    const isFixed = fixedLines.some((range) => range[0] < at && at < range[1]);
    const isEmpty = /^[ \t]*\r?\n/.test(text.slice(at, getNextLineStart(text, at)));
    if (isFixed || isEmpty || !text.startsWith(from, at)) continue;
    edits.push(
      to.startsWith(from)
        ? { range: [at, at], text: to.slice(from.length), order: LAST + 1 }
        : { range: [at, at + from.length], text: to },
    );
  }
  return edits;
}

/**
 * Where the `}` goes: a `)` on a line of its own, as far in as the line of the arrow, closes the
 * call that starts there, and comes up to it.
 */
function getClose(
  [start, end]: Range,
  text: string,
): { readonly at: number; readonly comment: string } {
  const next =
    /^(?<space>[ \t]*),?(?<comment>[ \t]*(?:\/\/.*|\/\*.*\*\/)?[ \t]*)\r?\n(?<indentation>[ \t]*)\)/.exec(
      text.slice(end),
    );
  if (next?.groups?.['indentation'] !== getIndentation(text, start))
    return { at: end, comment: '' };
  return { at: end + next[0].length - 1, comment: (next.groups['comment'] ?? '').trimEnd() };
}
