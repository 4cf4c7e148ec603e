// Maps built files to their sources, and back: by source maps if there are any, else by the
// compiler options and the usual names of output folders.
import { statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CompilationProvider } from './compiler-options.ts';
import { isFileOnDisk } from './local-paths.ts';
import { findManifestFolder } from '../files/manifest.ts';
import { readIfThere } from '../files/read-if-there.ts';
import { findSourceOf } from './source-paths.ts';

const FOLDERS = ['dist', 'build', 'lib', 'out', 'dist/src', 'build/src'];

/** The sources of a built file; the file itself if nothing shows that it was built. */
export function getSourcesOf(
  built: string,
  getCompilation: CompilationProvider,
): readonly string[] {
  const mapped = readMappedSources(built).filter(
    (path) => isFileOnDisk(path) && !/[\\/]node_modules[\\/]/.test(path),
  );
  if (mapped.length > 0) return mapped;
  const folder = findManifestFolder(dirname(built));
  const source =
    folder === undefined || !/\.[mc]?js$/.test(built)
      ? undefined
      : findSourceOf(built, folder, getCompilation, isFileOnDisk);
  return source !== undefined && /(?<!\.d)\.[mc]?tsx?$/.test(source) ? [source] : [built];
}

/** The file that was built from a TypeScript source; undefined if there is none. */
export function findBuiltOf(
  source: string,
  getCompilation: CompilationProvider,
): string | undefined {
  const folder = findManifestFolder(dirname(source)) ?? dirname(source);
  const { path, options } = getCompilation(source);
  const base = path === undefined ? folder : dirname(path);
  const roots = [
    ...(options.rootDir === undefined ? [] : [join(base, options.rootDir)]),
    join(base, 'src'),
    base,
  ];
  const outputs = [
    ...(options.outDir === undefined ? [] : [join(base, options.outDir)]),
    ...FOLDERS.map((name) => join(folder, name)),
  ];
  for (const output of outputs) {
    for (const root of roots) {
      const inner = relative(root, source);
      if (inner.startsWith('..')) continue;
      for (const candidate of toBuiltNames(join(output, inner)))
        if (isFileOnDisk(candidate) && getSourcesOf(candidate, getCompilation).includes(source))
          return candidate;
    }
  }
  return undefined;
}

/** Whether a source is newer than the file that was built from it. */
export function isStale(source: string, built: string): boolean {
  return statSync(source).mtimeMs > statSync(built).mtimeMs;
}

function toBuiltNames(path: string): readonly string[] {
  const bare = path.replace(/\.([mc]?)tsx?$/, '.$1js');
  return [
    ...new Set([bare, bare.replace(/\.[mc]?js$/, '.mjs'), bare.replace(/\.[mc]?js$/, '.cjs')]),
  ];
}

/** @see https://tc39.es/ecma426/: a comment at the end names the map, or contains it */
function readMappedSources(built: string): readonly string[] {
  const name = /\/\/[#@] sourceMappingURL=(\S+)\s*$/.exec(readIfThere(built) ?? '')?.[1];
  if (name === undefined) return [];
  const inline = /^data:application\/json[^,]*?(;base64)?,(.*)$/.exec(name);
  const path = resolve(dirname(built), inline ? basename(built) : decodeURI(name));
  const text = inline
    ? Buffer.from(
        inline[1] === undefined ? decodeURIComponent(inline[2] ?? '') : (inline[2] ?? ''),
        inline[1] === undefined ? 'utf8' : 'base64',
      ).toString()
    : readIfThere(path);
  const map = parseMap(text ?? '');
  return map.sources.map((source) =>
    source.startsWith('file:') ? fileURLToPath(source) : resolve(dirname(path), map.root, source),
  );
}

function parseMap(text: string): { readonly root: string; readonly sources: readonly string[] } {
  try {
    const map: unknown = JSON.parse(text);
    if (
      typeof map !== 'object' ||
      map === null ||
      !('sources' in map) ||
      !Array.isArray(map.sources)
    )
      return { root: '', sources: [] };
    const root = 'sourceRoot' in map && typeof map.sourceRoot === 'string' ? map.sourceRoot : '';
    return { root, sources: map.sources.filter((source) => typeof source === 'string') };
  } catch {
    return { root: '', sources: [] };
  }
}
