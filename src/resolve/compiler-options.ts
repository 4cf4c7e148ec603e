// The compiler options of files: from the nearest `tsconfig.json`, or from a project that it
// references and that includes the file. Cached by folder, for one run.
import { existsSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import {
  createFilesMatcher,
  createPathsMatcher,
  parseTsconfig,
  type TsConfigResult,
} from 'get-tsconfig';
import { readIfThere } from '../files/read-if-there.ts';
import type { ImportEmit } from '../syntax/modules/startup-facts.ts';
import { toUsableTsconfig } from './usable-tsconfig.ts';

type TsconfigCache = NonNullable<Parameters<typeof parseTsconfig>[1]>;
export type CompilerOptions = NonNullable<TsConfigResult['config']['compilerOptions']>;

/** A configuration file and its options. */
export interface Compilation {
  /** Absent if there is no configuration. */
  readonly path?: string;
  readonly options: CompilerOptions;
  /** Why the options are not all that the configuration says, as a clause: it can't be read whole. */
  readonly unread?: string;
  /**
   * The absolute paths, without extension, to which `paths` and `baseUrl` map a specifier, whether
   * or not the configuration includes the file.
   */
  readonly matchPaths: (specifier: string) => readonly string[];
}

/** Returns the options of a TypeScript file. */
export type CompilationProvider = (path: string) => Compilation;

const NONE: Compilation = { options: {}, matchPaths: () => [] };

/** Creates a provider with its own cache. */
export function createCompilationProvider(): CompilationProvider {
  const cache: TsconfigCache = new Map();
  const nearest = new Map<string, readonly Candidate[]>();
  const byConfiguration = new Map<string, readonly Candidate[]>();
  const getCandidates = (folder: string): readonly Candidate[] => {
    const known = nearest.get(folder);
    if (known) return known;
    const path = ['tsconfig.json', 'jsconfig.json']
      .map((name) => join(folder, name))
      .find((one) => existsSync(one));
    const parent = dirname(folder);
    let found: readonly Candidate[] = [];
    if (path !== undefined) {
      found = byConfiguration.get(path) ?? readCandidates(path, cache);
      byConfiguration.set(path, found);
    } else if (parent !== folder) {
      found = getCandidates(parent);
    }
    nearest.set(folder, found);
    return found;
  };
  return (path) => {
    const candidates = getCandidates(dirname(path));
    if (candidates.length < 2) return candidates[0]?.compilation ?? NONE; // without references there is no choice
    return (
      (candidates.find(({ includes }) => includes(path)) ?? candidates[0])?.compilation ?? NONE
    );
  };
}

interface Candidate {
  readonly compilation: Compilation;
  readonly includes: (path: string) => boolean;
}

/** A configuration as far as it could be read. */
interface Found extends TsConfigResult {
  readonly unread?: string;
}

/** The configuration first, then those that it references. */
function readCandidates(path: string, cache: TsconfigCache): readonly Candidate[] {
  const found = readConfiguration(path, cache);
  const candidates = [toCandidate(found)];
  for (const reference of found.config.references ?? []) {
    const target = resolve(dirname(found.path), reference.path);
    const file = extname(target) === '.json' ? target : join(target, 'tsconfig.json');
    if (existsSync(file)) candidates.push(toCandidate(readConfiguration(file, cache)));
  }
  return candidates;
}

/**
 * A missing base configuration is ignored, and a broken configuration counts as empty: the file is
 * still checked.
 */
function readConfiguration(path: string, cache: TsconfigCache): Found {
  const own = parseJsonWithComments(readIfThere(path) ?? '');
  if (own === undefined)
    return { path, config: {}, unread: `\`${basename(path)}\` is not valid JSON` };
  try {
    return { path, config: toUsableTsconfig(parseTsconfig(path, cache)) };
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
    const unread = `\`${basename(path)}\` extends what can't be read (${why})`;
    return { path, config: omitExtends(toUsableTsconfig(own)), unread };
  }
}

function omitExtends(config: TsConfigResult['config']): TsConfigResult['config'] {
  return Object.fromEntries(Object.entries(config).filter(([key]) => key !== 'extends'));
}

function parseJsonWithComments(text: string): unknown {
  const bare = text
    .replace(/("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[^]*?\*\//g, '$1')
    .replace(/("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])/g, '$1');
  try {
    return JSON.parse(bare.trim() || '{}'); // to TypeScript, an empty file is an empty object
  } catch {
    return undefined;
  }
}

function toCandidate(found: Found): Candidate {
  let filesMatcher: ReturnType<typeof createFilesMatcher> | undefined;
  let pathsMatcher: { readonly match: ReturnType<typeof createPathsMatcher> } | undefined;
  return {
    compilation: {
      path: found.path,
      options: found.config.compilerOptions ?? {},
      ...(found.unread !== undefined && { unread: found.unread }),
      matchPaths: (specifier) =>
        (pathsMatcher ??= { match: createMatcher(found) }).match?.(specifier) ?? [],
    },
    includes: (path) => (filesMatcher ??= createFilesMatcher(found))(path) !== undefined,
  };
}

/** `paths` that TypeScript would reject are ignored. */
function createMatcher(found: TsConfigResult): ReturnType<typeof createPathsMatcher> {
  try {
    return createPathsMatcher(found);
  } catch {
    return null;
  }
}

/**
 * The options that decide the value of an `import()`: as they are, or, where part of the configuration
 * can't be read, each form that this part could give them.
 */
export function getPossibleOptions({ options, unread }: Compilation): readonly CompilerOptions[] {
  if (unread === undefined) return [options];
  const { module, esModuleInterop } = options;
  const modules = module === undefined ? MODULES : [module];
  const interops = esModuleInterop === undefined ? [true, false] : [esModuleInterop];
  return modules.flatMap((one) =>
    interops.map((interop) => ({ ...options, module: one, esModuleInterop: interop })),
  );
}

/** One of each kind that makes a difference. */
const MODULES = ['commonjs', 'nodenext', 'esnext'] as const;

/**
 * How the options treat imports whose values are unused. The last two names are from older
 * compilers.
 */
export function toImportEmit(options: CompilerOptions): ImportEmit {
  const isSet = (name: string): boolean => {
    const value: unknown = Reflect.get(options, name);
    return value === true || value === 'preserve' || value === 'error';
  };
  const isVerbatim = isSet('verbatimModuleSyntax');
  return {
    keepsUnusedImports: isVerbatim || isSet('preserveValueImports'),
    keepsEmptyImports: isVerbatim || isSet('importsNotUsedAsValues'),
    emitsDecoratorMetadata: options.emitDecoratorMetadata === true,
  };
}
