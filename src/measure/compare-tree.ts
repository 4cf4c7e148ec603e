// Runs work on the project at a git revision: in a temporary worktree with the installed packages
// linked.
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
 * Runs work in a temporary folder that holds `cwd` at a revision, and removes it afterwards.
 *
 * @throws UsageError outside a git tree, or for an unknown revision
 */
export async function withRevision<T>(
  cwd: string,
  revision: string,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const top = realpathSync(
    (
      await git(
        cwd,
        ['rev-parse', '--show-toplevel'],
        'There is no git repository here to compare with',
      )
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
      `git can't check out \`${revision}\``,
    );
    for (const folder of await findModuleFolders(top)) linkModules(top, folder, tree);
    const inner = relative(top, realpathSync(cwd));
    if (!existsSync(join(tree, inner)))
      throw new UsageError(`The folder \`${inner}\` did not exist at \`${revision}\`.`);
    return await work(join(tree, inner));
  } finally {
    rmSync(parent, { recursive: true, force: true, maxRetries: 3 });
    await run('git', ['worktree', 'prune'], { cwd: top }).catch(() => undefined);
  }
}

/** Finds the folders of the working tree with their own `node_modules`, relative to its top. */
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

/**
 * Links the installed packages. Packages of the project itself, which are links in `node_modules`,
 * must be those of the revision.
 */
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
 * Resolves a link to a package of the project to its folder at the revision; undefined for
 * installed packages.
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
