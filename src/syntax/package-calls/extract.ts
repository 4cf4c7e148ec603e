// Extracts the calls of package exports, with their arguments and tasks.
import type { TSESTree } from '@typescript-eslint/types';
import { getAmount } from './amounts.ts';
import { resolveExport } from '../modules/exported-names.ts';
import { collectCalls } from '../fan-out/calls.ts';
import type { WorkCallFact } from '../fan-out/facts.ts';
import type { Call } from '../fan-out/names.ts';
import { findOrigins } from '../fan-out/origins/origins.ts';
import type { FunctionScopes } from '../functions/function-scopes.ts';
import type { ArgumentFact, PackageCallFact, PropertyFact } from './facts.ts';
import { findRepeat } from './repeats.ts';
import { findVariable } from '../scopes.ts';
import { isFunction, toRange, type Node, type SyntaxTree } from '../tree.ts';
import { getValueOf } from '../values.ts';
import { getLastName, getPath, unwrap } from '../fan-out/paths.ts';
import { isChanged } from '../fan-out/origins/changes.ts';

/** Extracts the calls of package exports in a file, in source order. */
export function extractPackageCalls(
  tree: SyntaxTree,
  functionScopes: FunctionScopes,
): readonly PackageCallFact[] {
  const calls = tree
    .nodesOf('CallExpression', 'NewExpression')
    .flatMap((node) => toFact(node, tree, functionScopes) ?? []);
  return calls.sort((a, b) => a.range[0] - b.range[0] || b.range[1] - a.range[1]);
}

function toFact(
  node: Call,
  tree: SyntaxTree,
  functionScopes: FunctionScopes,
): PackageCallFact | undefined {
  const found = resolveExport(node.callee, tree);
  if (!found || /^[./]/.test(found.specifier)) return undefined;
  const tasks = findTasks(node, tree);
  const work = [...node.arguments.filter(isTask), ...tasks.map((task) => task.node)].flatMap(
    (task) => findWork(task, tree),
  );
  const repeat = findRepeat(node, tree);
  // new (require('p-queue').default): the parenthesis behind the callee doesn't hold arguments
  const hasBrackets = tree.source.text
    .slice((node.typeArguments ?? node.callee).range[1], node.range[1])
    .includes('(');
  return {
    range: toRange(node),
    callee: toRange(node.callee),
    calleeText: tree.source.text.slice(...toRange(node.callee)),
    functionScope: functionScopes.idOf(node),
    isNew: node.type === 'NewExpression',
    ...found,
    arguments: node.arguments.map((argument) => toArgument(argument, tree)),
    ...(hasBrackets ? { argumentsEnd: node.range[1] - 1 } : {}),
    work,
    isReentered: tasks.some(({ node: task, owner }) =>
      findWork(task, tree).some((call) => call.isAwaited && isEntry(call.path, owner)),
    ),
    uses: findUses(node, tree),
    ...(repeat ? { repeat } : {}),
  };
}

/**
 * Finds what the file does with the created value: `limiter.updateSettings(…)`,
 * `limiter.on('failed', …)`, `queue.concurrency = 3`. Fields match by name, on any object.
 */
function findUses(node: Call, tree: SyntaxTree): readonly string[] {
  const owner = getOwner(node);
  if (owner === undefined) return [];
  const field = getLastName(owner.path);
  const getMember = (callee: Node): string | undefined => {
    const inner = unwrap(callee);
    if (
      inner.type !== 'MemberExpression' ||
      inner.computed ||
      getLastName(getPath(inner.object)) !== field
    )
      return undefined;
    return owner.name && !isSameVariable(inner, owner.name, tree)
      ? undefined
      : getPath(inner.property);
  };
  return [
    ...tree
      .nodesOf('AssignmentExpression')
      .flatMap(({ left }) => getMember(left) ?? [])
      .map((name) => `${name}=`),
    ...tree.nodesOf('CallExpression').flatMap(({ callee, arguments: [first] }) => {
      const name = getMember(callee);
      if (name === undefined) return [];
      return first?.type === 'Literal' && typeof first.value === 'string'
        ? [name, `${name}:${first.value}`]
        : [name];
    }),
  ];
}

function isTask(node: Node): boolean {
  const inner = unwrap(node);
  return isFunction(inner) || inner.type === 'Identifier' || inner.type === 'MemberExpression';
}

/** The calls of a function, given itself or by name. */
function findWork(task: Node, tree: SyntaxTree): readonly WorkCallFact[] {
  const inner = unwrap(task);
  const value = inner.type === 'Identifier' ? getValueOf(inner, tree) : inner;
  return value && isFunction(value) ? collectCalls(value, tree).calls : [];
}

interface Task {
  readonly node: Node;
  /** The path of the value that the call created. */
  readonly owner: string;
}

/**
 * Finds the functions passed to the value that a call creates: `limit(() => …)` after
 * `const limit = pLimit(3)`, `this.queue.add(() => …)`.
 */
function findTasks(node: Call, tree: SyntaxTree): readonly Task[] {
  const owner = getOwner(node);
  if (owner === undefined) return [];
  return tree.nodesOf('CallExpression').flatMap((call) => {
    if (!isEntry(getPath(call.callee), owner.path)) return [];
    if (owner.name && !isSameVariable(call.callee, owner.name, tree)) return [];
    return call.arguments.filter(isTask).map((task) => ({ node: task, owner: owner.path }));
  });
}

/** Methods of queues and limiters that receive tasks. */
const ENTRIES =
  /^(?:add|addAll|schedule|wrap|run|submit|push|unshift|pushAsync|runExclusive|use|map|execute|enqueue)$/;

/** Whether a path passes tasks to `owner`: `limit`, `queue.add`. */
function isEntry(path: string, owner: string): boolean {
  return (
    path === owner || (path.startsWith(`${owner}.`) && ENTRIES.test(path.slice(owner.length + 1)))
  );
}

function getOwner(
  node: Call,
): { readonly path: string; readonly name?: TSESTree.Identifier } | undefined {
  let value: Node = node;
  while (value.parent && unwrap(value.parent) === node) value = value.parent;
  const { parent } = value;
  if (
    parent?.type === 'VariableDeclarator' &&
    parent.init === value &&
    parent.id.type === 'Identifier'
  )
    return { path: parent.id.name, name: parent.id };
  if (parent?.type === 'PropertyDefinition' && parent.value === value)
    return { path: `this.${getPath(parent.key)}` };
  if (parent?.type === 'AssignmentExpression' && parent.right === value) {
    const path = getPath(parent.left);
    return path === ''
      ? undefined
      : { path, ...(parent.left.type === 'Identifier' ? { name: parent.left } : {}) };
  }
  return undefined;
}

function isSameVariable(callee: Node, name: TSESTree.Identifier, tree: SyntaxTree): boolean {
  let root = unwrap(callee);
  while (root.type === 'MemberExpression' || root.type === 'CallExpression')
    root = unwrap(root.type === 'MemberExpression' ? root.object : root.callee);
  return root.type === 'Identifier' && findVariable(tree, root) === findVariable(tree, name);
}

function toArgument(argument: TSESTree.CallExpressionArgument, tree: SyntaxTree): ArgumentFact {
  const base = { range: toRange(argument), properties: [], isWhole: false, origins: [] };
  if (argument.type === 'SpreadElement')
    return { ...base, kind: 'spread', amount: getAmount(argument.argument, tree) };
  const inner = unwrap(argument);
  const amount = getAmount(argument, tree);
  if (inner.type === 'ObjectExpression')
    return { ...base, kind: 'object', amount, ...describeObject(inner, tree, false) };
  if (isFunction(inner)) return { ...base, kind: 'function', amount };
  if (
    (inner.type === 'Literal' && typeof inner.value === 'string') ||
    inner.type === 'TemplateLiteral'
  )
    return { ...base, kind: 'text', amount };
  if (isMapped(inner, tree))
    return { ...base, kind: 'mapped', amount, origins: findOrigins(inner, tree) };
  const object = inner.type === 'Identifier' ? getConstantObject(inner, tree) : undefined;
  return object
    ? {
        ...base,
        kind: 'named-object',
        amount,
        ...describeObject(object.node, tree, object.isShared),
      }
    : { ...base, kind: 'other', amount };
}

/** Whether a node is `xs.map(f)`, `Array.from(xs, f)`, or a variable with such a value. */
function isMapped(node: Node, tree: SyntaxTree): boolean {
  const value = node.type === 'Identifier' ? getValueOf(node, tree) : node;
  const call = value && unwrap(value);
  return (
    call?.type === 'CallExpression' &&
    /^(?:map|flatMap|from|times)$/.test(getLastName(getPath(call.callee)))
  );
}

/** The literal of `const options = { … }`, if no code changes it. */
function getConstantObject(
  name: TSESTree.Identifier,
  tree: SyntaxTree,
): { readonly node: TSESTree.ObjectExpression; readonly isShared: boolean } | undefined {
  const value = getValueOf(name, tree);
  const node = value && unwrap(value);
  if (node?.type !== 'ObjectExpression' || isChanged(name.name, tree)) return undefined;
  const references = findVariable(tree, name)?.references ?? [];
  const isWritten = references.some(
    (reference) =>
      (reference.isWrite() && !reference.init) || isMemberWritten(reference.identifier),
  );
  return isWritten
    ? undefined
    : { node, isShared: references.filter((reference) => !reference.init).length > 1 };
}

/** Whether an identifier is the object in `options.concurrency = 5`. */
function isMemberWritten(identifier: Node): boolean {
  const member = identifier.parent;
  return (
    member?.type === 'MemberExpression' &&
    member.object === identifier &&
    member.parent.type === 'AssignmentExpression' &&
    member.parent.left === member
  );
}

function describeObject(
  node: TSESTree.ObjectExpression,
  tree: SyntaxTree,
  isShared: boolean,
): Pick<ArgumentFact, 'properties' | 'isWhole'> {
  const lastSpread = node.properties.findLastIndex(
    (property) => property.type === 'SpreadElement' || property.computed,
  );
  const properties = node.properties.slice(lastSpread + 1).flatMap((property): PropertyFact[] => {
    if (property.type !== 'Property') return [];
    const amount = getAmount(property.value, tree);
    return [
      {
        name: property.key.type === 'Literal' ? String(property.key.value) : getPath(property.key),
        range: toRange(property),
        isShorthand: property.shorthand,
        amount: { ...amount, isShared: amount.isShared || isShared },
      },
    ];
  });
  return { properties, isWhole: lastSpread < 0 };
}
