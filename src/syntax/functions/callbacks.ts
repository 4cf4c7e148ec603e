// Decides when a function passed to a call runs: during the call, once per element, or later.
import type { TSESTree } from '@typescript-eslint/types';
import type { FunctionNode, Node } from '../tree.ts';
import type { CallbackFact } from './facts.ts';

/** Methods that call back once per element before they return. */
const EACH: ReadonlySet<string> = new Set([
  'map',
  'forEach',
  'filter',
  'reduce',
  'reduceRight',
  'some',
  'every',
  'find',
  'findIndex',
  'findLast',
  'findLastIndex',
  'flatMap',
  'sort',
  'toSorted',
  'from',
  'replace',
  'replaceAll',
  'each',
  'mapValues',
  'sortBy',
  'groupBy',
  'keyBy',
  'times',
]);

/** Functions that register or schedule their callback, which runs after they return. */
const LATER: ReadonlySet<string> = new Set([
  'on',
  'once',
  'addEventListener',
  'addListener',
  'prependListener',
  'subscribe',
  'use',
  'get',
  'post',
  'put',
  'patch',
  'delete',
  'head',
  'options',
  'all',
  'route',
  'register',
  'decorate',
  'addHook',
  'schedule',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'nextTick',
  'queueMicrotask',
  'command',
  'action',
  'listen',
  'define',
  'process',
  'watch',
  'observe',
  'defineJob',
]);

/** How `node` is called back; undefined if it is not an argument of a call. */
export function getCallback(node: FunctionNode): CallbackFact | undefined {
  const call = node.parent;
  if (call.type !== 'CallExpression' && call.type !== 'NewExpression') return undefined;
  if (call.callee === node) return undefined;
  const callee = getCalleeName(call);
  return { callee, runs: getRun(call, callee) };
}

/** The last name of a callee; empty if it has none. */
export function getCalleeName(call: TSESTree.CallExpression | TSESTree.NewExpression): string {
  const { callee } = call;
  if (callee.type === 'Identifier') return callee.name;
  if (
    callee.type === 'MemberExpression' &&
    callee.property.type === 'Identifier' &&
    !callee.computed
  )
    return callee.property.name;
  return '';
}

function getRun(
  call: TSESTree.CallExpression | TSESTree.NewExpression,
  callee: string,
): CallbackFact['runs'] {
  if (call.type === 'NewExpression') return callee === 'Promise' ? 'once' : 'later';
  const isMethod = call.callee.type === 'MemberExpression';
  if (EACH.has(callee) && isMethod) return 'each';
  if (LATER.has(callee)) return 'later';
  return isResultUsed(call) ? 'within' : 'later';
}

/**
 * Whether the caller awaits or returns the result of a call: `await f(cb)`, `return f(cb)`,
 * `return f(cb).then()`.
 */
function isResultUsed(call: Node): boolean {
  let node = call;
  for (let parent = node.parent; parent; node = parent, parent = parent.parent) {
    if (
      parent.type === 'AwaitExpression' ||
      parent.type === 'ReturnStatement' ||
      parent.type === 'YieldExpression'
    )
      return true;
    if (parent.type === 'ArrowFunctionExpression') return true;
    if (parent.type === 'ExpressionStatement') return false;
    if (parent.type.endsWith('Statement') || parent.type === 'VariableDeclarator') return false;
  }
  return false;
}
