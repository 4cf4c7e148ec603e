// Finds the loop or callback that repeats a call inside its function, and whether it is throttled.
import type { TSESTree } from '@typescript-eslint/types';
import { getAmount, isCpus } from './amounts.ts';
import { findOrigins } from '../fan-out/origins/origins.ts';
import type { AmountFact, RepeatFact } from './facts.ts';
import {
  getFunctionAround,
  isFunction,
  toRange,
  type FunctionNode,
  type Node,
  type SyntaxTree,
} from '../tree.ts';
import { getLastName, getPath, unwrap } from '../fan-out/paths.ts';

/** The innermost loop around a call; undefined if the call runs once per run of its function. */
export function findRepeat(node: Node, tree: SyntaxTree): RepeatFact | undefined {
  let isConditional = false;
  let child = node;
  for (let parent = node.parent; parent; child = parent, parent = parent.parent) {
    if (
      (parent.type === 'IfStatement' || parent.type === 'ConditionalExpression') &&
      parent.test !== child
    )
      isConditional = true;
    if (
      (parent.type === 'LogicalExpression' && parent.right === child) ||
      parent.type === 'SwitchCase'
    )
      isConditional = true;
    if (parent.type === 'ForOfStatement' || parent.type === 'ForInStatement') {
      if (parent.body !== child) continue;
      return toElements(parent.right, isConditional || waits(parent, tree), tree);
    }
    if (parent.type === 'ForStatement') {
      if (parent.body !== child) continue;
      return toCounted(parent, isConditional || waits(parent, tree), tree);
    }
    if (parent.type === 'WhileStatement' || parent.type === 'DoWhileStatement') return undefined;
    if (!isFunction(parent)) continue;
    const repeat = getCallbackRepeat(parent, isConditional, tree);
    if (repeat) return repeat;
    // new Promise((resolve) => { new Worker(file) })
    if (parent.parent.type !== 'NewExpression' || getPath(parent.parent.callee) !== 'Promise')
      return undefined;
  }
  return undefined;
}

/**
 * The repetition of a callback: `xs.forEach((x) => …)`, `Array.from(xs, (x) => …)`,
 * `Array.from({ length: n }, () => …)`.
 */
function getCallbackRepeat(
  callback: FunctionNode,
  isThrottled: boolean,
  tree: SyntaxTree,
): RepeatFact | undefined {
  const call = callback.parent;
  if (call.type !== 'CallExpression' || call.callee === callback) return undefined;
  const callee = unwrap(call.callee);
  const [first, second] = call.arguments;
  if (getPath(callee) === 'Array.from' && second === callback && first) {
    const length =
      first.type === 'ObjectExpression'
        ? first.properties.find((one) => one.type === 'Property' && getPath(one.key) === 'length')
        : undefined;
    return length?.type === 'Property'
      ? toCount(length.value, isThrottled, tree)
      : toElements(first, isThrottled, tree);
  }
  if (
    callee.type !== 'MemberExpression' ||
    first !== callback ||
    !/^(?:map|forEach|flatMap)$/.test(getLastName(getPath(callee)))
  )
    return undefined;
  return toElements(callee.object, isThrottled, tree);
}

function toElements(source: Node, isThrottled: boolean, tree: SyntaxTree): RepeatFact {
  const amount: AmountFact | undefined = isCpus(source, tree)
    ? { ...getAmount(source, tree), kind: 'cpus' }
    : undefined;
  return {
    kind: 'elements',
    text: tree.source.text.slice(...toRange(source)),
    range: toRange(source),
    origins: findOrigins(source, tree),
    ...(amount ? { amount } : {}),
    isThrottled,
  };
}

/** The repetition of `for (let i = 0; i < n; i++)`; with `xs.length`, over the elements. */
function toCounted(
  loop: TSESTree.ForStatement,
  isThrottled: boolean,
  tree: SyntaxTree,
): RepeatFact | undefined {
  const { test } = loop;
  if (test?.type !== 'BinaryExpression' || !['<', '<=', '!=', '!=='].includes(test.operator))
    return undefined;
  const end = unwrap(test.right);
  const isLength =
    end.type === 'MemberExpression' &&
    getPath(end.property) === 'length' &&
    !isCpus(end.object, tree);
  return isLength
    ? toElements(end.object, isThrottled, tree)
    : toCount(test.right, isThrottled, tree);
}

function toCount(count: Node, isThrottled: boolean, tree: SyntaxTree): RepeatFact {
  return {
    kind: 'count',
    text: tree.source.text.slice(...toRange(count)),
    range: toRange(count),
    origins: [],
    amount: getAmount(count, tree),
    isThrottled,
  };
}

/** Whether the loop contains an `await` or an early exit, which may throttle it. */
function waits(loop: Node, tree: SyntaxTree): boolean {
  if (loop.type === 'ForOfStatement' && loop.await) return true;
  const around = isFunction(loop) ? loop : getFunctionAround(loop);
  const range = toRange(loop);
  const isOwn = (one: Node): boolean =>
    one.range[0] > range[0] && getFunctionAround(one) === around;
  return (
    tree.nodesIn(range, 'AwaitExpression', 'BreakStatement', 'ContinueStatement').some(isOwn) ||
    (!isFunction(loop) && tree.nodesIn(range, 'ReturnStatement').some(isOwn))
  );
}
