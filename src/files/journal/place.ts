// Where journals lie: in the cache folder of the project, else in the one of the user.
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { findCacheFolder, WITHIN_MODULES } from '../cache-folder.ts';
import { readNames } from '../read-names.ts';
import { UsageError } from '../usage-error.ts';
import { toOwnedName } from './owner.ts';

/** The number is that of the format: a version of Ballast looks at journals of its own format. */
const JOURNALS = 'rewrites-1';

/**
 * Makes an empty folder for a journal.
 * @param root the root of the project
 * @throws UsageError where there is no place for it
 */
export function makeJournalFolder(root: string): string {
  const places = [findCacheFolder(root) ?? [], getUserFolder()].flat();
  for (const place of places) {
    const folder = join(place, JOURNALS, toOwnedName());
    try {
      mkdirSync(dirname(folder), { recursive: true });
      // It holds sources, which others may not be meant to read.
      mkdirSync(folder, { mode: 0o700 });
      return folder;
    } catch {
      // Nothing may be made there: perhaps in the next place.
    }
  }
  throw new UsageError(
    `A rewrite is prepared in a folder of its own, and none can be made in ${places.map((place) => `\`${place}\``).join(' or ')}. Nothing was changed. Make one of them writable.`,
  );
}

/**
 * Finds the folders of all journals that a project may have left.
 * @param paths absolute paths of what a run looks at
 */
export function findJournalFolders(paths: readonly string[]): readonly string[] {
  const places = new Set([getUserFolder()]);
  const seen = new Set<string>();
  for (const path of paths)
    for (let at = path; !seen.has(at); at = dirname(at)) {
      seen.add(at);
      places.add(join(at, 'node_modules', WITHIN_MODULES));
    }
  return [...places]
    .map((place) => join(place, JOURNALS))
    .filter((place) => existsSync(place))
    .flatMap((place) => readNames(place).map((name) => join(place, name)));
}

function getUserFolder(): string {
  const { XDG_CACHE_HOME = '' } = process.env;
  return join(XDG_CACHE_HOME === '' ? join(homedir(), '.cache') : XDG_CACHE_HOME, 'ballast');
}
