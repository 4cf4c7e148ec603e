// Side effects on state outside the function: calls and writes on imports, module variables and
// globals, by function scope.
import type { TSESTree } from '@typescript-eslint/types';
import type { FunctionScopes } from './function-scopes.ts';
import { findVariable } from '../scopes.ts';
import { toRange, type Node, type SyntaxTree } from '../tree.ts';
import type { SideEffect } from './facts.ts';

/**
 * Extracts the side effects of all function scopes. Chains that start with a local variable, `this`
 * or the result of a call don't count.
 * @param variableOf the module variable that an identifier refers to
 */
export function extractSideEffects(
  tree: SyntaxTree,
  functionScopes: FunctionScopes,
  variableOf: (identifier: TSESTree.Identifier) => number | undefined,
): readonly SideEffect[] {
  const sideEffects: SideEffect[] = [];
  const add = (kind: SideEffect['kind'], node: Node, target: Node): void => {
    const found = getRoot(target);
    if (!found) return;
    const variable = variableOf(found.root);
    if (variable === undefined && findVariable(tree, found.root)?.defs.length) return;
    sideEffects.push({
      kind,
      functionScope: functionScopes.idOf(node),
      range: toRange(node),
      root: found.root.name,
      name: found.name,
      ...(variable !== undefined && { variable }),
    });
  };
  for (const node of tree.nodesOf('CallExpression')) {
    if (node.parent.type === 'Decorator') continue;
    add('call', node, node.callee);
    // Object.assign(config, x), Object.defineProperty(Array.prototype, …)
    const [target] = node.arguments;
    if (
      target &&
      node.callee.type === 'MemberExpression' &&
      node.callee.object.type === 'Identifier' &&
      /^(?:Object|Reflect)$/.test(node.callee.object.name) &&
      isWriter(node.callee.property)
    )
      add('write', node, target);
  }
  for (const node of tree.nodesOf('AssignmentExpression')) add('write', node, node.left);
  for (const node of tree.nodesOf('UpdateExpression')) add('write', node, node.argument);
  for (const node of tree.nodesOf('Decorator'))
    add(
      'decorator',
      node,
      node.expression.type === 'CallExpression' ? node.expression.callee : node.expression,
    );
  return sideEffects;
}

function isWriter(property: Node): boolean {
  return property.type === 'Identifier' && /^(?:assign|define\w*|set\w*)$/.test(property.name);
}

/** The first identifier of a member chain and its last name: `a` and `c` of `a.b.c`. */
function getRoot(
  node: Node,
): { readonly root: TSESTree.Identifier; readonly name: string } | undefined {
  let current = node;
  let name: string | undefined;
  for (;;) {
    if (current.type === 'MemberExpression') {
      name ??=
        current.property.type === 'Identifier' && !current.computed ? current.property.name : '';
      current = current.object;
    } else if (
      current.type === 'ChainExpression' ||
      current.type === 'TSNonNullExpression' ||
      current.type === 'TSAsExpression'
    ) {
      current = current.expression;
    } else {
      return current.type === 'Identifier'
        ? { root: current, name: name ?? current.name }
        : undefined;
    }
  }
}
