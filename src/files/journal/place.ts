// Where journals are stored: in the project's cache folder, else in the user's.
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { findCacheFolder, WITHIN_MODULES } from '../cache-folder.ts';
import { readNames } from '../read-names.ts';

/** The number is the format version: Ballast reads only journals of its own format. */
const JOURNALS = 'rewrites-1';

/**
 * The folders that a project's journal may be in, the best first.
 * @param root the root of the project
 */
export function getPlaces(root: string): readonly string[] {
  return [findCacheFolder(root) ?? [], getUserFolder()]
    .flat()
    .map((place) => join(place, JOURNALS));
}

/**
 * Finds the folders of all journals that a project may have left.
 * @param paths absolute paths that the run covers
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
