// Makes the folder of a journal.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../usage-error.ts';
import { toOwnedName } from './owner.ts';
import { getPlaces } from './place.ts';

/**
 * Makes an empty folder for a journal.
 * @param root the root of the project
 * @throws UsageError where there is no place for it
 */
export function makeJournalFolder(root: string): string {
  const places = getPlaces(root);
  for (const place of places) {
    const folder = join(place, toOwnedName());
    try {
      mkdirSync(place, { recursive: true });
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
