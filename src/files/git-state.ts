// Whether git could undo a rewrite: finds uncommitted files under some paths.
import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import picomatch from 'picomatch';
import { toLabel } from './label.ts';
import { UsageError } from './usage-error.ts';
import { isSourceFile } from './source-file.ts';

const run = promisify(execFile);

/**
 * The files under `paths` that git could not restore: tracked ones with any change, staged or not,
 * and untracked source files. Empty outside a git tree, or if git is not installed. A glob covers
 * the whole folder that it starts in.
 * @throws UsageError if git fails in another way, as it is then unknown what would be lost
 */
export async function findUncommitted(
  cwd: string,
  paths: readonly string[],
): Promise<readonly string[]> {
  const byFolder = new Map<string, string[]>();
  for (const path of paths) {
    const target = toExisting(cwd, path);
    if (target) byFolder.set(target.folder, [...(byFolder.get(target.folder) ?? []), target.name]);
  }
  const found = new Set<string>();
  for (const [folder, names] of byFolder)
    for (const file of await getChanges(folder, names, cwd)) found.add(toLabel(cwd, file));
  return [...found];
}

/** A path as passed to git: `.` for a folder, so that the spelling of its path does not matter. */
function toExisting(
  cwd: string,
  path: string,
): { readonly folder: string; readonly name: string } | undefined {
  for (const candidate of [path, picomatch.scan(path).base]) {
    const existing = resolve(cwd, candidate);
    const stats = statSync(existing, { throwIfNoEntry: false });
    if (stats)
      return stats.isDirectory()
        ? { folder: existing, name: '.' }
        : { folder: dirname(existing), name: basename(existing) };
  }
  return undefined;
}

async function getChanges(
  folder: string,
  names: readonly string[],
  cwd: string,
): Promise<readonly string[]> {
  const top = await git(folder, cwd, ['rev-parse', '--show-cdup']);
  if (top === undefined) return [];
  const isWhole = names.includes('.');
  // A file that is named is rewritten even if git ignores it.
  const status = await git(folder, cwd, [
    'status',
    '--porcelain',
    '-z',
    '--untracked-files=all',
    ...(isWhole ? [] : ['--ignored']),
    '--',
    ...names,
  ]);
  return toEntries(status ?? '')
    .filter(({ code, file }) => code !== '??' || !isWhole || isSourceFile(file))
    .map(({ file }) => join(folder, top.trim(), file));
}

/** The output of git; `undefined` without git or a work tree. */
async function git(
  folder: string,
  cwd: string,
  args: readonly string[],
): Promise<string | undefined> {
  try {
    const env = { ...process.env, LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0' };
    const { stdout } = await run('git', ['--literal-pathspecs', ...args], {
      cwd: folder,
      maxBuffer: Infinity,
      env,
    });
    return stdout;
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw new UsageError(
      `git can't tell what has changed in \`${toLabel(cwd, folder) || '.'}\`: ${toReason(error)}. Pass --allow-dirty to write all the same.`,
    );
  }
}

/** `XY path`, ended by NUL; a renamed or copied one is followed by its old path. */
function toEntries(status: string): readonly { readonly code: string; readonly file: string }[] {
  const fields = status.split('\0');
  const entries: { code: string; file: string }[] = [];
  for (let index = 0; index < fields.length - 1; index += 1) {
    const field = fields[index] ?? '';
    entries.push({ code: field.slice(0, 2), file: field.slice(3) });
    if (/^(?:[RC].|.[RC])/.test(field)) index += 1;
  }
  return entries;
}

/** No git, or no work tree. */
function isAbsence(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    ('code' in error && error.code === 'ENOENT') ||
    ('stderr' in error &&
      /not a git repository|this operation must be run in a work tree/.test(String(error.stderr)))
  );
}

function toReason(error: unknown): string {
  const text =
    error instanceof Error && 'stderr' in error && error.stderr !== ''
      ? String(error.stderr)
      : String(error);
  return (text.split('\n')[0] ?? '').replace(/^fatal: /, '').replace(/\.$/, '');
}
