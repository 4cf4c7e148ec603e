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
    quote: count(text, /(?:from|require\(|import\(|import)\s*"/g) > count(text, /(?:from|require\(|import\(|import)\s*'/g) ? '"' : "'",
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

/** A file goes without semicolons when more of its statements end without one than with. */
function hasSemicolons(text: string): boolean {
  const withOne = count(text, /;[ \t]*(?:\/\/.*)?\r?$/gm);
  const without = count(text, /^(?:[ \t]*(?:import|export|const|let|var|return)\b.*[\w)\]'"`])[ \t]*\r?$/gm);
  return withOne >= without;
}
