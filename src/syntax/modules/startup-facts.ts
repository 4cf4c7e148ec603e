// Extracts what evaluating a module loads, and what calling its exports would load.
import type { TSESTree } from '@typescript-eslint/types';
import { findCallables, getName, join } from './export-values.ts';
import type { VariableFact } from '../facts.ts';
import type { FunctionScopes } from '../functions/function-scopes.ts';
import { createFunctionScopeRuns } from './startup-scopes.ts';
import { isRequire } from './loads.ts';
import { findVariable } from '../scopes.ts';
import { getText, type Node, type SyntaxTree } from '../tree.ts';
import type {
  LoadFact,
  Erasure,
  ImportedCall,
  StartupFunction,
  ExportLink,
  StartupFacts,
} from './facts.ts';

/** The compiler options that decide erasure. */
export interface ImportEmit {
  /** `verbatimModuleSyntax`, `preserveValueImports`: value imports are never elided. */
  readonly keepsUnusedImports: boolean;
  /**
   * `verbatimModuleSyntax`, `importsNotUsedAsValues: preserve`: `import { type A } from 'm'` is
   * emitted as `import 'm'`.
   */
  readonly keepsEmptyImports: boolean;
  readonly emitsDecoratorMetadata: boolean;
}

/** Whether TypeScript elides a load. A test compares this with the output of TypeScript. */
export function isErased(
  erasure: Erasure,
  { keepsUnusedImports, keepsEmptyImports, emitsDecoratorMetadata }: ImportEmit,
): boolean {
  switch (erasure) {
    case 'never':
      return false;
    case 'always':
      return true;
    case 'inline-types':
      return !keepsEmptyImports;
    case 'unused':
      return !keepsUnusedImports && !keepsEmptyImports;
    case 'metadata':
      return !keepsUnusedImports && !keepsEmptyImports && !emitsDecoratorMetadata;
  }
}

interface Context {
  readonly tree: SyntaxTree;
  readonly functionScopes: FunctionScopes;
  readonly loads: readonly LoadFact[];
  readonly variables: readonly VariableFact[];
  readonly isTypeScript: boolean;
}

/** Extracts the startup facts of a file. */
export function extractStartupFacts(context: Context): StartupFacts {
  const { tree, functionScopes, loads } = context;
  const getRuns = createFunctionScopeRuns(tree, functionScopes);
  const callsByScope = new Map<number, ImportedCall[]>();
  for (const call of tree.nodesOf('CallExpression', 'NewExpression')) {
    const origin = getOrigin(call.callee, tree);
    if (!origin) continue;
    const key = `${call.type === 'NewExpression' ? 'new ' : ''}${origin.path}`;
    const functionScope = functionScopes.idOf(call);
    const list = callsByScope.get(functionScope) ?? [];
    if (list.length === 0) callsByScope.set(functionScope, list);
    if (!list.some((one) => one.key === key && one.specifier === origin.specifier))
      list.push({ specifier: origin.specifier, key });
  }
  const getCalls = (running: ReadonlySet<number>): readonly ImportedCall[] =>
    [...running].flatMap((functionScope) => callsByScope.get(functionScope) ?? []);
  const functions: Record<string, StartupFunction> = {};
  for (const { key, bodies } of findCallables(tree)) {
    const running = getRuns(bodies.flatMap((body) => functionScopes.idOfBody(body) ?? []));
    const own = loads.flatMap((load, index) =>
      !load.atStartup && running.has(load.functionScope) ? [index] : [],
    );
    functions[key] = { functionScopes: [...running], loads: own, calls: getCalls(running) };
  }
  return {
    loads: loads.map((load) => ({
      form: load.form,
      specifier: load.specifier,
      range: load.range,
      erasure: getErasure(load, context),
      atStartup: load.atStartup,
    })),
    calls: getCalls(getRuns([0])),
    functions,
    links: [...findLinks(tree)],
  };
}

function getErasure(load: LoadFact, { tree, variables, isTypeScript }: Context): Erasure {
  if (load.isTypeOnly)
    return /^(?:import|export)\s+type\s*(?:[{*]|(?!from\b)[\w$])/.test(
      tree.source.text.slice(...load.range),
    )
      ? 'always'
      : 'inline-types';
  if (!isTypeScript || load.bindings.length === 0) {
    // import {} from 'm'
    return isTypeScript &&
      load.form === 'import' &&
      /^import\s*\{/.test(tree.source.text.slice(...load.range))
      ? 'unused'
      : 'never';
  }
  const uses = load.bindings
    .filter((one) => !one.isTypeOnly)
    .flatMap((one) => variables[one.variable]?.uses ?? []);
  if (uses.some((use) => use.kind !== 'type' && use.kind !== 'metadata')) return 'never';
  // The classic JSX transform uses `React` without mentioning it.
  if (load.bindings.some((one) => one.local === 'React') && /\.[jt]sx$/.test(tree.source.path))
    return 'never';
  return uses.some((use) => use.kind === 'metadata') ? 'metadata' : 'unused';
}

interface Origin {
  readonly specifier: string;
  readonly path: string;
}

/** The export of another module that an expression refers to. */
function getOrigin(node: Node, tree: SyntaxTree, depth = 0): Origin | undefined {
  if (depth > 8) return undefined;
  const inner = (next: Node): Origin | undefined => getOrigin(next, tree, depth + 1);
  switch (node.type) {
    case 'Identifier':
      return getOriginOfName(node, tree, inner);
    case 'MemberExpression':
      return node.computed || node.property.type !== 'Identifier'
        ? undefined
        : extend(inner(node.object), node.property.name);
    case 'NewExpression':
      return extend(inner(node.callee), '#'); // new Monitor().start()
    case 'CallExpression':
      return isRequire(node, tree) ? toOrigin(node.arguments[0]) : undefined;
    case 'AwaitExpression':
      return node.argument.type === 'ImportExpression'
        ? toOrigin(node.argument.source)
        : inner(node.argument);
    case 'ChainExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
      return inner(node.expression);
    default:
      return undefined;
  }
}

function getOriginOfName(
  identifier: TSESTree.Identifier,
  tree: SyntaxTree,
  inner: (node: Node) => Origin | undefined,
): Origin | undefined {
  const variable = findVariable(tree, identifier);
  const definition = variable?.defs[0];
  if (variable?.defs.length !== 1 || !definition) return undefined;
  const { node } = definition;
  if (
    node.type === 'ImportSpecifier' ||
    node.type === 'ImportDefaultSpecifier' ||
    node.type === 'ImportNamespaceSpecifier'
  ) {
    const specifier =
      node.parent.type === 'ImportDeclaration' ? node.parent.source.value : undefined;
    if (specifier === undefined) return undefined;
    if (node.type === 'ImportNamespaceSpecifier') return { specifier, path: '' };
    return {
      specifier,
      path: node.type === 'ImportSpecifier' ? getName(node.imported) : 'default',
    };
  }
  if (node.type === 'TSImportEqualsDeclaration') {
    return node.moduleReference.type === 'TSExternalModuleReference'
      ? toOrigin(node.moduleReference.expression)
      : undefined;
  }
  if (node.type !== 'VariableDeclarator' || !node.init) return undefined;
  if (node.id.type === 'Identifier') return inner(node.init);
  if (node.id.type !== 'ObjectPattern') return undefined;
  // const { start: run } = require('./m')
  const property = node.id.properties.find(
    (one) => one.type === 'Property' && one.value === definition.name,
  );
  return property?.type === 'Property' && property.key.type === 'Identifier' && !property.computed
    ? extend(inner(node.init), property.key.name)
    : undefined;
}

function toOrigin(source: Node | undefined): Origin | undefined {
  const specifier = getText(source);
  return specifier === undefined ? undefined : { specifier, path: '' };
}

function extend(origin: Origin | undefined, member: string): Origin | undefined {
  return origin && { ...origin, path: join(origin.path, member) };
}

function* findLinks(tree: SyntaxTree): Iterable<ExportLink> {
  for (const { source, exported } of tree.nodesOf('ExportAllDeclaration'))
    yield {
      name: exported ? getName(exported) : '*',
      specifier: source.value,
      imported: exported ? '' : '*',
    };
  for (const { source, specifiers } of tree.nodesOf('ExportNamedDeclaration')) {
    for (const { local, exported } of specifiers) {
      const origin = source
        ? { specifier: source.value, path: getName(local) }
        : local.type === 'Identifier'
          ? getOrigin(local, tree)
          : undefined;
      if (origin)
        yield { name: getName(exported), specifier: origin.specifier, imported: origin.path };
    }
  }
  for (const { declaration } of tree.nodesOf('ExportDefaultDeclaration')) {
    const origin = declaration.type === 'Identifier' ? getOrigin(declaration, tree) : undefined;
    if (origin) yield { name: 'default', specifier: origin.specifier, imported: origin.path };
  }
}
