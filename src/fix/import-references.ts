// References to an exported function, by imports and scopes alone. Types would take seconds and up
// to a gigabyte, so they are asked only where imports leave something open.
import { createCompilationProvider } from '../resolve/compiler-options.ts';
import { createModuleResolver } from '../resolve/resolve-module.ts';
import type { ModuleFacts, VariableFact } from '../syntax/facts.ts';
import { getText } from '../text/source-text.ts';
import type { LoadFact } from '../syntax/modules/facts.ts';
import type { Reference } from '../checks/async-propagation/references.ts';

/** What the search can read. */
export interface ImportReferenceOptions {
  /** A folder of the project. */
  readonly root: string;
  getFacts(path: string): ModuleFacts | undefined;
  /** Finds the files that contain a word, of all files that may hold a reference. */
  findFilesWith(word: string): Iterable<string>;
  /** Whether a file may hold a reference: a source file, not build output. */
  isSource(path: string): boolean;
}

/**
 * Finds every reference to an exported function, its declaration included; undefined where only
 * types can.
 */
export type ImportReferences = (
  facts: ModuleFacts,
  variable: VariableFact,
) => readonly Reference[] | undefined;

/** Creates the search. Resolved specifiers are kept for its lifetime. */
export function createImportReferences({
  root,
  getFacts,
  findFilesWith,
  isSource,
}: ImportReferenceOptions): ImportReferences {
  const resolver = createModuleResolver(root, createCompilationProvider(), isSource);
  /**
   * A project file, `elsewhere` for packages and built-ins, or undefined for what can't be
   * resolved.
   */
  const resolve = (from: string, specifier: string, form: LoadFact['form']): string | undefined => {
    const resolved = resolver.resolve(
      from,
      specifier,
      form === 'require' || form === 'import-equals' ? 'require' : 'import',
    );
    if (resolved.kind === 'file') return isSource(resolved.path) ? resolved.path : undefined;
    return resolved.kind === 'unresolved' ? undefined : 'elsewhere';
  };

  /**
   * The references in an importing file; undefined when one of its loads may pass the function on
   * unseen.
   */
  const findIn = (
    facts: ModuleFacts,
    target: ModuleFacts,
    exported: string,
  ): readonly Reference[] | undefined => {
    const { path } = facts.source;
    const found: Reference[] = [];
    for (const load of facts.loads) {
      const bindings = load.bindings.filter(({ imported }) => imported === exported);
      const isWhole =
        load.form !== 'import' || load.bindings.some(({ imported }) => imported === '*');
      if (bindings.length === 0 && !isWhole) continue;
      const from = resolve(path, load.specifier, load.form);
      if (from === 'elsewhere') continue;
      const other = from === undefined ? undefined : getFacts(from);
      if (!other) return undefined;
      if (other !== target) {
        if (isReExporting(other)) return undefined;
        continue;
      }
      if (isWhole) return undefined;
      for (const { variable } of bindings) {
        const uses = facts.variables[variable]?.uses ?? [];
        if (uses.some(({ kind }) => kind === 'export')) return undefined;
        found.push(...uses.map(({ range }): Reference => ({ path, range })));
      }
    }
    return hasHiddenLoads(facts) ? undefined : found;
  };

  return (facts, variable) => {
    const exported = getExportedName(facts, variable);
    if (exported === undefined) return undefined;
    const found = [variable.declaration, ...variable.uses.map(({ range }) => range)].map(
      (range): Reference => ({ path: facts.source.path, range }),
    );
    for (const path of findFilesWith(exported)) {
      if (path === facts.source.path) continue;
      const candidate = getFacts(path);
      const references = candidate && findIn(candidate, facts, exported);
      if (!references) return undefined;
      found.push(...references);
    }
    return found;
  };
}

/**
 * Gets the name of an inline export: `export function f`. Importers of a default choose their own
 * name.
 */
function getExportedName(facts: ModuleFacts, variable: VariableFact): string | undefined {
  const statement = facts.statements[variable.statement];
  if (!statement?.isExported || variable.uses.some(({ kind }) => kind === 'export'))
    return undefined;
  return /^export\s+default\b/.test(getText(facts.source, statement.range))
    ? undefined
    : variable.name;
}

/** Whether a module may re-export what it imports. */
function isReExporting({ isModule, loads, variables }: ModuleFacts): boolean {
  return (
    !isModule ||
    loads.some(({ form }) => form === 'export-from') ||
    variables.some(({ kind, isExported }) => kind === 'import' && isExported)
  );
}

/**
 * Whether a text has loads that are not among its facts: `typeof import('./x').f`, `import(path)`.
 */
function hasHiddenLoads({ source, loads }: ModuleFacts): boolean {
  const count = (form: LoadFact['form']): number =>
    loads.filter((load) => load.form === form).length;
  return (
    (source.text.match(/\bimport\s*\(/g) ?? []).length !== count('dynamic-import') ||
    (source.text.match(/\brequire\s*\(/g) ?? []).length !==
      count('require') + count('import-equals')
  );
}
