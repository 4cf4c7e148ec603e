// Resolves identifiers by scope analysis.
import type { Reference, Scope, Variable } from '@typescript-eslint/scope-manager';
import type { TSESTree } from '@typescript-eslint/types';
import type { Node, SyntaxTree } from './tree.ts';

/** The variable that an identifier refers to; undefined for globals and property names. */
export function findVariable(
  tree: SyntaxTree,
  identifier: TSESTree.Identifier,
): Variable | undefined {
  return lookUp(tree, identifier, () => true);
}

/**
 * The type that an identifier refers to: not the parameter, in `constructor(private App: App)`.
 */
export function findType(tree: SyntaxTree, identifier: TSESTree.Identifier): Variable | undefined {
  return lookUp(tree, identifier, ({ isTypeVariable }) => isTypeVariable);
}

function lookUp(
  tree: SyntaxTree,
  identifier: TSESTree.Identifier,
  isMeant: (variable: Variable) => boolean,
): Variable | undefined {
  for (let scope: Scope | null = getScope(tree, identifier); scope; scope = scope.upper) {
    const variable = scope.set.get(identifier.name);
    if (variable && isMeant(variable)) return variable;
  }
  return undefined;
}

/** The scope of the module's own variables. */
export function getModuleScope(tree: SyntaxTree): Scope | undefined {
  const [globalScope] = tree.scopes.scopes;
  return globalScope?.childScopes[0]?.block === tree.program
    ? globalScope.childScopes[0]
    : globalScope;
}

/** Whether a reference names a type. `typeof x` inside a type counts as a type. */
export function isTypeOnlyReference(reference: Reference): boolean {
  if (!reference.isValueReference) return true;
  let node: Node = reference.identifier.parent;
  while (node.type === 'TSQualifiedName') node = node.parent;
  return node.type === 'TSTypeQuery';
}

/** The innermost scope around a node. */
function getScope(tree: SyntaxTree, node: Node): Scope | null {
  for (let current: Node | undefined = node; current; current = current.parent) {
    const scope = tree.scopes.acquire(current, true);
    if (scope)
      return scope.type === 'function-expression-name' ? (scope.childScopes[0] ?? scope) : scope;
  }
  return null;
}
