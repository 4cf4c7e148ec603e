// The files that a computed specifier may mean: all that match its constant text, like a context
// module of webpack. Reads folders, not files.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { toGapPattern } from '../text/pattern.ts';
import { readNames } from '../files/read-names.ts';

/** What Node or a TypeScript runner loads without the extension. */
const LOADED = /\.(?:[cm]?[jt]s|[jt]sx|node)$/;
const TYPES_AND_TESTS = /\.(?:d|test|spec)\.[cm]?[jt]sx?$/;
/** Stands for a gap while the text is split into segments. */
const GAP = '\0';

/**
 * Finds what a computed specifier may mean, as specifiers relative to the same folder.
 *
 * @param pieces - constant text with a gap between every two pieces; a gap stands for one path
 * segment, or for a part of one
 */
export function findMatches(folder: string, pieces: readonly string[]): readonly string[] {
  const segments = pieces.join(GAP).split('/');
  let found: readonly string[] = [''];
  for (const [index, segment] of segments.entries()) {
    const end = index === segments.length - 1 ? '' : '/';
    found = found.flatMap((before) => {
      const names = segment.includes(GAP)
        ? readNames(join(folder, before)).filter((name) => isMatch(name, segment, end === ''))
        : [segment];
      return names.map((name) => `${before}${name}${end}`);
    });
  }
  // A path that doesn't exist as written may exist with the extension of its source.
  return found.map((path) =>
    !existsSync(join(folder, path)) && existsSync(join(folder, toSource(path)))
      ? toSource(path)
      : path,
  );
}

function isMatch(name: string, segment: string, isLast: boolean): boolean {
  if (name.startsWith('.') || name === 'node_modules' || TYPES_AND_TESTS.test(name)) return false;
  const pattern = toGapPattern(segment.split(GAP));
  if (!isLast) return pattern.test(name);
  // A name without an extension may be a folder. In sources, `a.js` refers to what will be built
  // from `a.ts`.
  return (
    (LOADED.test(name) || !/\.\w+$/.test(name)) &&
    [name, name.replace(LOADED, ''), name.replace(/\.([cm]?)tsx?$/, '.$1js')].some((one) =>
      pattern.test(one),
    )
  );
}

function toSource(path: string): string {
  return path.replace(/\.([cm]?)js$/, '.$1ts');
}
