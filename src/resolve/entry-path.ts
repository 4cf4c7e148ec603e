// Finds the file that an entry names.
import { statSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { readIfThere } from '../files/read-if-there.ts';
import { UsageError } from '../files/usage-error.ts';
import { isSourceFile } from '../files/source-file.ts';

/** The file of an entry, as `node <entry>` finds it: `server` for `server.js`. */
export function resolveEntry(cwd: string, entry: string): string {
  const path = resolve(cwd, entry);
  const isFile = (one: string): boolean =>
    statSync(one, { throwIfNoEntry: false })?.isFile() === true;
  return !isFile(path) && isFile(`${path}.js`) ? `${path}.js` : path;
}

/**
 * Whether a file is JavaScript or TypeScript: by its name, or without an extension by its first
 * line, `#!/usr/bin/env node`.
 */
export function isEntryFile(path: string): boolean {
  return (
    isSourceFile(path) || (extname(path) === '' && /^#!.*\bnode\b/.test(readIfThere(path) ?? ''))
  );
}

/**
 * The absolute path of an entry.
 * @param prefix the start of the error message, if the name is not from the command line
 * @throws UsageError if it is not a JavaScript or TypeScript file
 */
export function toEntryPath(cwd: string, entry: string, prefix = ''): string {
  const path = resolveEntry(cwd, entry);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats)
    throw new UsageError(
      `${prefix}\`${entry}\` does not exist. Name the file that starts the server.`,
    );
  if (!stats.isFile() || !isEntryFile(path))
    throw new UsageError(
      `${prefix}\`${entry}\` is no JavaScript or TypeScript file. Name the file that starts the server.`,
    );
  return path;
}
