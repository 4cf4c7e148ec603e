// The surroundings of files: compiler options, manifest, installed packages. Answers what checks ask about the project.
import { dirname } from 'node:path';
import type { ModuleHost } from '../checks/module-host.ts';
import type { ModuleFacts } from '../syntax/facts.ts';
import { createCompilationProvider, toImportEmit, type CompilerOptions } from './compiler-options.ts';
import { createPackageReader, getFormat } from './installed-package.ts';
import { chooseLoadValue, chooseRequireValue, type Emit } from './load-value.ts';
import { getDependencies, readNearestManifest } from './manifest.ts';

/** Gives the host of a file. It remembers what it read, for one run. */
export type HostProvider = (facts: ModuleFacts) => ModuleHost;

/** Makes a provider with a memory of its own. Nothing is read until a check asks. */
export function createHostProvider(): HostProvider {
  const packages = createPackageReader();
  const getCompilation = createCompilationProvider();
  return (facts) => {
    const { path } = facts.source;
    const directory = dirname(path);
    const getOptions = (): CompilerOptions => (facts.isTypeScript ? getCompilation(path).options : {});
    const getEmit = (): Emit => (facts.isTypeScript ? getTypeScriptEmit(path, getOptions()) : getJavaScriptEmit(facts));
    return {
      get elision() {
        const { keepsUnusedImports, keepsEmptyImports, emitsDecoratorMetadata } = toImportEmit(getOptions());
        return { keepsUnusedImports: keepsUnusedImports || keepsEmptyImports, emitsDecoratorMetadata };
      },
      get runsAs() {
        return getEmit().kind === 'module' ? 'module' : 'commonjs';
      },
      get dependencies() {
        return getDependencies(directory);
      },
      getLoadValue: (specifier, form, name) => chooseLoadValue(getEmit(), form, name, () => packages.read(specifier, directory)),
      getRequireValue: (specifier, form) => chooseRequireValue(getEmit(), form, () => packages.read(specifier, directory)),
    };
  };
}

/**
 * What the options make of a TypeScript file.
 * @see https://www.typescriptlang.org/tsconfig/#module
 */
export function getTypeScriptEmit(path: string, options: CompilerOptions): Emit {
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
