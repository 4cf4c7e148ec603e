// Loops that push into an array.
import type { TSESTree } from '@typescript-eslint/types';
import { findVariable } from '../../scopes.ts';
import { getValueOf } from '../../values.ts';
import { isFunction, isLoop, toRange, type Node, type SyntaxTree } from '../../tree.ts';
import { getPath, getRoot, unwrap } from '../paths.ts';

/** Whether a pushed value was awaited: `await f(x)`, `c ? await f(x) : await g(x)`. */
export function isDone(node: Node): boolean {
  if (node.type === 'ConditionalExpression')
    return isDone(unwrap(node.consequent)) && isDone(unwrap(node.alternate));
  return node.type === 'AwaitExpression';
}

/** The call `f(x)` of `const p = f(x); ps.push(p)` or `ps.push(p.then(g))` in the loop. */
export function getStarted(pushed: Node, loop: Node, tree: SyntaxTree): Node | undefined {
  const root = getRoot(pushed);
  const value = root.type === 'Identifier' ? getValueOf(root, tree) : undefined;
  return value?.type === 'CallExpression' && isInside(value, loop) ? value : undefined;
}

/**
 * Whether the loop limits itself: `if (running.length >= 10) await Promise.race(running)`, or
 * `await Promise.all(running)` if the loop then empties the array. Collecting everything in the
 * last iteration doesn't count.
 */
export function isThrottled(
  identifier: TSESTree.Identifier | TSESTree.JSXIdentifier,
  loop: Node,
  tree: SyntaxTree,
): boolean {
  const call = identifier.parent;
  if (call.type !== 'CallExpression') return false;
  if (/^Promise\.(?:race|any)$/.test(getPath(call.callee))) return true;
  return (
    /^Promise\.(?:all|allSettled)$/.test(getPath(call.callee)) &&
    isChangedIn(identifier.name, loop, tree)
  );
}

/** `running = []`, `running.length = 0`, `running.splice(0)`. */
function isChangedIn(name: string, loop: Node, tree: SyntaxTree): boolean {
  const isEmptied = tree
    .nodesIn(toRange(loop), 'AssignmentExpression')
    .some(({ left }) => getPath(left) === name || getPath(left) === `${name}.length`);
  return (
    isEmptied ||
    tree
      .nodesIn(toRange(loop), 'CallExpression')
      .some((node) => getPath(node.callee) === `${name}.splice`)
  );
}

/** The call `xs.push(…)`, if `identifier` is its `xs`. */
export function getPush(identifier: Node): TSESTree.CallExpression | undefined {
  const member = identifier.parent;
  const call = member?.parent;
  return member?.type === 'MemberExpression' &&
    member.object === identifier &&
    getPath(member.property) === 'push' &&
    call?.type === 'CallExpression' &&
    call.callee === member
    ? call
    : undefined;
}

/** The loop around a push: a statement, or the callback of `forEach`. */
export function getLoop(node: Node, until: Node | undefined): Node | undefined {
  for (let parent = node.parent; parent && parent !== until; parent = parent.parent) {
    if (isLoop(parent)) return parent;
    if (isFunction(parent)) {
      const call = parent.parent;
      return call.type === 'CallExpression' && /\.(?:forEach|map)$/.test(getPath(call.callee))
        ? call
        : undefined;
    }
  }
  return undefined;
}

/** What a loop runs over: the list, or the upper limit of its counter. */
export function getLoopSource(loop: Node): Node | undefined {
  if (loop.type === 'ForOfStatement' || loop.type === 'ForInStatement') return loop.right;
  if (loop.type === 'CallExpression' && loop.callee.type === 'MemberExpression')
    return loop.callee.object;
  // for (let i = 0; i < xs.length; i++)
  if (loop.type === 'ForStatement' && loop.test?.type === 'BinaryExpression') {
    const limit = unwrap(loop.test.right);
    return limit.type === 'MemberExpression' && getPath(limit.property) === 'length'
      ? limit.object
      : limit;
  }
  return undefined;
}

/**
 * Finds where the pushed expression reads a variable that later iterations change. A limiter would
 * run the expression after that.
 */
export function findChanging(pushed: Node, loop: Node, tree: SyntaxTree): readonly Node[] {
  return tree.nodesIn(toRange(pushed), 'Identifier').filter((node) => {
    const variable = findVariable(tree, node);
    const definition = variable?.defs[0];
    if (
      definition?.type !== 'Variable' ||
      definition.parent.kind === 'const' ||
      isInside(definition.node, pushed)
    )
      return false;
    const isOfHead =
      loop.type === 'ForStatement' &&
      loop.init === definition.parent &&
      definition.parent.kind === 'let';
    return (
      !isOfHead &&
      (variable?.references ?? []).some(
        (reference) =>
          reference.isWrite() &&
          (!reference.init || definition.parent.kind === 'var') &&
          isInside(reference.identifier, loop),
      )
    );
  });
}

/** Whether the range of a node is within that of another. */
export function isInside(inner: Node, outer: Node): boolean {
  return inner.range[0] >= outer.range[0] && inner.range[1] <= outer.range[1];
}
