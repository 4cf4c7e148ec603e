// The style of a file (line ends, indentation, semicolons, quotes), so that new code matches it.

import { getLineStart } from './source-text.ts';

/** The style of one file. */
export interface TextStyle {
  readonly eol: '\n' | '\r\n';
  /** One level of indentation. */
  readonly indent: string;
  /** What ends a statement. */
  readonly semicolon: ';' | '';
  readonly quote: '"' | "'";
}

/**
 * Detects the style of a text. Where the text shows none: LF, two spaces, semicolons, single
 * quotes.
 */
export function getStyle(text: string): TextStyle {
  const crlf = count(text, /\r\n/g);
  return {
    eol: crlf > 0 && crlf * 2 >= count(text, /\n/g) ? '\r\n' : '\n',
    indent: getIndentUnit(text),
    semicolon: hasSemicolons(text) ? ';' : '',
    quote: hasDoubleQuotes(text) ? '"' : "'",
  };
}

/**
 * Ends a statement that comes to stand in front of an offset: with a semicolon, where what follows
 * would otherwise belong to it.
 * @param code one statement or more
 * @param isApart whether they come to stand in lines of their own
 */
export function endStatement(code: string, text: string, at: number, isApart: boolean): string {
  if (/;\s*$/.test(code)) return code;
  const [between = ''] = /^(?:\s|\/\/.*|\/\*[^]*?\*\/)*/.exec(text.slice(at)) ?? [];
  const next = text.charAt(at + between.length);
  const isOnItsLine = isApart || /[\r\n]/.test(between) || next === '}' || next === '';
  return isOnItsLine && !CONTINUING.test(next) ? code : `${code};`;
}

/** Joins statements in lines, with a semicolon in front of those that would continue others. */
export function separateStatements(statements: readonly string[]): readonly string[] {
  return statements.map((statement, index) =>
    CONTINUING.test(statement.charAt(0)) && !/[;{]\s*$/.test(statements[index - 1] ?? ';')
      ? `;${statement}`
      : statement,
  );
}

/** What a statement may start with that could as well continue the one above. */
const CONTINUING = /[[(`+\-/<]/;

/**
 * Where the line of a statement starts behind its indentation. Without semicolons, one that starts
 * with a bracket has a semicolon in front, which stays there: `;[1, 2].forEach(…)`
 */
export function getLineOffset(text: string, offset: number): number {
  const start = getLineStart(text, offset);
  const before = /^([ \t]*);[ \t]*$/.exec(text.slice(start, offset));
  return before ? start + (before[1] ?? '').length : offset;
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

function getIndentUnit(text: string): string {
  const widths = new Map<number, number>();
  let previous = 0;
  let tabs = 0;
  for (const [, space = ''] of text.matchAll(/^([ \t]*)[^\s*]/gm)) {
    if (space.startsWith('\t')) {
      tabs += 1;
      continue;
    }
    const step = space.length - previous;
    if (step > 1) widths.set(step, (widths.get(step) ?? 0) + 1);
    previous = space.length;
  }
  const [best] = [...widths].sort((a, b) => b[1] - a[1]);
  if (tabs > (best?.[1] ?? 0)) return '\t';
  return ' '.repeat(best?.[0] ?? 2);
}

/**
 * Module specifiers decide, as they hold no quotes themselves; other strings only where the file
 * loads no module.
 */
function hasDoubleQuotes(text: string): boolean {
  const double = count(text, /(?:from|require\(|import\(|import)\s*"/g);
  const single = count(text, /(?:from|require\(|import\(|import)\s*'/g);
  return double + single > 0
    ? double > single
    : count(text, /"[^"'\n]*"/g) > count(text, /'[^"'\n]*'/g);
}

/** What may follow the code of a line: `// …`, or a block comment on one line. */
const TRAILER = String.raw`[ \t]*(?:\/\/.*|\/\*.*\*\/[ \t]*)?\r?$`;
/**
 * Starts of statements that often end on the same line. A type's members and a `}` prove nothing.
 */
const STATEMENT = String.raw`^[ \t]*(?:import|export (?:const|let|var|type|\{|\*)|const|let|var|return|throw|await)\b.*`;
/** Not followed by a line that continues the statement: `.then(…)`, `|| other`. */
const CONTINUATION = String.raw`(?!\s*[.?:&|+*/%<>=,)\]-])`;

const WITH_SEMICOLON = new RegExp(`${STATEMENT};${TRAILER}`, 'gm');
const WITHOUT_SEMICOLON = new RegExp(`${STATEMENT}[\\w)\\]'"}]${TRAILER}${CONTINUATION}`, 'gm');
const LINE_WITH_SEMICOLON = new RegExp(`;${TRAILER}`, 'gm');
const LINE_WITHOUT_SEMICOLON = new RegExp(`\\)${TRAILER}${CONTINUATION}`, 'gm');

/**
 * A file has no semicolons when more of its statements end without one than with one. Where it has
 * no such statements, all lines that end in `;` or `)` decide.
 */
function hasSemicolons(text: string): boolean {
  const withOne = count(text, WITH_SEMICOLON);
  const without = count(text, WITHOUT_SEMICOLON);
  if (withOne !== without) return withOne > without;
  return count(text, LINE_WITH_SEMICOLON) >= count(text, LINE_WITHOUT_SEMICOLON);
}
