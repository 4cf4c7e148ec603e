// The module's own variables, and for every use its kind and insertion points.
import type { Reference, Variable } from '@typescript-eslint/scope-manager';
import type { TSESTree } from '@typescript-eslint/types';
import type { UseFact, UseKind, VariableFact, VariableKind } from './facts.ts';
import { getLeadingStart } from './comments.ts';
import type { FunctionScopes } from './functions/function-scopes.ts';
import { isTypeOnlyReference } from './scopes.ts';
import { isFunction, isLoop, toRange, type Node, type SyntaxTree } from './tree.ts';
import type { InsertionPointFact } from './functions/facts.ts';

interface Context {
  readonly tree: SyntaxTree;
  readonly functionScopes: FunctionScopes;
  statementOf(node: Node): number;
}

/** Nodes whose statements run conditionally. */
const BRANCHES: ReadonlySet<string> = new Set(['IfStatement', 'CatchClause', 'SwitchCase']);

/** Converts a scope variable to a fact. `id` is its index in the module's list. */
export function toVariableFact(variable: Variable, id: number, context: Context): VariableFact {
  const definition = variable.defs[0];
  const uses = variable.references
    .filter((reference) => !reference.init)
    .map((reference) => toUse(reference, context));
  return {
    id,
    name: variable.name,
    declaration: definition ? toRange(definition.name) : [0, 0],
    kind: getKind(variable),
    statement: definition ? context.statementOf(definition.node) : -1,
    isExported: uses.some((use) => use.kind === 'export') || isDeclaredInExport(definition?.node),
    uses,
  };
}

function getKind(variable: Variable): VariableKind {
  const definition = variable.defs[0];
  switch (definition?.type) {
    case 'ImportBinding':
      return 'import';
    case 'FunctionName':
      return 'function';
    case 'ClassName':
      return 'class';
    case 'Variable': {
      const kind = definition.parent.kind;
      return kind === 'let' || kind === 'var' ? kind : 'const';
    }
    default:
      return 'other';
  }
}

function isDeclaredInExport(node: Node | undefined): boolean {
  for (let current = node; current; current = current.parent) {
    if (current.type === 'ExportNamedDeclaration' || current.type === 'ExportDefaultDeclaration')
      return true;
    if (current.type === 'Program') return false;
  }
  return false;
}

function toUse(reference: Reference, { tree, functionScopes, statementOf }: Context): UseFact {
  const node: Node = reference.identifier;
  const functionScope = functionScopes.idOf(node);
  return {
    kind: getUseKind(reference),
    range: toRange(node),
    functionScope,
    statement: statementOf(node),
    atStartup: functionScopes.facts[functionScope]?.runsAtStartup ?? false,
    insertionPoints: findInsertionPoints(node, tree, functionScopes),
    parametersOf: findParameterScopes(node, functionScopes),
  };
}

function getUseKind(reference: Reference): UseKind {
  if (isExport(reference.identifier)) return isTypeExport(reference.identifier) ? 'type' : 'export';
  if (reference.isWrite()) return 'write';
  if (!isTypeOnlyReference(reference)) return 'read';
  return isDecoratorMetadata(reference.identifier) ? 'metadata' : 'type';
}

function isExport(identifier: Node): boolean {
  const parent = identifier.parent?.type;
  return (
    parent === 'ExportSpecifier' ||
    parent === 'ExportDefaultDeclaration' ||
    parent === 'TSExportAssignment'
  );
}

/** `export type { x }`, `export { type x }` */
function isTypeExport({ parent }: Node): boolean {
  if (parent?.type !== 'ExportSpecifier') return false;
  return parent.exportKind === 'type' || parent.parent.exportKind === 'type';
}

/**
 * Whether a type is emitted as decorator metadata: the type of a decorated property, of a parameter
 * or result of a decorated method, or of a constructor parameter of a decorated class.
 */
function isDecoratorMetadata(identifier: Node): boolean {
  let isParameter = false;
  for (let node: Node | undefined = identifier; node; node = node.parent) {
    if (
      'decorators' in node &&
      Array.isArray(node.decorators) &&
      node.decorators.length > 0 &&
      node.type !== 'ClassDeclaration'
    )
      return true;
    if (node.type === 'MethodDefinition' && node.kind === 'constructor' && isParameter) {
      const owner = node.parent.parent;
      return owner.decorators.length > 0;
    }
    if (
      node.parent &&
      isFunction(node.parent) &&
      node.parent.params.some((parameter) => parameter === node)
    )
      isParameter = true;
    if (node.type === 'BlockStatement' || node.type === 'TSTypeParameterInstantiation')
      return false;
  }
  return false;
}

/** Finds all places around a node where a statement can be inserted, innermost first. */
export function findInsertionPoints(
  node: Node,
  tree: SyntaxTree,
  functionScopes: FunctionScopes,
): readonly InsertionPointFact[] {
  const insertionPoints: { functionScope: number; insertionPoint: InsertionPointFact }[] = [];
  let child = node;
  for (let parent = node.parent; parent; child = parent, parent = parent.parent) {
    const body = getStatements(parent);
    if (body) {
      const functionScope = functionScopes.idOfBody(parent) ?? functionScopes.idOf(child);
      const first = body.find((statement) => !isDirective(statement)) ?? child;
      insertionPoints.push({
        functionScope,
        insertionPoint: {
          functionScope,
          block: toRange(parent),
          statement: toRange(child),
          insertAt: getLeadingStart(child, tree),
          firstStatement: first.range[0],
          inLoop: false,
          isConditional: false,
          ...(isCaught(parent) ? { caughtBy: toRange(parent.parent) } : {}),
          isHoisted: child.type === 'FunctionDeclaration',
        },
      });
    }
    const isRepeated = isLoop(parent) && 'body' in parent && parent.body === child;
    if (isRepeated || BRANCHES.has(parent.type)) {
      const functionScope = functionScopes.idOf(parent);
      for (const entry of insertionPoints) {
        if (entry.functionScope === functionScope)
          entry.insertionPoint = {
            ...entry.insertionPoint,
            isConditional: true,
            inLoop: entry.insertionPoint.inLoop || isRepeated,
          };
      }
    }
  }
  return insertionPoints.map((entry) => entry.insertionPoint);
}

function getStatements(node: Node): readonly TSESTree.Node[] | undefined {
  return node.type === 'BlockStatement' ||
    node.type === 'Program' ||
    node.type === 'StaticBlock' ||
    node.type === 'TSModuleBlock'
    ? node.body
    : undefined;
}

/** Whether a block is the `try` block of a statement with a `catch`. */
function isCaught(block: Node): block is TSESTree.BlockStatement {
  return (
    block.parent?.type === 'TryStatement' &&
    block.parent.block === block &&
    block.parent.handler !== null
  );
}

function isDirective(node: Node): boolean {
  return node.type === 'ExpressionStatement' && typeof node.directive === 'string';
}

function findParameterScopes(node: Node, functionScopes: FunctionScopes): readonly number[] {
  const ids: number[] = [];
  let child = node;
  for (let parent = node.parent; parent; child = parent, parent = parent.parent) {
    if (isFunction(parent) && parent.body !== child) {
      const id = functionScopes.idOfBody(parent);
      if (id !== undefined) ids.push(id);
    }
  }
  return ids;
}
