// Which files are too large to be looked into, or not written by people.
import { statSync } from 'node:fs';

/** In bytes; what a configuration says instead is its `maxFileSize`. */
export const DEFAULT_MAX_FILE_SIZE = 1_000_000;

/** Why files are left out by what they hold, as summaries say it. */
export const LARGE = 'large files';
export const MINIFIED = 'minified files';

/** Whether a file on the disk is larger than a limit; false for one that is not there. */
export function isLarge(path: string, limit = DEFAULT_MAX_FILE_SIZE): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > limit;
}

/** A line of this length may be generated. */
const LONG_LINE = 10_000;
/** With as many statements and blocks, it is code that was minified, and not data. */
const MANY_STATEMENTS = 300;

/** Whether a text was made by a minifier. */
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
