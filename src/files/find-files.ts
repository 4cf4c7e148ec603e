// Finds the files of a run: those behind the given paths, except what git ignores and what is
// exempt.
import { statSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import picomatch from 'picomatch';
import type { FoundFiles } from './found-files.ts';
import { toLabel } from './label.ts';
import { isSourceFile } from './source-file.ts';
import { UsageError } from './usage-error.ts';
import { listSourceFiles, type FolderReader } from './walk.ts';

/** Which files below a folder are left out, by their labels, and why. */
export interface FileChoice {
  readonly root: string;
  readonly getExemption: (label: string) => string | undefined;
}

/**
 * Finds the files behind paths and globs; a glob with a leading `!` excludes files. A file that is
 * named itself is always included, and a folder that is named is entered, whatever git ignores.
 * @param readFolder reads each folder of the walk, so that callers can record them
 * @throws UsageError if a path does not exist or can't be read, and if nothing matches
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
 * The files of a whole project, except exempt ones. None if a folder can't be read: a run that
 * covers that folder reports it.
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
 * What an argument names. `path` is absolute; for a glob, it is the folder that contains all
 * matches.
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
      `\`${place}\` can't be read (${getCode(error)}). Make it readable, or add it to \`.gitignore\`.`,
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

/** A glob, or a plain path: `!src/generated` excludes the folder with everything in it. */
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
