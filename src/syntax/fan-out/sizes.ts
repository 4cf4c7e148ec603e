// Resolves how large a number is within one file: `20`, `LIMIT`, `config.batchSize`, `Infinity`.
import type { TSESTree } from '@typescript-eslint/types';
import type { SizeFact } from './facts.ts';
import { findVariable } from '../scopes.ts';
import { findPassedArguments } from './passed-arguments.ts';
import { isFunction, toRange, type FunctionNode, type Node, type SyntaxTree } from '../tree.ts';
import {
  toNumber,
  CONSTANT,
  CONFIGURED,
  LIMIT_NAMES,
  findPage,
  getInitializer,
  LIMITS,
  readUrlSize,
  pickSmallest,
} from './size-facts.ts';

/** Resolves the size of a numeric expression. */
export function getSize(node: Node, tree: SyntaxTree, depth = 0): SizeFact {
  const text = tree.source.text.slice(node.range[0], node.range[1]);
  switch (node.type) {
    case 'Literal':
      // limit: '10', in a query string
      return typeof node.value === 'number' ||
        (typeof node.value === 'string' && /^\d+$/.test(node.value))
        ? toNumber(Number(node.value), text)
        : { kind: 'dynamic', text };
    case 'TSAsExpression':
    case 'TSNonNullExpression':
    case 'TSSatisfiesExpression':
    case 'ChainExpression':
      return getSize(node.expression, tree, depth);
    case 'UnaryExpression': {
      const inner = getSize(node.argument, tree, depth); // slice(-20)
      return inner.kind === 'number' ? { ...inner, text } : { kind: 'dynamic', text };
    }
    case 'Identifier':
      return getSizeOfName(node, tree, depth, text);
    case 'MemberExpression': {
      const name = node.property.type === 'Identifier' && !node.computed ? node.property.name : '';
      if (name === 'POSITIVE_INFINITY' || name === 'MAX_SAFE_INTEGER')
        return { kind: 'none', text };
      if (name === 'length') return { kind: 'dynamic', text };
      if (CONSTANT.test(name))
        return { kind: text.startsWith('process.env') ? 'configured' : 'constant', text };
      return { kind: CONFIGURED.test(text) ? 'configured' : 'dynamic', text };
    }
    case 'CallExpression':
      return getSizeOfCall(node, tree, depth, text);
    case 'LogicalExpression':
      // options.limit ?? 20
      return getSize(node.left, tree, depth).kind === 'none'
        ? { kind: 'none', text }
        : { ...getSize(node.left, tree, depth), text };
    case 'ConditionalExpression': {
      const [a, b] = [getSize(node.consequent, tree, depth), getSize(node.alternate, tree, depth)];
      return a.kind === 'number' && b.kind === 'number'
        ? toNumber(Math.max(a.value ?? 0, b.value ?? 0), text)
        : a.kind === 'number'
          ? b
          : a;
    }
    case 'BinaryExpression':
      return getSizeOfSum(node, tree, depth, text);
    default:
      return { kind: 'dynamic', text };
  }
}

/** Finds the limit in a call: `{ concurrency: 3 }`, `page: { size: 10 }`, or its first number. */
export function findSize(
  call: TSESTree.CallExpression | TSESTree.NewExpression,
  tree: SyntaxTree,
): SizeFact | undefined {
  for (const argument of call.arguments) {
    const found = findSizeProperty(argument, tree, 0);
    if (found) return found;
  }
  const number = call.arguments.find(
    (argument) => argument.type !== 'SpreadElement' && isNumeric(argument, tree),
  );
  if (number) return getSize(number, tree);
  // store.getAll(offset, limit)
  const named = call.arguments.find(
    (argument) => argument.type === 'Identifier' && LIMIT_NAMES.test(argument.name),
  );
  if (named) return getSize(named, tree);
  const inUrl = call.arguments
    .map((argument) => findUrlSize(argument, tree, 0))
    .find((one) => one !== undefined);
  if (inUrl) return inUrl;
  const page = call.arguments
    .map((argument) => findPage(argument, call))
    .find((one) => one !== undefined);
  return page && { kind: 'dynamic', text: tree.source.text.slice(...toRange(page)) };
}

function findSizeProperty(node: Node, tree: SyntaxTree, depth: number): SizeFact | undefined {
  if (node.type === 'Identifier') {
    const value = getInitializer(node, tree); // const options = { take: 20 }
    return value?.type === 'ObjectExpression' && depth === 0
      ? findSizeProperty(value, tree, 1)
      : undefined;
  }
  if (node.type !== 'ObjectExpression' || depth > 2) return undefined;
  for (const property of node.properties) {
    if (property.type !== 'Property' || property.computed) continue;
    const name =
      property.key.type === 'Identifier' ? property.key.name : String(property.key.value);
    if (LIMITS.has(name) && property.value.type !== 'ObjectExpression')
      return getSize(property.value, tree);
    if (/^(?:page|pagination|query|options|params|searchParams)$/.test(name)) {
      const nested = findSizeProperty(property.value, tree, depth + 1);
      if (nested) return nested;
    }
  }
  return undefined;
}

/**
 * Finds the limit in a URL: `/users?limit=10`,
 * `${base}?${new URLSearchParams({ limit: '10' }).toString()}`, or a variable with one.
 */
function findUrlSize(node: Node, tree: SyntaxTree, depth: number): SizeFact | undefined {
  if (depth > 4) return undefined;
  switch (node.type) {
    case 'Identifier': {
      const value = getInitializer(node, tree);
      return value && findUrlSize(value, tree, depth + 1);
    }
    case 'Literal':
      return typeof node.value === 'string' ? readUrlSize(node.value) : undefined;
    case 'TemplateLiteral':
      return (
        readUrlSize(node.quasis.map(({ value }) => value.raw).join('?')) ??
        node.expressions
          .map((one) => findUrlSize(one, tree, depth + 1))
          .find((one) => one !== undefined)
      );
    case 'CallExpression':
      // params.toString()
      return node.callee.type === 'MemberExpression' && node.arguments.length === 0
        ? findUrlSize(node.callee.object, tree, depth + 1)
        : undefined;
    case 'NewExpression': {
      const [first] = node.arguments;
      const isQuery = node.callee.type === 'Identifier' && node.callee.name === 'URLSearchParams';
      return isQuery && first ? findSizeProperty(first, tree, 0) : undefined;
    }
    default:
      return undefined;
  }
}

function isNumeric(node: Node, tree: SyntaxTree): boolean {
  const { kind, value } = getSize(node, tree);
  if (value === 0) return false; // an offset
  if (kind === 'configured')
    return /limit|max|size|concurren|parallel|batch/i.test(
      tree.source.text.slice(...toRange(node)),
    );
  if (node.type === 'Identifier' && node.name === 'undefined') return false;
  return (
    kind === 'number' || kind === 'none' || (kind === 'constant' && node.type !== 'CallExpression')
  );
}

function getSizeOfName(
  node: TSESTree.Identifier,
  tree: SyntaxTree,
  depth: number,
  text: string,
): SizeFact {
  if (node.name === 'Infinity' || node.name === 'undefined') return { kind: 'none', text };
  const value = depth < 4 ? getInitializer(node, tree) : undefined;
  if (value) {
    const size = getSize(value, tree, depth + 1);
    if (size.kind !== 'dynamic') return { ...size, text };
  }
  if (CONSTANT.test(node.name)) return { kind: 'constant', text };
  // function load(limit = 10)
  const definition = findVariable(tree, node)?.defs[0];
  const parent = definition?.type === 'Parameter' ? definition.name.parent : undefined;
  // (limit = limit) => … is an error when it runs, and no more.
  const standard =
    parent?.type === 'AssignmentPattern' && depth < 4
      ? getSize(parent.right, tree, depth + 1)
      : undefined;
  if (standard?.value !== undefined) return { kind: 'configured', text, value: standard.value };
  const passed =
    definition?.type === 'Parameter' && isFunction(definition.node)
      ? getPassedSize(definition.name, definition.node, tree, depth)
      : undefined;
  if (passed !== undefined) return { kind: 'configured', text, value: passed };
  const maximum = findSchemaMaximum(node.name, tree);
  return maximum === undefined ? { kind: 'dynamic', text } : toNumber(maximum, text);
}

/** Memoised, because each use of a parameter asks for it, recursively for passed parameters. */
const passedSizes = new WeakMap<Node, Map<number, number | undefined>>();

/** The largest number that calls in the file pass; undefined if one passes anything else. */
function getPassedSize(
  parameter: Node,
  owner: FunctionNode,
  tree: SyntaxTree,
  depth: number,
): number | undefined {
  const byDepth = passedSizes.get(parameter) ?? new Map<number, number | undefined>();
  passedSizes.set(parameter, byDepth);
  if (!byDepth.has(depth)) {
    const place = owner.params.findIndex((one) => one === parameter);
    const sizes =
      place < 0 || depth > 3
        ? []
        : findPassedArguments(owner, place, tree).map(
            (argument) => getSize(argument, tree, depth + 1).value,
          );
    byDepth.set(
      depth,
      sizes.every((size) => size !== undefined) && sizes.length > 0
        ? Math.max(...sizes)
        : undefined,
    );
  }
  return byDepth.get(depth);
}

/** The first property of each name whose value is a call, memoised. */
const calledProperties = new WeakMap<SyntaxTree, ReadonlyMap<string, Node>>();

function getCalledProperties(tree: SyntaxTree): ReadonlyMap<string, Node> {
  const known = calledProperties.get(tree);
  if (known) return known;
  const found = new Map<string, Node>();
  for (const { key, value } of tree.nodesOf('Property'))
    if (key.type === 'Identifier' && value.type === 'CallExpression' && !found.has(key.name))
      found.set(key.name, value);
  calledProperties.set(tree, found);
  return found;
}

/** `limit: z.number().max(20)` in a schema of the file. */
function findSchemaMaximum(name: string, tree: SyntaxTree): number | undefined {
  const value = getCalledProperties(tree).get(name);
  const text = value ? tree.source.text.slice(...toRange(value)) : '';
  const maximum = /^(?:z|zod|Joi|yup|v|Type)\b[^]*\.(?:max|lte)\(\s*(\d+)/.exec(text)?.[1];
  return maximum === undefined ? undefined : Number(maximum);
}

/** `Math.min(n, 10)`, `Number(process.env.N)`, `config.get('concurrency')`. */
function getSizeOfCall(
  node: TSESTree.CallExpression,
  tree: SyntaxTree,
  depth: number,
  text: string,
): SizeFact {
  const callee = tree.source.text.slice(...toRange(node.callee));
  const sizes = node.arguments.map((argument) => getSize(argument, tree, depth + 1));
  if (callee === 'Math.min') return pickSmallest(sizes, text);
  if (callee === 'Math.max')
    return (
      sizes.find((size) => size.kind === 'none' || size.kind === 'dynamic') ??
      sizes[0] ?? { kind: 'dynamic', text }
    );
  if (/^(?:Number|parseInt|Number\.parseInt|Math\.(?:floor|ceil|round|trunc))$/.test(callee))
    return sizes[0] ?? { kind: 'dynamic', text };
  return {
    kind: CONFIGURED.test(callee) && !callee.startsWith('this.') ? 'configured' : 'dynamic',
    text,
  };
}

function getSizeOfSum(
  node: TSESTree.BinaryExpression,
  tree: SyntaxTree,
  depth: number,
  text: string,
): SizeFact {
  const [a, b] = [getSize(node.left, tree, depth + 1), getSize(node.right, tree, depth + 1)];
  if (a.value !== undefined && b.value !== undefined) {
    if (node.operator === '*') return toNumber(a.value * b.value, text);
    if (node.operator === '+') return toNumber(a.value + b.value, text);
    if (node.operator === '-') return toNumber(a.value - b.value, text);
    if (node.operator === '/') return toNumber(a.value / b.value, text);
  }
  if (/\.length\b/.test(text) || a.kind === 'dynamic' || b.kind === 'dynamic')
    return { kind: 'dynamic', text };
  return a.kind === 'number' ? { ...b, text } : { ...a, text };
}
