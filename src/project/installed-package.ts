// What an installed package is at run time: the format of the entry that a form of loading gets, and its exports as Node sees them.
// Reads files of `node_modules`, runs none of them.
import { readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { initSync as initCjsLexer, parse as parseCommonJs } from 'cjs-module-lexer';
import { parse as parseModule } from 'es-module-lexer';
import { ResolverFactory } from 'oxc-resolver';

/** One entry of a package, as `require` or `import` gets it. */
export interface PackageEntry {
  readonly path: string;
  readonly format: 'commonjs' | 'module';
  /** Marked `__esModule`: transpiled from an ES module. `undefined` where its text leaves that open. */
  readonly isTranspiled: boolean | undefined;
  /** The names that Node's lexer sees. */
  readonly exports: ReadonlySet<string>;
}

/** The two entries of a package. `undefined` where that form can't be resolved. */
export interface InstalledPackage {
  readonly require: PackageEntry | undefined;
  readonly import: PackageEntry | undefined;
}

/** Looks packages up as Node does, and remembers them for one run. */
export interface PackageReader {
  /** What `specifier` is for a file in `directory`; `undefined` when it is not installed. */
  read(specifier: string, directory: string): InstalledPackage | undefined;
}

/** Makes a reader with a memory of its own. */
export function createPackageReader(): PackageReader {
  const extensions = ['.js', '.json', '.node'];
  const forRequire = new ResolverFactory({ conditionNames: ['node', 'require'], mainFields: ['main'], extensions });
  const forImport = new ResolverFactory({ conditionNames: ['node', 'import'], mainFields: ['main'], extensions });
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
    const exports = new Set(parseModule(readFileSync(path, 'utf8'))[1].flatMap((one) => ('name' in one ? one.name : [])));
    return { path, format, isTranspiled: false, exports };
  }
  if (!/\.c?js$/.test(path)) return { path, format, isTranspiled: false, exports: new Set() };
  initCjsLexer();
  const exports = new Set<string>();
  const marks = collectExports(path, resolver, exports, new Set());
  return { path, format, isTranspiled: exports.has('__esModule') || (marks ? undefined : false), exports };
}

/**
 * Collects the names of a CommonJS file and of what it passes on with `module.exports = require('./x')`.
 * @returns whether some text sets the mark in a way that the lexer does not see, as bundlers write it
 */
function collectExports(path: string, resolver: ResolverFactory, exports: Set<string>, seen: Set<string>): boolean {
  if (seen.has(path)) return false;
  seen.add(path);
  const text = readFileSync(path, 'utf8');
  let marks = /defineProperty\(\s*[\w$.]+\s*,\s*["']__esModule["']/.test(text);
  const result = parseCommonJs(text, path);
  for (const name of result.exports) exports.add(name);
  for (const target of result.reexports) {
    const next = resolver.sync(dirname(path), target).path;
    if (next !== undefined && /\.c?js$/.test(next) && getFormat(next) === 'commonjs' && collectExports(next, resolver, exports, seen)) marks = true;
  }
  return marks;
}

/** The format that Node gives a file: by its extension, else by `type` of the nearest `package.json`. */
export function getFormat(path: string): 'commonjs' | 'module' {
  const extension = extname(path);
  if (extension === '.mjs' || extension === '.mts') return 'module';
  if (extension === '.cjs' || extension === '.cts' || extension === '.json' || extension === '.node') return 'commonjs';
  return readNearestManifest(dirname(path))?.['type'] === 'module' ? 'module' : 'commonjs';
}

/** The nearest `package.json` of a directory. One that is no JSON object counts as none. */
export function readNearestManifest(directory: string): Readonly<Record<string, unknown>> | undefined {
  for (let at = directory; ; at = dirname(at)) {
    const text = readIfThere(join(at, 'package.json'));
    if (text !== undefined) return parseObject(text);
    if (dirname(at) === at) return undefined;
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
