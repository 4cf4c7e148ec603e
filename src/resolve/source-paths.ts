// Maps build output to its source, whether or not the build has run.
import { dirname, join, relative, sep } from 'node:path';
import type { Compilation, CompilationProvider } from './compiler-options.ts';
import { findLocalFile, type FileTest } from './local-paths.ts';

/** Output folders of builds, with the format folders that some contain. */
const OUTPUT =
  /^(?:dist|build|lib|out|output|_?esm|cjs|es|\.output)(?:\/(?:src|esm|cjs|es|main|module|node|lib|esm2022|development|production))?(?=\/|$)/;

/**
 * The source of a built file: by `outDir` and `rootDir` of the package's `tsconfig.json`, else by
 * the usual names of output folders.
 * @param folder the package's folder
 * @param built an absolute path in it, which need not exist
 */
export function findSourceOf(
  built: string,
  folder: string,
  getCompilation: CompilationProvider,
  isFile: FileTest,
): string | undefined {
  const compilation = getCompilation(join(folder, 'index.ts'));
  for (const candidate of [
    ...findByOptions(built, folder, compilation),
    ...findByNames(built, folder),
  ]) {
    const source =
      findLocalFile(candidate, 'x.ts', isFile) ??
      findLocalFile(withoutExtension(candidate), 'x.ts', isFile);
    if (source !== undefined && !source.endsWith('.json')) return source;
  }
  return undefined;
}

/**
 * @see https://www.typescriptlang.org/tsconfig/#rootDir: without `rootDir` it is the folder that
 *   contains all sources
 */
function* findByOptions(
  built: string,
  folder: string,
  { path, options }: Compilation,
): Iterable<string> {
  if (path === undefined || options.outDir === undefined) return;
  const base = dirname(path);
  const inner = relative(join(base, options.outDir), built);
  if (inner.startsWith('..')) return;
  if (options.rootDir !== undefined) yield join(base, options.rootDir, inner);
  else yield* [join(folder, 'src', inner), join(folder, inner)];
}

function* findByNames(built: string, folder: string): Iterable<string> {
  const inner = relative(folder, built).split(sep).join('/');
  if (inner.startsWith('..')) return;
  const rest = inner.replace(OUTPUT, '');
  if (rest === inner) return;
  yield join(folder, 'src', rest);
  yield join(folder, rest);
  yield join(folder, 'src', rest.split('/').slice(2).join('/') || 'index');
}

function withoutExtension(path: string): string {
  return path.replace(/(?:\.d)?\.[mc]?[jt]sx?$/, '');
}
