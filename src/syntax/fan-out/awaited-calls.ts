// Decides whether a task awaits a call.
import type { TSESTree } from '@typescript-eslint/types';
import { findVariable } from '../scopes.ts';
import { isFunction, type Node, type SyntaxTree } from '../tree.ts';
import { getLastName, getPath } from './paths.ts';

/** Methods that don't pass on a promise returned by their callback. */
const PLAIN: ReadonlySet<string> = new Set([
  'filter',
  'some',
  'every',
  'find',
  'findIndex',
  'findLast',
  'sort',
  'toSorted',
  'forEach',
  'reduce',
  'sortBy',
  'groupBy',
  'keyBy',
  'replace',
]);

/** Methods of promises that return the next promise of a chain. */
export const CHAINS: ReadonlySet<string> = new Set(['then', 'catch', 'finally']);

/**
 * Whether the value of a node is awaited within `body`: by `await` or `return`, or as a part or
 * argument of an awaited expression.
 */
export function isWaitedFor(node: Node, tree: SyntaxTree, body: Node, depth = 0): boolean {
  let child = node;
  for (let parent = node.parent; parent; child = parent, parent = parent.parent) {
    if (child === body && !isFunction(child)) return true;
    switch (parent.type) {
      case 'AwaitExpression':
      case 'ReturnStatement':
      case 'YieldExpression':
        return true;
      case 'ForOfStatement':
        return parent.await && parent.right === child;
      case 'ArrowFunctionExpression':
        return parent.body === child && (parent === body || !isPlainCallback(parent));
      case 'MemberExpression': {
        const call = parent.parent;
        if (
          parent.object !== child ||
          call.type !== 'CallExpression' ||
          !CHAINS.has(getPath(parent.property))
        )
          return false;
        break;
      }
      case 'CallExpression':
      case 'NewExpression':
      case 'ArrayExpression':
      case 'SpreadElement':
      case 'LogicalExpression':
      case 'ConditionalExpression':
      case 'SequenceExpression':
      case 'TSAsExpression':
      case 'TSNonNullExpression':
      case 'TSSatisfiesExpression':
      case 'ChainExpression':
        break;
      case 'VariableDeclarator':
        return (
          parent.id.type === 'Identifier' && depth === 0 && isNameWaitedFor(parent.id, tree, body)
        );
      default:
        return false;
    }
  }
  return false;
}

/** `const p = f(); … await p`. */
function isNameWaitedFor(name: TSESTree.Identifier, tree: SyntaxTree, body: Node): boolean {
  const references = findVariable(tree, name)?.references ?? [];
  return references.some(
    (reference) => reference.isRead() && isWaitedFor(reference.identifier, tree, body, 1),
  );
}

function isPlainCallback(node: TSESTree.ArrowFunctionExpression): boolean {
  const { parent } = node;
  return parent.type === 'CallExpression' && PLAIN.has(getLastName(getPath(parent.callee)));
}
