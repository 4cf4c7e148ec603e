// Reads files that may no longer exist.
import { readFileSync } from 'node:fs';

/** The text of a file; undefined if it does not exist, is a folder, or can't be read. */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
