// How large a number is, as far as one file shows: `20`, `LIMIT`, `config.batchSize`, `Infinity`.
import type { TSESTree } from '@typescript-eslint/types';
import type { SizeFact } from './facts.ts';
import { findVariable } from '../scopes.ts';
import { findPassed } from './passed-arguments.ts';
import { isFunction, type FunctionNode, type Node, type SyntaxTree } from '../tree.ts';

/** Properties whose value says how many of something there may be. */
const LIMITS: ReadonlySet<string> = new Set([
  'concurrency',
  'limit',
  'take',
  'first',
  'max',
  'size',
  'pageSize',
  'per_page',
  'perPage',
  'page_size',
  'maxConcurrent',
  'maxConcurrency',
  'maxResults',
  'MaxResults',
  'maxKeys',
  'MaxKeys',
  'Limit',
  'top',
  'count',
  'batchSize',
  'maxBatchSize',
  'hitsPerPage',
  'maxItems',
  'maxTasks',
  'num_results',
  'numResults',
  'max_results',
  'topK',
  'top_k',
  'k',
  'maxBatch',
]);

/** Names of parameters that say how many are wanted. */
const LIMIT_NAMES =
  /^(?:limit|take|pageSize|perPage|batchSize|chunkSize|maxResults|pageLimit|batchLimit)$/;

/** Names of properties that say which page is wanted. */
const CURSORS =
  /^(?:cursor|startingAfter|starting_after|pageToken|page_token|nextPageToken|[nN]extToken|[cC]ontinuationToken|nextCursor|next_cursor|pageCursor|ExclusiveStartKey)$/;

const CONSTANT = /^[A-Z][A-Z0-9_]*$/;
const CONFIGURED =
  /(?:config|configuration|settings|options|opts|env|params|constants|limits|defaults|this)\b/i;

/** How large the number is that an expression gives. */
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

/** The number by which a call limits something: `{ concurrency: 3 }`, `page: { size: 10 }`, or its first number. */
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
  return page && { kind: 'dynamic', text: tree.source.text.slice(...toPair(page)) };
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

/** `/users?limit=10`, `${base}?${new URLSearchParams({ limit: '10' }).toString()}`, or a name for one. */
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

function readUrlSize(text: string): SizeFact | undefined {
  const [, number] =
    /[?&](?:limit|per_page|perPage|page_size|pageSize|count|num_results|max_results|maxResults|top|take)=(\d+)/.exec(
      text,
    ) ?? [];
  return number === undefined ? undefined : { kind: 'number', value: Number(number), text: number };
}

/** `{ startingAfter: cursor }`, `{ page: currentPage }` in a loop: a call that gives one page of many. */
function findPage(node: Node, call: Node): Node | undefined {
  if (node.type !== 'ObjectExpression') return undefined;
  for (const property of node.properties) {
    if (property.type !== 'Property' || property.computed) continue;
    const name =
      property.key.type === 'Identifier' ? property.key.name : String(property.key.value);
    if (CURSORS.test(name) || (/^(?:page|pageNumber|offset)$/.test(name) && isInLoop(call)))
      return property;
    const nested =
      name === 'params' || name === 'query' || name === 'pagination'
        ? findPage(property.value, call)
        : undefined;
    if (nested) return nested;
  }
  return undefined;
}

function isInLoop(node: Node): boolean {
  for (let parent = node.parent; parent && !isFunction(parent); parent = parent.parent) {
    if (/^(?:While|DoWhile|For)Statement$/.test(parent.type)) return true;
  }
  return false;
}

function isNumeric(node: Node, tree: SyntaxTree): boolean {
  const { kind, value } = getSize(node, tree);
  if (value === 0) return false; // an offset
  if (kind === 'configured')
    return /limit|max|size|concurren|parallel|batch/i.test(tree.source.text.slice(...toPair(node)));
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
  const standard =
    parent?.type === 'AssignmentPattern' ? getSize(parent.right, tree, depth + 1) : undefined;
  if (standard?.value !== undefined) return { kind: 'configured', text, value: standard.value };
  const passed =
    definition?.type === 'Parameter' && isFunction(definition.node)
      ? getPassedSize(definition.name, definition.node, tree, depth)
      : undefined;
  if (passed !== undefined) return { kind: 'configured', text, value: passed };
  const stated = findStatedMaximum(node.name, tree);
  return stated === undefined ? { kind: 'dynamic', text } : toNumber(stated, text);
}

/** What calls pass for a parameter is asked for at each use of it, and each time for what they are passed themselves. */
const passedSizes = new WeakMap<Node, Map<number, number | undefined>>();

/** The largest number that calls of the file pass for a parameter; undefined where one passes something else. */
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
        : findPassed(owner, place, tree).map(
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

/** `limit: z.number().max(20)` in a schema of the file. */
function findStatedMaximum(name: string, tree: SyntaxTree): number | undefined {
  const property = tree
    .nodesOf('Property')
    .find(
      ({ key, value }) =>
        key.type === 'Identifier' && key.name === name && value.type === 'CallExpression',
    );
  const text = property ? tree.source.text.slice(...toPair(property.value)) : '';
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
  const callee = tree.source.text.slice(...toPair(node.callee));
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

function pickSmallest(sizes: readonly SizeFact[], text: string): SizeFact {
  const numbers = sizes.flatMap((size) => (size.value === undefined ? [] : [size.value]));
  if (numbers.length > 0) return toNumber(Math.min(...numbers), text);
  const kind =
    sizes.find((size) => size.kind === 'constant')?.kind ??
    sizes.find((size) => size.kind === 'configured')?.kind ??
    'dynamic';
  return { kind, text };
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

function toNumber(value: number, text: string): SizeFact {
  return Number.isFinite(value) ? { kind: 'number', value, text } : { kind: 'none', text };
}

/** The initialiser of a `const`, or of a variable that nothing else is written to. */
function getInitializer(node: TSESTree.Identifier, tree: SyntaxTree): Node | undefined {
  const variable = findVariable(tree, node);
  const definition = variable?.defs[0];
  if (
    variable?.defs.length !== 1 ||
    definition?.type !== 'Variable' ||
    definition.node.id.type !== 'Identifier'
  )
    return undefined;
  if (variable.references.some((reference) => reference.isWrite() && !reference.init))
    return undefined;
  return definition.node.init ?? undefined;
}

function toPair(node: Node): readonly [number, number] {
  return [node.range[0], node.range[1]];
}
