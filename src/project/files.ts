// Which files a run looks at: the paths that were asked for, without what git ignores and without what is exempt.
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { globby, isDynamicPattern } from 'globby';
import { toLabel, type Session } from './session.ts';
import { UsageError } from './usage-error.ts';

/** The files of a run, as absolute paths, and how many were left out and why. */
export interface FoundFiles {
  readonly paths: readonly string[];
  readonly leftOut: readonly { readonly reason: string; readonly count: number }[];
}

const EXTENSIONS = 'ts,mts,cts,tsx,js,mjs,cjs,jsx';
const IGNORED = ['**/node_modules/**', '**/.git/**', '**/dist/**', '**/build/**', '**/out/**', '**/coverage/**', '**/.next/**'];

/**
 * Finds the files behind paths and globs. A file that is named itself is always looked at.
 * @throws UsageError for a path that is not there or can't be read, and when nothing matches
 */
export async function findFiles(cwd: string, paths: readonly string[], { root, getExemption }: Pick<Session, 'root' | 'getExemption'>): Promise<FoundFiles> {
  const named = new Set<string>();
  const found = new Set<string>();
  for (const path of paths) {
    const kind = await getKind(cwd, path);
    if (kind === 'file') named.add(resolve(cwd, path));
    else for (const file of await glob(kind, cwd, path)) found.add(resolve(cwd, file));
  }
  const counts = new Map<string, number>();
  const kept = [...found].filter((path) => {
    const reason = named.has(path) ? undefined : getExemption(toLabel(root, path));
    if (reason !== undefined) counts.set(reason, (counts.get(reason) ?? 0) + 1);
    return reason === undefined;
  });
  if (named.size + found.size === 0) {
    throw new UsageError(`No JavaScript or TypeScript file in ${paths.map((path) => `\`${path}\``).join(', ')}. Name a folder or file that holds some.`);
  }
  return {
    paths: [...new Set([...named, ...kept])].sort(),
    leftOut: [...counts].map(([reason, count]) => ({ reason, count })),
  };
}

async function glob(kind: 'directory' | 'pattern', cwd: string, path: string): Promise<readonly string[]> {
  const isDirectory = kind === 'directory';
  return globby(isDirectory ? `**/*.{${EXTENSIONS}}` : path, {
    cwd: isDirectory ? resolve(cwd, path) : cwd,
    absolute: true,
    gitignore: true,
    ignore: IGNORED,
    suppressErrors: false,
  });
}

async function getKind(cwd: string, path: string): Promise<'file' | 'directory' | 'pattern'> {
  try {
    const stats = await stat(resolve(cwd, path));
    if (stats.isDirectory()) return 'directory';
    if (new RegExp(`\\.(?:${EXTENSIONS.replaceAll(',', '|')})$`).test(path)) return 'file';
  } catch (error) {
    if (isDynamicPattern(path)) return 'pattern';
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new UsageError(code === 'ENOENT' ? `\`${path}\` does not exist.` : `\`${path}\` can't be read (${code}).`);
  }
  throw new UsageError(`\`${path}\` is no JavaScript or TypeScript file.`);
}
