// Lists the source files of folders, except those that git ignores. Independent of arguments and
// configurations.
import fs, { existsSync, readFileSync, type Dirent } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { globbySync } from 'globby';
import ignore, { type Ignore } from 'ignore';

const SOURCE_GLOB = '**/*.{ts,mts,cts,tsx,js,mjs,cjs,jsx}';
/** Folders of installed or built files, skipped even if no `.gitignore` lists them. */
const NEVER_ENTERED = ['node_modules', 'dist', 'build', 'out', 'coverage'].map(
  (name) => `**/${name}/**`,
);

/**
 * Lists the source files below a folder, as absolute paths. The folder itself is entered whatever
 * its name; in it, hidden files and folders, installed and built ones, and links are skipped.
 * @param cwd outside a git tree, the topmost folder whose `.gitignore` counts
 * @param readFolder reads each folder of the walk, so that callers can record them
 * @throws the error of a folder that can't be read, with its `path`
 */
export function listSourceFiles(
  folder: string,
  cwd: string,
  readFolder: FolderReader = readEntries,
): readonly string[] {
  const scopes = findOuterScopes(folder, cwd);
  const { isFolderIgnored, isFileIgnored } = createIgnoreTests(folder, scopes);
  function readdirSync(path: string, options: { withFileTypes: true }): Dirent[];
  function readdirSync(path: string): string[];
  function readdirSync(path: string, options?: { withFileTypes: true }): Dirent[] | string[] {
    const own = resolve(path);
    if (isFolderIgnored(own)) return []; // it may be large or unreadable
    const entries = readFolder(own);
    if (!options) return entries.map(({ name }) => name);
    if (entries.some((entry) => entry.name === '.gitignore' && entry.isFile()))
      scopes.set(own, readRules(own));
    return entries;
  }
  // globby's own `gitignore` takes seven times as long: it looks for `.gitignore` files separately,
  // and tests each path against all of them.
  const entries = globbySync(SOURCE_GLOB, {
    cwd: folder,
    ignore: NEVER_ENTERED,
    followSymbolicLinks: false,
    expandDirectories: false,
    fs: { readdirSync },
  });
  return entries.map((entry) => join(folder, entry)).filter((path) => !isFileIgnored(path));
}

/** Reads a folder during a walk. */
export type FolderReader = (path: string) => Dirent[];

function readEntries(path: string): Dirent[] {
  return fs.readdirSync(path, { withFileTypes: true });
}

/** The rules of `.gitignore` files, by the folder that they are relative to. */
type Scopes = Map<string, Ignore>;
type PathTest = (path: string) => boolean;

/**
 * As in git: everything in an ignored folder is ignored, and of the `.gitignore` files above a
 * path, the nearest with a matching rule decides.
 */
function createIgnoreTests(
  root: string,
  scopes: Scopes,
): { readonly isFolderIgnored: PathTest; readonly isFileIgnored: PathTest } {
  const folders = new Map<string, boolean>([[root, false]]);
  const getVerdict = (path: string, isFolder: boolean): boolean => {
    for (let at = dirname(path); ; at = dirname(at)) {
      const rules = scopes.get(at);
      if (rules) {
        const inner = path.slice(at.endsWith(sep) ? at.length : at.length + 1);
        const { ignored, unignored } = rules.test(
          (sep === '/' ? inner : inner.split(sep).join('/')) + (isFolder ? '/' : ''),
        );
        if (ignored || unignored) return ignored;
      }
      if (dirname(at) === at) return false;
    }
  };
  const isFolderIgnored = (path: string): boolean => {
    const known = folders.get(path);
    if (known !== undefined) return known;
    const verdict = isFolderIgnored(dirname(path)) || getVerdict(path, true);
    folders.set(path, verdict);
    return verdict;
  };
  return {
    isFolderIgnored,
    isFileIgnored: (path) => isFolderIgnored(dirname(path)) || getVerdict(path, false),
  };
}

/**
 * The `.gitignore` files above a folder, up to the top of its git tree; none if they ignore the
 * folder itself.
 */
function findOuterScopes(folder: string, cwd: string): Scopes {
  const above: string[] = [];
  let at = folder;
  while (!existsSync(join(at, '.git')) && dirname(at) !== at) above.push((at = dirname(at)));
  const isInTree = existsSync(join(at, '.git'));
  const counted = above.filter(
    (path) => (isInTree || !isOutside(relative(cwd, path))) && existsSync(join(path, '.gitignore')),
  );
  const scopes = new Map(counted.map((path) => [path, readRules(path)]));
  return createIgnoreTests(at, scopes).isFolderIgnored(folder) ? new Map<string, Ignore>() : scopes;
}

function readRules(folder: string): Ignore {
  return ignore().add(readFileSync(join(folder, '.gitignore'), 'utf8').replace(/^\uFEFF/, ''));
}

/** Whether a relative path leads out of the folder that it starts from. */
function isOutside(inner: string): boolean {
  return isAbsolute(inner) || inner.split(sep)[0] === '..';
}
