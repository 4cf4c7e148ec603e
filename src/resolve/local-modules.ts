// Reads and parses the project's own modules that specifiers resolve to, once per state on disk.
import { readFileSync, statSync } from 'node:fs';
import { analyzeModule, isParseFailure } from '../syntax/analyze.ts';
import type { ModuleFacts } from '../syntax/facts.ts';
import { isLarge } from '../files/file-size.ts';
import { toSourceText } from '../text/source-text.ts';
import type { CompilationProvider } from './compiler-options.ts';
import { createModuleResolver, type ModuleResolver } from './resolve-module.ts';

/**
 * Returns the facts of the local module that a specifier resolves to; undefined for packages,
 * declarations, and what can't be read.
 */
export type LocalModuleReader = (from: string, specifier: string) => ModuleFacts | undefined;

/** Called for each look-up of another module, with its file, or undefined if there is none. */
export type LookListener = (path: string | undefined) => unknown;

/**
 * Creates a reader with its own cache. An editor keeps it for a long time: changed files are read
 * again.
 */
export function createLocalModuleReader(
  root: string,
  getCompilation: CompilationProvider,
  onLook?: LookListener,
): LocalModuleReader {
  let resolver: ModuleResolver | undefined;
  const known = new Map<
    string,
    { readonly version: string; readonly facts: ModuleFacts | undefined }
  >();
  return (from, specifier) => {
    resolver ??= createModuleResolver(root, getCompilation);
    const resolved = resolver.resolve(from, specifier, 'import');
    onLook?.(resolved.kind === 'file' ? resolved.path : undefined);
    if (
      resolved.kind !== 'file' ||
      /\.d\.[cm]?ts$/.test(resolved.path) ||
      !/\.[cm]?[jt]sx?$/.test(resolved.path)
    )
      return undefined;
    const { path } = resolved;
    const version = getVersion(path);
    const before = known.get(path);
    if (before?.version === version) return before.facts;
    const facts = version === '' ? undefined : readFacts(path);
    known.set(path, { version, facts });
    return facts;
  };
}

function getVersion(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats ? `${String(stats.mtimeMs)} ${String(stats.size)}` : '';
}

/** The facts of a file as it is on disk; undefined if it is large or does not parse. */
export function readFacts(path: string): ModuleFacts | undefined {
  if (isLarge(path)) return undefined;
  const facts = analyzeModule(toSourceText(path, readFileSync(path, 'utf8')));
  return isParseFailure(facts) ? undefined : facts;
}
