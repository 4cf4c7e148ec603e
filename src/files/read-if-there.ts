// Reads what may have gone since it was found.
import { readFileSync } from 'node:fs';

/** The text of a file, or undefined for one that is not there, is a folder, or can't be read. */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
