// Describes the tasks of a fan-out: their function, its calls, and how tasks depend on each other.
import type { TSESTree } from '@typescript-eslint/types';
import { isWithin } from '../../text/range.ts';
import { collectCalls } from './calls.ts';
import type { TaskFact } from './facts.ts';
import { describeRoot } from './names.ts';
import { findVariable } from '../scopes.ts';
import {
  getFunctionAround,
  isFunction,
  isLoop,
  toRange,
  type FunctionNode,
  type Node,
  type SyntaxTree,
} from '../tree.ts';
import { findBodiesOf } from '../values.ts';
import { getLastName, getPath, unwrap } from './paths.ts';

/** The context of a task. */
export interface TaskContext {
  /** The paths of the array: its own, and what it is another name of. */
  readonly sourcePaths: readonly string[];
  /** The variable that holds all promises of the fan-out. */
  readonly carrier?: TSESTree.Identifier;
}

const CHANGES: ReadonlySet<string> = new Set([
  'push',
  'pop',
  'shift',
  'unshift',
  'splice',
  'sort',
  'reverse',
  'fill',
  'add',
  'delete',
  'clear',
  'set',
]);
/**
 * Describes the tasks started by calling `callback`, or by evaluating it if it isn't a function.
 */
export function describeTask(callback: Node, tree: SyntaxTree, context: TaskContext): TaskFact {
  const inner = unwrap(callback);
  const targets = findTargets(inner, tree);
  const roots = targets.length > 0 ? targets : [inner];
  const found = roots.map((root) => collectCalls(root, tree));
  const isOpaque =
    targets.length === 0 && (inner.type === 'Identifier' || inner.type === 'MemberExpression');
  const calls = isOpaque
    ? [toReferenceCall(inner, tree)]
    : found.flatMap((one, index) => {
        const offset = found.slice(0, index).reduce((sum, other) => sum + other.calls.length, 0);
        return one.calls.map((call) => ({ ...call, behind: call.behind.map((at) => at + offset) }));
      });
  const bodies = [...new Set(found.flatMap((one) => [...one.bodies]))];
  // A task that calls the surrounding function also runs code of other fan-outs.
  const inside = bodies.filter(
    (body) => body === inner || !isWithin(toRange(inner), toRange(body)),
  );
  const own = targets[0];
  const isReference = !isFunction(inner);
  return {
    label: getLabel(inner, calls),
    calls,
    isAsync: isAsyncTask(isReference ? targets : [inner], inner, tree),
    isOpaque,
    mayThrowEarly: !(isFunction(inner) && inner.async) && mayThrowEarly(inner, tree),
    bodyMayThrowEarly: mayThrowEarly(inner, tree),
    isWorker: own !== undefined && isFunction(own) && isWorker(own, bodies, tree),
    isRecursive: isInside(callback, bodies),
    changesSource: context.sourcePaths.some((path) =>
      inside.some((body) => changesArray(body, path, tree)),
    ),
    waitsForOthers: waitsForOthers(inside, context.carrier, tree),
  };
}

/** The functions that run for an element: `callback` itself, or the target of a name or `bind`. */
function findTargets(node: Node, tree: SyntaxTree): readonly FunctionNode[] {
  if (isFunction(node)) return [node];
  // this.check.bind(this)
  if (
    node.type === 'CallExpression' &&
    getLastName(getPath(node.callee)) === 'bind' &&
    node.callee.type === 'MemberExpression'
  ) {
    return [...findBodiesOf(node.callee.object, false, tree)].filter(isFunction);
  }
  return node.type === 'Identifier' || node.type === 'MemberExpression'
    ? [...findBodiesOf(node, false, tree)].filter(isFunction)
    : [];
}

/** The call that `map` makes in `xs.map(load)`. */
function toReferenceCall(node: Node, tree: SyntaxTree): TaskFact['calls'][number] {
  const path = getPath(node);
  return {
    path,
    name: getLastName(path),
    range: toRange(node),
    isNew: false,
    ...describeRoot(node, tree),
    isAwaited: true,
    isFloating: false,
    isArgument: false,
    isFollowed: false,
    behind: [],
    takesFunction: false,
    usesTransaction: false,
    literal: '',
  };
}

/** The name of the task: the reference, or the only awaited call of the function. */
function getLabel(node: Node, calls: TaskFact['calls']): string {
  if (node.type === 'Identifier' || node.type === 'MemberExpression') return getPath(node);
  const inside = calls.filter(
    (call) =>
      call.isAwaited &&
      isWithin(call.range, toRange(node)) &&
      /^[\w$.#]+$/.test(call.path) &&
      !/^Promise(?:\.|$)|\.(?:map|flatMap)$/.test(call.path),
  );
  const outer = inside.filter(
    (call) => !inside.some((other) => other !== call && isWithin(call.range, other.range)),
  );
  return outer.length === 1 ? (outer[0]?.path ?? '') : '';
}

function isAsyncTask(functions: readonly FunctionNode[], node: Node, tree: SyntaxTree): boolean {
  if (functions.some((one) => one.async)) return true;
  const [first] = functions;
  const returned = first ? getOnlyReturn(first) : node;
  const value = returned && unwrap(returned);
  // (x) => f(x), where f is an async function in this file
  return (
    value?.type === 'CallExpression' &&
    [...findBodiesOf(value.callee, false, tree)].some((body) => isFunction(body) && body.async)
  );
}

function getOnlyReturn(node: FunctionNode): Node | undefined {
  if (node.body.type !== 'BlockStatement') return node.body;
  const last = node.body.body.at(-1);
  return last?.type === 'ReturnStatement' ? (last.argument ?? undefined) : undefined;
}

/** Not `(x) => f(x, x.id)` if `f` is an async function in this file. */
function mayThrowEarly(node: Node, tree: SyntaxTree): boolean {
  const body = isFunction(node)
    ? node.body.type === 'BlockStatement'
      ? undefined
      : unwrap(node.body)
    : node;
  if (body === undefined) return true;
  const value = body.type === 'AwaitExpression' ? unwrap(body.argument) : body;
  const callee = value.type === 'CallExpression' ? value.callee : value;
  const targets = [...findBodiesOf(callee, false, tree)];
  const isKnown = targets.length > 0 && targets.every((body) => isFunction(body) && body.async);
  return !(isKnown && (value.type !== 'CallExpression' || value.arguments.every(isInert)));
}

/** Whether evaluating a node can't throw, assuming that property reads don't. */
function isInert(node: Node): boolean {
  const inner = unwrap(node);
  if (inner.type === 'Identifier' || inner.type === 'Literal' || inner.type === 'ThisExpression')
    return true;
  return (
    inner.type === 'MemberExpression' &&
    !inner.computed &&
    unwrap(inner.object).type === 'Identifier'
  );
}

/** `() => worker()`, where `worker` loops over shared work, or calls itself for the next piece. */
function isWorker(callback: FunctionNode, bodies: readonly Node[], tree: SyntaxTree): boolean {
  const usesElement =
    callback.params[0]?.type === 'Identifier'
      ? !callback.params[0].name.startsWith('_')
      : callback.params.length > 0;
  if (usesElement) return false;
  return bodies.some(
    (body) => isFunction(body) && (hasWaitingLoop(body) || callsItself(body, tree)),
  );
}

function callsItself(body: FunctionNode, tree: SyntaxTree): boolean {
  return tree
    .nodesIn(toRange(body), 'CallExpression')
    .some(
      ({ callee }) =>
        getFunctionAround(callee) === body && [...findBodiesOf(callee, false, tree)].includes(body),
    );
}

function hasWaitingLoop(body: FunctionNode): boolean {
  const statements = body.body.type === 'BlockStatement' ? body.body.body : [];
  return statements.some(
    (statement) =>
      isLoop(statement) ||
      (statement.type === 'TryStatement' && statement.block.body.some((one) => isLoop(one))),
  );
}

function isInside(node: Node, bodies: readonly Node[]): boolean {
  const around = getFunctionAround(node);
  return around !== undefined && bodies.includes(around);
}

/** `xs.push(…)`, `xs[i] = …`, `xs.length = 0`, `xs = …` in a task. */
function changesArray(body: Node, path: string, tree: SyntaxTree): boolean {
  const range = toRange(body);
  const isCall = tree.nodesIn(range, 'CallExpression').some((node) => {
    if (node.callee.type !== 'MemberExpression') return false;
    return CHANGES.has(getPath(node.callee.property)) && getPath(node.callee.object) === path;
  });
  return (
    isCall ||
    tree.nodesIn(range, 'AssignmentExpression').some((node) => {
      const left = getPath(node.left);
      return (
        left === path ||
        (node.left.type === 'MemberExpression' &&
          getPath(node.left.object) === path &&
          (node.left.computed || left === `${path}.length`))
      );
    })
  );
}

/**
 * `await promises[i - 1]`, `new Promise((resolve) => waiting.push(resolve))`, or `await gate` where
 * `gate` is a `new Promise(…)`.
 */
function waitsForOthers(
  bodies: readonly Node[],
  carrier: TSESTree.Identifier | undefined,
  tree: SyntaxTree,
): boolean {
  const isIn = (node: Node): boolean =>
    bodies.some((body) => isWithin(toRange(node), toRange(body)));
  const variable = carrier && findVariable(tree, carrier);
  // The push itself refers to the array, so only functions that a task runs count.
  if (
    variable?.references.some((one) =>
      bodies.some((body) => isFunction(body) && isWithin(toRange(one.identifier), toRange(body))),
    )
  )
    return true;
  const isGate = (node: Node): boolean => {
    const definition = node.type === 'Identifier' ? findVariable(tree, node)?.defs[0] : undefined;
    const init = definition?.type === 'Variable' ? definition.node.init : undefined;
    return init?.type === 'NewExpression' && getPath(init.callee) === 'Promise' && !isIn(init);
  };
  return bodies.some((body) => {
    const range = toRange(body);
    return (
      tree.nodesIn(range, 'AwaitExpression').some((node) => isGate(unwrap(node.argument))) ||
      tree
        .nodesIn(range, 'NewExpression')
        .some((node) => getPath(node.callee) === 'Promise' && handsOutResolve(node, tree))
    );
  });
}

/**
 * Whether the executor stores `resolve` for other code: `waiting.push(resolve)`, `wake = resolve`,
 * `map.set(id, { resolve })`.
 */
function handsOutResolve(node: TSESTree.NewExpression, tree: SyntaxTree): boolean {
  const executor = node.arguments[0];
  const parameter = executor && isFunction(executor) ? executor.params[0] : undefined;
  if (parameter?.type !== 'Identifier') return false;
  return (findVariable(tree, parameter)?.references ?? []).some(({ identifier }) => {
    const { parent } = identifier;
    if (parent.type === 'AssignmentExpression') return parent.right === identifier;
    if (parent.type === 'Property') return true;
    return (
      parent.type === 'CallExpression' &&
      parent.callee !== identifier &&
      ['push', 'set', 'add', 'unshift'].includes(getLastName(getPath(parent.callee)))
    );
  });
}
