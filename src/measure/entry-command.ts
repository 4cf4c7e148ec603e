// How to start an entry: with the Node options of the project's scripts, by the project's own
// TypeScript runner, or as its build output. Starts nothing.
import { createRequire } from 'node:module';
import { basename, dirname, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findBuiltOf, isStale } from '../resolve/built-output.ts';
import type { CompilationProvider } from '../resolve/compiler-options.ts';
import { getFormat } from '../resolve/installed-package.ts';
import { findManifestFolder, readNearestManifest } from '../files/manifest.ts';
import { toLabel } from '../files/label.ts';
import { UsageError } from '../files/usage-error.ts';

/** The command that starts an entry. */
export interface EntryCommand {
  readonly options: readonly string[];
  /** The entry, or the file that was built from it. */
  readonly file: string;
  /** The package that compiles TypeScript at run time. */
  readonly runner?: string;
}

/** The scripts that are tried first. */
const STARTS = ['start', 'start:prod', 'serve', 'server', 'start:dev', 'dev', 'develop'];
const WITH_VALUE = /^(?:-r|--require|--import|--loader|--experimental-loader)$/;
const NATIVE = /^--experimental-(?:strip|transform)-types$/;

/**
 * Determines how to start an entry.
 *
 * @param sources - the modules of the project that it is expected to load
 * @throws UsageError for a TypeScript file that can't be run here
 */
export function resolveEntryCommand(
  entry: string,
  sources: readonly string[],
  cwd: string,
  getCompilation: CompilationProvider,
): EntryCommand {
  const script = findScript(entry);
  if (!/\.[mc]?tsx?$/.test(entry))
    return { options: script?.isOfEntry === true ? script.options : [], file: entry };
  if (script?.runner !== undefined)
    return { options: script.options, file: entry, runner: script.runner };
  const built = findBuiltOf(entry, getCompilation);
  const stale =
    built === undefined
      ? undefined
      : sources.find((source) => isBuiltStale(source, getCompilation));
  if (built !== undefined && stale === undefined)
    return { options: findScript(built)?.options ?? [], file: built };
  for (const runner of ['tsx', 'ts-node']) {
    const options = toRunnerOptions(runner, entry);
    if (options) return { options, file: entry, runner };
  }
  if (built !== undefined)
    throw new UsageError(
      `\`${toLabel(cwd, built)}\` is older than \`${toLabel(cwd, stale ?? entry)}\`. Build first, or name the built file to measure it as it is.`,
    );
  if ('typescript' in process.features && process.features.typescript !== false)
    return { options: [], file: entry, runner: 'node' };
  throw new UsageError(
    `\`${toLabel(cwd, entry)}\` is TypeScript, but neither tsx nor ts-node is installed, and there is no build output of it. Build first, or install tsx.`,
  );
}

function isBuiltStale(source: string, getCompilation: CompilationProvider): boolean {
  if (!/\.[mc]?tsx?$/.test(source)) return false;
  const built = findBuiltOf(source, getCompilation);
  return built !== undefined && isStale(source, built);
}

interface Script {
  readonly options: readonly string[];
  readonly runner?: string;
  readonly isOfEntry: boolean;
}

/**
 * Finds the script that names the entry, else the first that runs TypeScript: `"start": "node -r
 * ./tracing.js src/server.js"`.
 */
function findScript(entry: string): Script | undefined {
  const folder = findManifestFolder(dirname(entry));
  const scripts = readNearestManifest(dirname(entry))?.['scripts'];
  if (folder === undefined || typeof scripts !== 'object' || scripts === null) return undefined;
  const names = [...STARTS, ...Object.keys(scripts)];
  const texts = names.flatMap((name) =>
    Object.entries(scripts).flatMap(([key, text]) =>
      key === name && typeof text === 'string' ? [text] : [],
    ),
  );
  const path = relative(folder, entry).replaceAll('\\', '/');
  const parsed = texts
    .flatMap((text) => text.split(/&&|\|\||;/))
    .flatMap((command) => readCommand(command.trim().split(/\s+/), entry, path));
  return (
    parsed.find(({ isOfEntry }) => isOfEntry) ?? parsed.find(({ runner }) => runner !== undefined)
  );
}

function readCommand(words: readonly string[], entry: string, path: string): readonly Script[] {
  const start = words.findIndex((word) =>
    /^(?:node|tsx|ts-node(?:-esm|-dev)?)$/.test(basename(word)),
  );
  if (start === -1) return [];
  const isOfEntry = words.some((word) =>
    [path, path.replace(/\.\w+$/, '')].includes(word.replace(/^["']?(?:\.\/)?|["']$/g, '')),
  );
  const command = basename(words[start] ?? '').replace(/-(?:esm|dev)$/, '');
  if (command !== 'node') {
    const options = toRunnerOptions(command, entry);
    return options ? [{ options, runner: command, isOfEntry }] : [];
  }
  const options: string[] = [];
  let runner: string | undefined;
  for (const [index, word] of words.entries()) {
    if (index <= start) continue;
    const [flag = '', own] = word.split('=', 2);
    if (NATIVE.test(word)) {
      options.push(word);
      runner = 'node';
    } else if (WITH_VALUE.test(flag)) {
      const value = own ?? words[index + 1] ?? '';
      options.push(flag, resolvePreload(value, entry, flag));
      runner ??= /^(tsx|ts-node|@swc-node\/register|esbuild-register)\b/.exec(value)?.[1];
    }
  }
  return [{ options, isOfEntry, ...(runner !== undefined && { runner }) }];
}

/** Node resolves preloads from the working directory, which need not be where the package is. */
function resolvePreload(specifier: string, entry: string, flag: string): string {
  const folder = findManifestFolder(dirname(entry)) ?? dirname(entry);
  try {
    const path = createRequire(`${folder}/package.json`).resolve(specifier);
    return flag === '-r' || flag === '--require' ? path : pathToFileURL(path).href;
  } catch {
    return specifier; // Node reports the error
  }
}

function toRunnerOptions(runner: string, entry: string): readonly string[] | undefined {
  const find = (specifier: string): string | undefined => {
    try {
      return createRequire(entry).resolve(specifier);
    } catch {
      return undefined;
    }
  };
  if (runner === 'tsx') {
    const path = find('tsx');
    return path === undefined ? undefined : ['--import', pathToFileURL(path).href];
  }
  const isModule = getFormat(entry) === 'module';
  const path = find(isModule ? 'ts-node/esm' : 'ts-node/register');
  if (path === undefined) return undefined;
  return isModule ? ['--loader', pathToFileURL(path).href] : ['--require', path];
}
