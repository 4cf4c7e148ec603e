// The surroundings of files: compiler options, manifest, installed packages. Answers what checks ask about the project.
import { dirname, extname, resolve } from 'node:path';
import { createFilesMatcher, getTsconfig, parseTsconfig, type TsConfigResult } from 'get-tsconfig';
import type { ModuleHost } from '../checks/module-host.ts';
import type { ModuleFacts } from '../syntax/facts.ts';
import { createPackageReader, getFormat } from './installed-package.ts';
import { chooseLoadValue, chooseRequireValue, type Emit } from './load-value.ts';
import { createLocalModuleReader } from './local-modules.ts';
import { getDependencies, readNearestManifest } from './manifest.ts';

type TsconfigCache = NonNullable<Parameters<typeof parseTsconfig>[1]>;
type CompilerOptions = NonNullable<TsConfigResult['config']['compilerOptions']>;

/** Gives the host of a file. It remembers what it read, for one run. */
export type HostProvider = (facts: ModuleFacts) => ModuleHost;

/** Makes a provider with a memory of its own. Nothing is read until a check asks. */
export function createHostProvider(): HostProvider {
  const packages = createPackageReader();
  const tsconfigCache: TsconfigCache = new Map();
  const readLocalModule = createLocalModuleReader();
  const getHost: HostProvider = (facts) => {
    const { path } = facts.source;
    const directory = dirname(path);
    const getOptions = (): CompilerOptions => (facts.isTypeScript ? getCompilerOptions(path, tsconfigCache) : {});
    const getEmit = (): Emit => (facts.isTypeScript ? getTypeScriptEmit(path, getOptions()) : getJavaScriptEmit(facts));
    return {
      get elision() {
        const options = getOptions();
        return {
          // The last two are of older compilers.
          keepsUnusedImports: ['verbatimModuleSyntax', 'preserveValueImports', 'importsNotUsedAsValues'].some((name) => {
            const value: unknown = Reflect.get(options, name);
            return value === true || value === 'preserve' || value === 'error';
          }),
          emitsDecoratorMetadata: options.emitDecoratorMetadata === true,
        };
      },
      get runsAs() {
        return getEmit().kind === 'module' ? 'module' : 'commonjs';
      },
      get emptyArray() {
        return facts.isTypeScript ? getEmptyArray(getOptions()) : 'evolving';
      },
      get dependencies() {
        return getDependencies(directory);
      },
      getLocalModule(specifier) {
        const local = readLocalModule(path, specifier);
        return local && { facts: local, host: getHost(local) };
      },
      getLoadValue: (specifier, form, name) => chooseLoadValue(getEmit(), form, name, () => packages.read(specifier, directory)),
      getRequireValue: (specifier, form) => chooseRequireValue(getEmit(), form, () => packages.read(specifier, directory)),
    };
  };
  return getHost;
}

/** The options of the nearest `tsconfig.json`, or of the project that it references and that includes the file. */
function getCompilerOptions(path: string, cache: TsconfigCache): CompilerOptions {
  const found = getNearestTsconfig(path, cache);
  if (!found) return {};
  if (createFilesMatcher(found)(path)) return found.config.compilerOptions ?? {};
  for (const reference of found.config.references ?? []) {
    const target = resolve(dirname(found.path), reference.path);
    const file = extname(target) === '.json' ? target : `${target}/tsconfig.json`;
    try {
      const referenced = { path: file, config: parseTsconfig(file, cache) };
      if (createFilesMatcher(referenced)(path)) return referenced.config.compilerOptions ?? {};
    } catch {
      continue; // a reference to a project that is not there
    }
  }
  return found.config.compilerOptions ?? {};
}

/** @see https://www.typescriptlang.org/tsconfig/#noImplicitAny, without which arrays do not evolve */
function getEmptyArray({ strict, noImplicitAny = strict, strictNullChecks = strict }: CompilerOptions): ModuleHost['emptyArray'] {
  if (noImplicitAny !== false) return 'evolving';
  return strictNullChecks === true ? 'never' : 'any';
}

/** A broken configuration counts as none: the file is still checked. */
function getNearestTsconfig(path: string, cache: TsconfigCache): TsConfigResult | null {
  try {
    return getTsconfig(path, 'tsconfig.json', cache);
  } catch {
    return null;
  }
}

/** @see https://www.typescriptlang.org/tsconfig/#module */
function getTypeScriptEmit(path: string, options: CompilerOptions): Emit {
  const module = (options.module ?? getDefaultModule(options)).toLowerCase();
  const isNode = module.startsWith('node');
  const interop = options.esModuleInterop ?? (isNode || options.module === undefined);
  if (isNode) return { kind: getFormat(path), interop, isTranspiledElsewhere: usesTranspiler(dirname(path)) };
  if (module === 'commonjs' || module === 'umd' || module === 'amd' || module === 'none' || module === 'system') {
    return { kind: 'transpiled-commonjs', interop };
  }
  return { kind: 'module', interop: true };
}

/** Whether a script of the nearest manifest runs or builds with something else than `tsc`. */
function usesTranspiler(directory: string): boolean {
  const scripts = readNearestManifest(directory)?.['scripts'];
  return /\b(?:tsx|esbuild|tsup|swc|swc-node|esno|bun|vite-node|vite|webpack|rollup)\b/.test(JSON.stringify(scripts ?? {}));
}

function getDefaultModule(options: CompilerOptions): string {
  const target = options.target?.toLowerCase();
  return target === 'es3' || target === 'es5' ? 'commonjs' : 'esnext';
}

/** JavaScript runs as it is written. ES module syntax in a `.js` file makes it one, by detection or by a bundler. */
function getJavaScriptEmit({ source, isModule }: ModuleFacts): Emit {
  const kind = isModule || getFormat(source.path) === 'module' ? 'module' : 'commonjs';
  return { kind, interop: false };
}
