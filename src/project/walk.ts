// Walks folders for source files, past what git ignores. Knows nothing of arguments and configurations.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { parseGitIgnore, type IgnoreTest } from './git-ignore.ts';

const SOURCE_FILE = /\.(?:[cm]?[jt]s|[jt]sx)$/;
/** Folders that hold what was installed or built, even where no `.gitignore` says so. */
const NEVER_ENTERED: ReadonlySet<string> = new Set(['node_modules', 'dist', 'build', 'out', 'coverage']);

/** A `.gitignore` and the length of the path, with its last `/`, that it is relative to. */
interface Scope {
  readonly skip: number;
  readonly test: IgnoreTest;
}

/** Whether a file holds JavaScript or TypeScript, by its name. */
export function isSourceFile(path: string): boolean {
  return SOURCE_FILE.test(path);
}

/**
 * Lists the source files below a folder, as absolute paths. The folder itself is entered whatever it is called; in it, hidden
 * files and folders, installed and built ones, and links are passed over.
 * @param cwd where `.gitignore` files above the folder begin to count when it belongs to no git tree
 * @throws the error of a folder that can't be read, with its `path`
 */
export function listSourceFiles(folder: string, cwd: string): readonly string[] {
  const files: string[] = [];
  const enter = (path: string, outer: readonly Scope[]): void => {
    const entries = readdirSync(path, { withFileTypes: true });
    const scopes = entries.some((entry) => entry.name === '.gitignore' && entry.isFile()) ? addScope(outer, path) : outer;
    const prefix = path.endsWith(sep) ? path : path + sep;
    for (const entry of entries) {
      const { name } = entry;
      const isFolder = entry.isDirectory();
      if (name.startsWith('.') || (isFolder ? NEVER_ENTERED.has(name) : !entry.isFile() || !SOURCE_FILE.test(name))) continue;
      const child = prefix + name;
      if (isIgnored(child, isFolder, scopes)) continue;
      if (isFolder) enter(child, scopes);
      else files.push(child);
    }
  };
  enter(folder, findOuterScopes(folder, cwd));
  return files;
}

/** What the nearest `.gitignore` that says anything says. */
function isIgnored(path: string, isFolder: boolean, scopes: readonly Scope[]): boolean {
  for (const { skip, test } of scopes) {
    const inner = path.slice(skip);
    const verdict = test(sep === '/' ? inner : inner.split(sep).join('/'), isFolder);
    if (verdict !== undefined) return verdict;
  }
  return false;
}

/** The `.gitignore` files above a folder, nearest first, up to the top of its git tree. */
function findOuterScopes(folder: string, cwd: string): readonly Scope[] {
  const above: string[] = [];
  let at = folder;
  while (!existsSync(join(at, '.git')) && dirname(at) !== at) above.push((at = dirname(at)));
  const isInTree = existsSync(join(at, '.git'));
  const counted = above.filter((path) => (isInTree || isBelow(path, cwd)) && existsSync(join(path, '.gitignore')));
  return counted.reduceRight(addScope, []);
}

function addScope(outer: readonly Scope[], folder: string): readonly Scope[] {
  const skip = folder.endsWith(sep) ? folder.length : folder.length + 1;
  return [{ skip, test: parseGitIgnore(readFileSync(join(folder, '.gitignore'), 'utf8')) }, ...outer];
}

/** Whether a path is a folder or lies in it. */
function isBelow(path: string, folder: string): boolean {
  const inner = relative(folder, path);
  return !isAbsolute(inner) && inner.split(sep)[0] !== '..';
}
