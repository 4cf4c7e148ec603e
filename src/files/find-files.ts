// Which files a run looks at: the paths that were asked for, without what git ignores and without
// what is exempt.
import { statSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import picomatch from 'picomatch';
import type { FoundFiles } from './found-files.ts';
import { toLabel } from './label.ts';
import { isSourceFile } from './source-file.ts';
import { UsageError } from './usage-error.ts';
import { listSourceFiles, type FolderReader } from './walk.ts';

/** Which of the files below a folder are left out, by their labels, and why. */
export interface FileChoice {
  readonly root: string;
  readonly getExemption: (label: string) => string | undefined;
}

/**
 * Finds the files behind paths and globs; a glob with `!` in front takes files away again. A file
 * that is named itself is always
 * looked at, and a folder that is named is entered, whatever git ignores.
 * @param readFolder reads the folders that are walked through, for somebody who wants to know them
 * @throws UsageError for a path that is not there or can't be read, and when nothing matches
 */
export function findFiles(
  cwd: string,
  paths: readonly string[],
  { root, getExemption }: FileChoice,
  readFolder?: FolderReader,
): FoundFiles {
  const targets = paths.map((path) => toTarget(cwd, path));
  const isTakenAway = toFilter(targets.filter(({ kind }) => kind === 'exclusion'));
  const named = new Set(targets.filter(({ kind }) => kind === 'file').map(({ path }) => path));
  const found = new Set<string>();
  for (const target of targets)
    for (const path of listFiles(target, cwd, readFolder)) if (!isTakenAway(path)) found.add(path);
  if (named.size + found.size === 0) {
    throw new UsageError(
      `No JavaScript or TypeScript file in ${paths.map((path) => `\`${path}\``).join(', ')}. Name a folder or file that holds some.`,
    );
  }
  const counts = new Map<string, number>();
  const kept = [...found].filter((path) => {
    const reason = named.has(path) ? undefined : getExemption(toLabel(root, path));
    if (reason !== undefined) counts.set(reason, (counts.get(reason) ?? 0) + 1);
    return reason === undefined;
  });
  return {
    paths: [...new Set([...named, ...kept])].sort(),
    leftOut: [...counts].map(([reason, count]) => ({ reason, count })),
  };
}

/**
 * The files of a whole project that a run looks at. A project with a folder that can't be read has
 * no graph; whoever looks at that folder says so.
 */
export function listProjectFiles({ root, getExemption }: FileChoice): readonly string[] {
  try {
    return listSourceFiles(root, root).filter(
      (path) => getExemption(toLabel(root, path)) === undefined,
    );
  } catch {
    return [];
  }
}

/**
 * What an argument stands for. `path` is absolute; of a glob, it is the folder that all of it lies
 * in.
 */
interface Target {
  readonly kind: 'file' | 'folder' | 'glob' | 'exclusion';
  readonly path: string;
  readonly label: string;
  /** Whether a glob matches an absolute path. */
  readonly isMatch: (path: string) => boolean;
}

function listFiles(
  { kind, path, label, isMatch }: Target,
  cwd: string,
  readFolder?: FolderReader,
): readonly string[] {
  if (kind === 'file' || kind === 'exclusion') return [];
  try {
    return listSourceFiles(path, cwd, readFolder).filter(isMatch);
  } catch (error) {
    const place =
      error instanceof Error && 'path' in error ? toLabel(cwd, String(error.path)) : label;
    if (kind === 'glob' && getCode(error) === 'ENOENT') return [];
    throw new UsageError(
      `\`${place}\` can't be read (${getCode(error)}). Make it readable, or have \`.gitignore\` name it.`,
    );
  }
}

function toTarget(cwd: string, label: string): Target {
  const path = resolve(cwd, label);
  const all = { path, label, isMatch: () => true };
  try {
    const stats = statSync(path);
    if (stats.isDirectory()) return { ...all, kind: 'folder' };
    if (stats.isFile() && isSourceFile(path)) return { ...all, kind: 'file' };
  } catch (error) {
    const pattern = sep === '/' ? label : label.split(sep).join('/');
    if (pattern.startsWith('!'))
      return { ...toGlob(cwd, pattern.slice(1)), label, kind: 'exclusion' };
    if (picomatch.scan(pattern).isGlob) return { ...toGlob(cwd, pattern), label, kind: 'glob' };
    const code = getCode(error);
    throw new UsageError(
      code === 'ENOENT'
        ? `\`${label}\` does not exist. Name a file, a folder or a glob.`
        : `\`${label}\` can't be read (${code}). Make it readable, or leave it out.`,
    );
  }
  throw new UsageError(
    `\`${label}\` is no JavaScript or TypeScript file. Name one, or a folder that holds some.`,
  );
}

/** A glob, or a path without one: `!src/generated` takes the folder away with all that is in it. */
function toGlob(cwd: string, pattern: string): Pick<Target, 'path' | 'isMatch'> {
  const { base, glob } = picomatch.scan(pattern);
  const path = resolve(cwd, base);
  if (glob === '') return { path, isMatch: () => true };
  const isMatch = picomatch([glob, `${glob}/**`], { dot: true });
  return { path, isMatch: (file) => isMatch(toLabel(path, file)) };
}

function toFilter(exclusions: readonly Target[]): (path: string) => boolean {
  return (path) =>
    exclusions.some(
      (exclusion) =>
        (path === exclusion.path || path.startsWith(exclusion.path + sep)) &&
        exclusion.isMatch(path),
    );
}

function getCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
}
