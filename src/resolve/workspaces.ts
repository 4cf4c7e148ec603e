// Finds the workspace packages of a project, to which bare specifiers resolve even without
// `node_modules`.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { globbySync } from 'globby';
import { resolveExports } from 'resolve-pkg-maps';
import type { CompilationProvider } from './compiler-options.ts';
import { findLocalFile, type FileTest } from './local-paths.ts';
import { findSourceOf } from './source-paths.ts';

/** A package of the project. */
export interface WorkspacePackage {
  readonly name: string;
  readonly folder: string;
  readonly manifest: Readonly<Record<string, unknown>>;
}

/**
 * Finds the packages of the project that a folder belongs to, by name. Of two with the same name,
 * the one nearer to the root wins.
 */
export function findWorkspacePackages(folder: string): ReadonlyMap<string, WorkspacePackage> {
  const top = findTop(folder);
  const paths = globbySync('**/package.json', {
    cwd: top,
    absolute: true,
    ignore: ['**/node_modules/**', '**/{fixtures,__fixtures__,dist,build}/**'],
    followSymbolicLinks: false,
    expandDirectories: false,
  });
  const packages = new Map<string, WorkspacePackage>();
  for (const path of paths.sort(
    (a, b) => a.split('/').length - b.split('/').length || (a < b ? -1 : 1),
  )) {
    const manifest = readManifest(path);
    const name = manifest?.['name'];
    if (manifest && typeof name === 'string' && !packages.has(name))
      packages.set(name, { name, folder: dirname(path), manifest });
  }
  return packages;
}

/** The root folder of the workspaces, upwards; else the nearest package's. */
function findTop(folder: string): string {
  let nearest: string | undefined;
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, 'pnpm-workspace.yaml')) || existsSync(join(at, 'lerna.json')))
      return at;
    if (existsSync(join(at, 'package.json'))) {
      nearest ??= at;
      if (readManifest(join(at, 'package.json'))?.['workspaces'] !== undefined) return at;
    }
    if (existsSync(join(at, '.git')) || dirname(at) === at) return nearest ?? folder;
  }
}

/**
 * The source file that a specifier resolves to in a workspace package: the source of the file that
 * its `exports` or `main` name, else that file.
 * @param subpath what follows the package's name and `/`; may be empty
 */
export function resolveInWorkspace(
  { folder, manifest }: WorkspacePackage,
  subpath: string,
  conditions: readonly string[],
  getCompilation: CompilationProvider,
  isFile: FileTest,
): string | undefined {
  for (const target of getTargets(manifest, subpath, conditions)) {
    const path = join(folder, target);
    const source =
      findSourceOf(path, folder, getCompilation, isFile) ?? findLocalFile(path, 'x.ts', isFile);
    if (source !== undefined) return source;
  }
  return undefined;
}

function* getTargets(
  manifest: Readonly<Record<string, unknown>>,
  subpath: string,
  conditions: readonly string[],
): Iterable<string> {
  const exports: unknown = manifest['exports'];
  if (isExports(exports)) {
    try {
      yield* resolveExports(exports, subpath, [...conditions, 'default']);
    } catch {
      // the package does not export that
    }
    return;
  }
  if (subpath !== '') {
    yield* [subpath, join('src', subpath)];
    return;
  }
  for (const field of ['main', 'module', 'source', 'types']) {
    const target = manifest[field];
    if (typeof target === 'string') yield target;
  }
  yield* ['index', 'src/index'];
}

function isExports(value: unknown): value is Parameters<typeof resolveExports>[0] {
  return typeof value === 'string' || (typeof value === 'object' && value !== null);
}

function readManifest(path: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
