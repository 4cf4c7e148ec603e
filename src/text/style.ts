// How a file is written: line ends, indentation unit, semicolons, quotes. Read off its text, so that what is written in looks the same.

/** The layout habits of one file. */
export interface TextStyle {
  readonly eol: '\n' | '\r\n';
  /** One step of indentation. */
  readonly indent: string;
  /** `;` or nothing: what ends a statement. */
  readonly semicolon: ';' | '';
  readonly quote: '"' | "'";
}

/** Reads the style off a text; where it shows none, the most usual one. */
export function getStyle(text: string): TextStyle {
  const crlf = count(text, /\r\n/g);
  return {
    eol: crlf > 0 && crlf * 2 >= count(text, /\n/g) ? '\r\n' : '\n',
    indent: getIndentUnit(text),
    semicolon: hasSemicolons(text) ? ';' : '',
    quote: hasDoubleQuotes(text) ? '"' : "'",
  };
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

/** Modules are named in every file and hold no quotes themselves; other strings count where there is no module. */
function hasDoubleQuotes(text: string): boolean {
  const double = count(text, /(?:from|require\(|import\(|import)\s*"/g);
  const single = count(text, /(?:from|require\(|import\(|import)\s*'/g);
  return double + single > 0
    ? double > single
    : count(text, /"[^"'\n]*"/g) > count(text, /'[^"'\n]*'/g);
}

/** What a line may end with behind its code: `// …`, or a block comment on one line. */
const TRAILER = String.raw`[ \t]*(?:\/\/.*|\/\*.*\*\/[ \t]*)?\r?$`;
/** What statements that end on the line they start on start with. A type's members and a `}` say nothing. */
const STATEMENT = String.raw`^[ \t]*(?:import|export (?:const|let|var|type|\{|\*)|const|let|var|return|throw|await)\b.*`;
/** The next line goes on with the statement: `.then(…)`, `|| other`. */
const CONTINUATION = String.raw`(?!\s*[.?:&|+*/%<>=,)\]-])`;

const WITH_SEMICOLON = new RegExp(`${STATEMENT};${TRAILER}`, 'gm');
const WITHOUT_SEMICOLON = new RegExp(`${STATEMENT}[\\w)\\]'"}]${TRAILER}${CONTINUATION}`, 'gm');
const LINE_WITH_SEMICOLON = new RegExp(`;${TRAILER}`, 'gm');
const LINE_WITHOUT_SEMICOLON = new RegExp(`\\)${TRAILER}${CONTINUATION}`, 'gm');

/** A file goes without semicolons when more of its statements end without one than with; what else ends a line decides where there are none. */
function hasSemicolons(text: string): boolean {
  const withOne = count(text, WITH_SEMICOLON);
  const without = count(text, WITHOUT_SEMICOLON);
  if (withOne !== without) return withOne > without;
  return count(text, LINE_WITH_SEMICOLON) >= count(text, LINE_WITHOUT_SEMICOLON);
}
