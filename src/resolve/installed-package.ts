// An installed package at run time: the format of the entry that `require` or `import` resolves to,
// and its exports as Node sees them. Reads files in `node_modules`, runs none of them.
import { readFileSync } from 'node:fs';
import { dirname, extname } from 'node:path';
import { initSync as initCjsLexer, parse as parseCommonJs } from 'cjs-module-lexer';
import { parse as parseModule } from 'es-module-lexer';
import { ResolverFactory } from 'oxc-resolver';
import { readNearestManifest } from '../files/manifest.ts';

/** One entry of a package, as `require` or `import` resolves it. */
export interface PackageEntry {
  readonly path: string;
  readonly format: 'commonjs' | 'module';
  /** Marked `__esModule`: transpiled from an ES module. `undefined` if its text doesn't tell. */
  readonly isTranspiled: boolean | undefined;
  /** The names that Node's lexer finds. */
  readonly exports: ReadonlySet<string>;
}

/** The two entries of a package. `undefined` if that form can't be resolved. */
export interface InstalledPackage {
  readonly require: PackageEntry | undefined;
  readonly import: PackageEntry | undefined;
}

/** Resolves packages as Node does, and caches them for one run. */
export interface PackageReader {
  /** What `specifier` is for a file in `directory`; `undefined` when it is not installed. */
  read(specifier: string, directory: string): InstalledPackage | undefined;
}

/** Creates a reader with its own cache. */
export function createPackageReader(): PackageReader {
  const extensions = ['.js', '.json', '.node'];
  const forRequire = new ResolverFactory({
    conditionNames: ['node', 'require'],
    mainFields: ['main'],
    extensions,
  });
  const forImport = new ResolverFactory({
    conditionNames: ['node', 'import'],
    mainFields: ['main'],
    extensions,
  });
  const entries = new Map<string, PackageEntry>();

  const toEntry = (path: string | undefined): PackageEntry | undefined => {
    if (path === undefined) return undefined;
    const known = entries.get(path);
    if (known) return known;
    const entry = readEntry(path, forRequire);
    entries.set(path, entry);
    return entry;
  };
  return {
    read(specifier, directory) {
      const required = toEntry(forRequire.sync(directory, specifier).path);
      const imported = toEntry(forImport.sync(directory, specifier).path);
      return required || imported ? { require: required, import: imported } : undefined;
    },
  };
}

function readEntry(path: string, resolver: ResolverFactory): PackageEntry {
  const format = getFormat(path);
  if (format === 'module') {
    const exports = new Set(
      parseModule(readFileSync(path, 'utf8'))[1].flatMap((one) => ('name' in one ? one.name : [])),
    );
    return { path, format, isTranspiled: false, exports };
  }
  if (!/\.c?js$/.test(path)) return { path, format, isTranspiled: false, exports: new Set() };
  initCjsLexer();
  const found: Found = { exports: new Set(), texts: new Map() };
  collectExports(path, resolver, found);
  return { path, format, isTranspiled: getMark(found), exports: found.exports };
}

interface Found {
  readonly exports: Set<string>;
  /** Every file that was read, by path. */
  readonly texts: Map<string, string>;
}

/**
 * Collects the exports of a CommonJS file and of what it re-exports with `module.exports =
 * require('./x')`.
 */
function collectExports(path: string, resolver: ResolverFactory, found: Found): void {
  if (found.texts.has(path)) return;
  const text = readFileSync(path, 'utf8');
  found.texts.set(path, text);
  const result = parseCommonJs(text, path);
  for (const name of result.exports) found.exports.add(name);
  for (const target of result.reexports) {
    const next = resolver.sync(dirname(path), target).path;
    if (next !== undefined && /\.c?js$/.test(next) && getFormat(next) === 'commonjs')
      collectExports(next, resolver, found);
  }
}

/** The mark, as far as the texts show it: `undefined` if only running them would tell. */
function getMark({ exports, texts }: Found): boolean | undefined {
  const all = [...texts.values()].join('\n');
  if (
    /module\.exports\s*=\s*__toCommonJS\(/.test(all) &&
    /__toCommonJS\s*=[^;]*__esModule/.test(all)
  )
    return true; // esbuild
  const isReplaced = /\bmodule\.exports\s*=(?!=)(?!\s*(?:require\(|exports\s*[;\n]))/.test(all);
  if (exports.has('__esModule')) return isReplaced ? undefined : true;
  return /["'`]__esModule["'`]\s*,|\b__esModule\s*[:=](?!=)|["'`]__esModule["'`]\]\s*=(?!=)/.test(
    all,
  )
    ? undefined
    : false;
}

/**
 * The format that Node gives a file: by its extension, else by `type` of the nearest
 * `package.json`.
 */
export function getFormat(path: string): 'commonjs' | 'module' {
  const extension = extname(path);
  if (extension === '.mjs' || extension === '.mts') return 'module';
  if (
    extension === '.cjs' ||
    extension === '.cts' ||
    extension === '.json' ||
    extension === '.node'
  )
    return 'commonjs';
  return readNearestManifest(dirname(path))?.['type'] === 'module' ? 'module' : 'commonjs';
}
