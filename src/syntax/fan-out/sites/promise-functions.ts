// Tells functions that give a promise whenever they return, and so may as well be async.
import type { TSESTree } from '@typescript-eslint/types';
import { findVariable } from '../../scopes.ts';
import {
  getFunctionAround,
  isFunction,
  toRange,
  type FunctionNode,
  type Node,
  type SyntaxTree,
} from '../../tree.ts';
import { getPath, unwrap } from '../paths.ts';
import { ends } from './shapes.ts';

/**
 * Whether a function that isn't async gives a native promise whenever it returns, and throws nothing
 * of its own.
 */
export function givesPromise(node: Node, tree: SyntaxTree): boolean {
  if (!isFunction(node) || node.async || node.generator) return false;
  const type = node.returnType?.typeAnnotation;
  if (type && !(type.type === 'TSTypeReference' && getPath(type.typeName) === 'Promise'))
    return false;
  const always =
    node.body.type === 'BlockStatement' ? returnsPromises(node, tree) : isPromise(node.body);
  return always && !isCaughtAtOnce(node, tree);
}

function returnsPromises(node: FunctionNode, tree: SyntaxTree): boolean {
  if (!ends(node.body)) return false;
  const isOwn = (one: Node): boolean => getFunctionAround(one) === node;
  return (
    !tree.nodesIn(toRange(node), 'ThrowStatement').some(isOwn) &&
    tree
      .nodesIn(toRange(node), 'ReturnStatement')
      .filter(isOwn)
      .every(({ argument }) => argument !== null && isPromise(argument))
  );
}

/**
 * Whether a `try` of the file catches what a call of the function throws, and not what its promise
 * is rejected with.
 */
function isCaughtAtOnce(node: FunctionNode, tree: SyntaxTree): boolean {
  const name = node.type === 'FunctionDeclaration' ? node.id : getVariableName(node);
  const references = (name && findVariable(tree, name)?.references) ?? [];
  return references.some(
    ({ identifier: { parent } }) =>
      parent.type === 'CallExpression' &&
      parent.parent.type !== 'AwaitExpression' &&
      isInTryBlock(parent),
  );
}

function getVariableName({ parent }: FunctionNode): TSESTree.Identifier | undefined {
  return parent.type === 'VariableDeclarator' && parent.id.type === 'Identifier'
    ? parent.id
    : undefined;
}

function isInTryBlock(node: Node): boolean {
  for (let child = node; child.parent && !isFunction(child.parent); child = child.parent)
    if (child.parent.type === 'TryStatement' && child.parent.block === child) return true;
  return false;
}

/** `Promise.all(…)`, `new Promise(…)`, and what is chained to one. */
function isPromise(node: Node): boolean {
  const inner = unwrap(node);
  switch (inner.type) {
    case 'ConditionalExpression':
      return isPromise(inner.consequent) && isPromise(inner.alternate);
    case 'NewExpression':
      return getPath(inner.callee) === 'Promise';
    case 'CallExpression':
      return isPromiseCall(inner);
    default:
      return false;
  }
}

function isPromiseCall({ callee }: TSESTree.CallExpression): boolean {
  const path = getPath(callee);
  if (/^Promise\.(?:all|allSettled|any|race|resolve|reject)$/.test(path)) return true;
  return (
    callee.type === 'MemberExpression' &&
    /^(?:then|catch|finally)$/.test(getPath(callee.property)) &&
    isPromise(callee.object)
  );
}
