// The files that are put to the torture: every source file below some folders, tests, ignored ones
// and those of Flow included.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_MAX_FILE_SIZE } from '../../files/file-size.ts';
import { toSourceText, type SourceText } from '../../text/source-text.ts';

const FILE = /\.(?:[cm]?[jt]s|[jt]sx|flow)$/;

/** Lists the files below a folder, or gives the file itself, as absolute paths in order. */
export function listFiles(target: string): readonly string[] {
  if (!statSync(target).isDirectory()) return [target];
  return readdirSync(target, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && FILE.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes('node_modules') && !path.includes('/.git/'))
    .sort();
}

/** Reads a file; undefined for one that `fix` leaves out for its size. */
export function readFile(path: string): SourceText | undefined {
  const raw = readFileSync(path, 'utf8');
  if (raw.length > DEFAULT_MAX_FILE_SIZE) return undefined;
  return toSourceText(path.replace(/\.flow$/, '.js').replace(/\.js\.js$/, '.js'), raw);
}
