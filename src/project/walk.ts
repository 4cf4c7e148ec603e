// Lists the source files of folders, past what git ignores. Knows nothing of arguments and configurations.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { globbySync } from 'globby';
import ignore, { type Ignore } from 'ignore';

const SOURCE_FILE = /\.(?:[cm]?[jt]s|[jt]sx)$/;
const SOURCE_GLOB = '**/*.{ts,mts,cts,tsx,js,mjs,cjs,jsx}';
/** Folders that hold what was installed or built, even where no `.gitignore` says so. */
const NEVER_ENTERED = ['node_modules', 'dist', 'build', 'out', 'coverage'].map((name) => `**/${name}/**`);

/** A `.gitignore` and the folder that it is relative to. */
interface Scope {
  readonly folder: string;
  readonly rules: Ignore;
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
  // globby's own `gitignore` takes seven times as long: it looks for the files a second time, and tests each path against all of them.
  const entries = globbySync([SOURCE_GLOB, '**/.gitignore'], { cwd: folder, ignore: NEVER_ENTERED, followSymbolicLinks: false, expandDirectories: false });
  const inner = entries.filter((entry) => entry.endsWith('.gitignore')).map((entry) => toScope(dirname(join(folder, entry))));
  const isIgnored = createIgnoreTest(folder, [...findOuterScopes(folder, cwd), ...inner]);
  return entries.filter(isSourceFile).map((entry) => join(folder, entry)).filter((path) => !isIgnored(path));
}

/** git's way: what lies in an ignored folder is ignored, and of the `.gitignore` files above a path the nearest one that says anything counts. */
function createIgnoreTest(root: string, scopes: readonly Scope[]): (path: string) => boolean {
  const byFolder = new Map(scopes.map((scope) => [scope.folder, scope.rules]));
  const folders = new Map<string, boolean>([[root, false]]);
  const getVerdict = (path: string, isFolder: boolean): boolean => {
    for (let at = dirname(path); ; at = dirname(at)) {
      const rules = byFolder.get(at);
      if (rules) {
        const inner = path.slice(at.endsWith(sep) ? at.length : at.length + 1);
        const { ignored, unignored } = rules.test((sep === '/' ? inner : inner.split(sep).join('/')) + (isFolder ? '/' : ''));
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
  return (path) => isFolderIgnored(dirname(path)) || getVerdict(path, false);
}

/** The `.gitignore` files above a folder, up to the top of its git tree. */
function findOuterScopes(folder: string, cwd: string): readonly Scope[] {
  const above: string[] = [];
  let at = folder;
  while (!existsSync(join(at, '.git')) && dirname(at) !== at) above.push((at = dirname(at)));
  const isInTree = existsSync(join(at, '.git'));
  return above.filter((path) => (isInTree || !isOutside(relative(cwd, path))) && existsSync(join(path, '.gitignore'))).map(toScope);
}

function toScope(folder: string): Scope {
  return { folder, rules: ignore().add(readFileSync(join(folder, '.gitignore'), 'utf8').replace(/^\uFEFF/, '')) };
}

/** Whether a relative path leads out of the folder that it starts from. */
function isOutside(inner: string): boolean {
  return isAbsolute(inner) || inner.split(sep)[0] === '..';
}
