// Who refers to a function of a module, told by imports and scopes alone, where these leave nothing open. Types cost seconds and a gigabyte.
import type { Reference } from '../checks/async-propagation/propagate.ts';
import { createCompilationProvider } from '../resolve/compiler-options.ts';
import { createModuleResolver } from '../resolve/resolve-module.ts';
import type { ModuleFacts, VariableFact } from '../syntax/facts.ts';
import { getText } from '../text/source-text.ts';
import type { LoadFact } from '../syntax/modules/facts.ts';

/** What the search looks through. */
export interface ImportReferenceOptions {
  /** A folder of the project. */
  readonly root: string;
  getFacts(path: string): ModuleFacts | undefined;
  /** Every file that holds a word, of all that could refer to something. */
  findFilesWith(word: string): Iterable<string>;
  /** Whether a file is one of those that could refer to something: source, not built. */
  isSource(path: string): boolean;
}

/** Gives every mention of an exported function, its declaration included; undefined where only types can tell. */
export type ImportReferences = (
  facts: ModuleFacts,
  variable: VariableFact,
) => readonly Reference[] | undefined;

/** Makes the search, with a memory of what it resolved. */
export function createImportReferences({
  root,
  getFacts,
  findFilesWith,
  isSource,
}: ImportReferenceOptions): ImportReferences {
  const resolver = createModuleResolver(root, createCompilationProvider(), isSource);
  /** A file of the project; `elsewhere` for packages and Node itself; undefined where nobody can tell. */
  const resolve = (from: string, specifier: string, form: LoadFact['form']): string | undefined => {
    const resolved = resolver.resolve(
      from,
      specifier,
      form === 'require' || form === 'import-equals' ? 'require' : 'import',
    );
    if (resolved.kind === 'file') return isSource(resolved.path) ? resolved.path : undefined;
    return resolved.kind === 'unresolved' ? undefined : 'elsewhere';
  };

  /** The references within one file that imports, or `undefined` when one of its loads leaves open what it gives. */
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
        if (isPassingOn(other)) return undefined;
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

/** The name that a declaration is exported by where it stands: `export function f`. A default has none that its importers would mention. */
function getExportedName(facts: ModuleFacts, variable: VariableFact): string | undefined {
  const statement = facts.statements[variable.statement];
  if (!statement?.isExported || variable.uses.some(({ kind }) => kind === 'export'))
    return undefined;
  return /^export\s+default\b/.test(getText(facts.source, statement.range))
    ? undefined
    : variable.name;
}

/** Whether a module may export what it imports. */
function isPassingOn({ isModule, loads, variables }: ModuleFacts): boolean {
  return (
    !isModule ||
    loads.some(({ form }) => form === 'export-from') ||
    variables.some(({ kind, isExported }) => kind === 'import' && isExported)
  );
}

/** `type F = typeof import('./x').f`, `import(path)`: loads that are no facts. */
function hasHiddenLoads({ source, loads }: ModuleFacts): boolean {
  const count = (form: LoadFact['form']): number =>
    loads.filter((load) => load.form === form).length;
  return (
    (source.text.match(/\bimport\s*\(/g) ?? []).length !== count('dynamic-import') ||
    (source.text.match(/\brequire\s*\(/g) ?? []).length !==
      count('require') + count('import-equals')
  );
}
