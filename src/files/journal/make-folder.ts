// Creates the folder of a journal.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../usage-error.ts';
import { toOwnedName } from './owner.ts';
import { getPlaces } from './place.ts';

/**
 * Creates an empty folder for a journal.
 * @param root the root of the project
 * @throws UsageError if no place is writable
 */
export function makeJournalFolder(root: string): string {
  const places = getPlaces(root);
  for (const place of places) {
    const folder = join(place, toOwnedName());
    try {
      mkdirSync(place, { recursive: true });
      // It contains sources, which other users may not be allowed to read.
      mkdirSync(folder, { mode: 0o700 });
      return folder;
    } catch {
      // Not writable; try the next place.
    }
  }
  throw new UsageError(
    `The folder in which a rewrite is prepared can't be created in ${places.map((place) => `\`${place}\``).join(' or ')}. Nothing was changed. Make one of them writable.`,
  );
}
