// The project as it was at a git revision, beside the working tree: a temporary worktree with the
// installed packages linked.
import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { UsageError } from '../files/usage-error.ts';

const run = promisify(execFile);

/**
 * Lets work be done in a folder that stands for `cwd` at a revision; then it goes.
 * @throws UsageError outside of a git tree, or for no revision
 */
export async function withRevision<T>(
  cwd: string,
  revision: string,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const top = realpathSync(
    (
      await git(cwd, ['rev-parse', '--show-toplevel'], 'There is no git tree here to compare with')
    ).trim(),
  );
  const commit = (
    await git(
      top,
      ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`],
      `git knows no revision \`${revision}\``,
    )
  ).trim();
  const parent = realpathSync(mkdtempSync(join(tmpdir(), 'ballast-compare-')));
  const tree = join(parent, 'before');
  try {
    await git(
      top,
      ['worktree', 'add', '--detach', '--quiet', tree, commit],
      `git can't lay out \`${revision}\``,
    );
    for (const folder of await findModuleFolders(top)) linkModules(top, folder, tree);
    const inner = relative(top, realpathSync(cwd));
    if (!existsSync(join(tree, inner)))
      throw new UsageError(`The folder \`${inner}\` was not there at \`${revision}\`.`);
    return await work(join(tree, inner));
  } finally {
    rmSync(parent, { recursive: true, force: true, maxRetries: 3 });
    await run('git', ['worktree', 'prune'], { cwd: top }).catch(() => undefined);
  }
}

/**
 * Folders of the working tree, relative to its top, whose packages have their own `node_modules`.
 */
async function findModuleFolders(top: string): Promise<readonly string[]> {
  const names = await git(
    top,
    ['ls-files', '-z', '--', 'package.json', '**/package.json'],
    "git can't list the packages",
  );
  const folders = new Set([
    '',
    ...names
      .split('\0')
      .filter((name) => name !== '')
      .map((name) => dirname(name)),
  ]);
  return [...folders].filter((folder) => existsSync(join(top, folder, 'node_modules')));
}

/** The packages of the project itself, which are links in there, must be those of the revision. */
function linkModules(top: string, folder: string, tree: string): void {
  const from = join(top, folder, 'node_modules');
  const to = join(tree, folder, 'node_modules');
  if (existsSync(to) || !existsSync(dirname(to))) return;
  const names = readdirSync(from).flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(from, name)).map((inner) => join(name, inner)) : [name],
  );
  const links = names.map((name) => ({ name, target: resolveInTree(join(from, name), top, tree) }));
  if (links.every(({ target }) => target === undefined)) {
    symlinkSync(from, to, 'junction');
    return;
  }
  for (const { name, target } of links) {
    mkdirSync(dirname(join(to, name)), { recursive: true });
    symlinkSync(target ?? join(from, name), join(to, name), 'junction');
  }
}

/**
 * Where a link to a package of the project leads at the revision; undefined for what was installed.
 */
function resolveInTree(path: string, top: string, tree: string): string | undefined {
  const real = existsSync(path) ? realpathSync(path) : path;
  const isOwn = real.startsWith(top + sep) && !real.split(sep).includes('node_modules');
  return isOwn ? join(tree, relative(top, real)) : undefined;
}

async function git(cwd: string, args: readonly string[], problem: string): Promise<string> {
  try {
    return (
      await run('git', [...args], {
        cwd,
        maxBuffer: Infinity,
        env: { ...process.env, LC_ALL: 'C' },
      })
    ).stdout;
  } catch (error) {
    const [line = ''] = (
      error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error)
    ).split('\n');
    throw new UsageError(
      `${problem}${line === '' ? '' : `: ${line.replace(/^fatal: /, '').replace(/\.$/, '')}`}.`,
    );
  }
}
