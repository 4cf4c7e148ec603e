// Which files are too large to analyse, or minified.
import { statSync } from 'node:fs';

/** In bytes; a configuration overrides it with `maxFileSize`. */
export const DEFAULT_MAX_FILE_SIZE = 1_000_000;

/** Why files are skipped for their size or content, as summaries print it. */
export const LARGE = 'large files';
export const MINIFIED = 'minified files';

/** Whether a file is larger than a limit; false if it does not exist. */
export function isLarge(path: string, limit = DEFAULT_MAX_FILE_SIZE): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > limit;
}

/** A line of this length may be generated. */
const LONG_LINE = 10_000;
/** With more statements and blocks than this, it is minified code, not data. */
const MANY_STATEMENTS = 300;

/** Whether a text is minified. */
export function isMinified(text: string): boolean {
  if (text.length < LONG_LINE) return false;
  for (let start = 0; start < text.length;) {
    const at = text.indexOf('\n', start);
    const end = at < 0 ? text.length : at;
    if (end - start >= LONG_LINE && hasManyStatements(text.slice(start, end))) return true;
    start = end + 1;
  }
  return false;
}

function hasManyStatements(line: string): boolean {
  let count = 0;
  for (const _ of line.matchAll(/;(?=[\w$}(])|\)\{/g))
    if ((count += 1) > MANY_STATEMENTS) return true;
  return false;
}
