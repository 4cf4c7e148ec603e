// Reads folders that may not be there.
import { readdirSync } from 'node:fs';

/** The sorted names in a folder; none for what is no folder or can't be read. */
export function readNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
