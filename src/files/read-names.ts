// Reads folders that may not exist.
import { readdirSync } from 'node:fs';

/** The sorted names in a folder; empty if it is not a folder or can't be read. */
export function readNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
