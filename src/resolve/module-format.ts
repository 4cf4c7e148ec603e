// The module format that a file runs as once it is built, from compiler options, manifests and its
// own name.
import { dirname } from 'node:path';
import type { ModuleFacts } from '../syntax/facts.ts';
import type { CompilerOptions } from './compiler-options.ts';
import { getFormat } from './installed-package.ts';
import type { Emit } from './import-value.ts';
import { readNearestManifest } from '../files/manifest.ts';

/**
 * What a TypeScript file is compiled to.
 * @see https://www.typescriptlang.org/tsconfig/#module
 */
export function getTypeScriptEmit(path: string, options: CompilerOptions): Emit {
  const module = (options.module ?? getDefaultModule(options)).toLowerCase();
  const isNode = module.startsWith('node');
  const interop = options.esModuleInterop ?? (isNode || options.module === undefined);
  if (isNode)
    return { kind: getFormat(path), interop, isTranspiledElsewhere: usesTranspiler(dirname(path)) };
  if (
    module === 'commonjs' ||
    module === 'umd' ||
    module === 'amd' ||
    module === 'none' ||
    module === 'system'
  ) {
    return {
      kind: 'transpiled-commonjs',
      interop,
      isSynthetic: options.allowSyntheticDefaultImports === true,
    };
  }
  return { kind: 'module', interop: true };
}

/** Whether a script of the nearest manifest runs or builds with something other than `tsc`. */
function usesTranspiler(directory: string): boolean {
  const scripts = readNearestManifest(directory)?.['scripts'];
  return /\b(?:tsx|esbuild|tsup|swc|swc-node|esno|bun|vite-node|vite|webpack|rollup)\b/.test(
    JSON.stringify(scripts ?? {}),
  );
}

function getDefaultModule(options: CompilerOptions): string {
  const target = options.target?.toLowerCase();
  return target === 'es3' || target === 'es5' ? 'commonjs' : 'esnext';
}

/**
 * JavaScript runs as written. ES module syntax makes a `.js` file an ES module, by Node's detection
 * or by a bundler.
 */
export function getJavaScriptEmit({ source, isModule }: ModuleFacts): Emit {
  const kind = isModule || getFormat(source.path) === 'module' ? 'module' : 'commonjs';
  return { kind, interop: false };
}
