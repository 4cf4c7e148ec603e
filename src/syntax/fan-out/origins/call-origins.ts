// Finds the origins of an array returned by a call: array methods, functions of the file, queries.
import type { TSESTree } from '@typescript-eslint/types';
import { toCall } from '../calls.ts';
import type { OriginFact, SizeFact } from '../facts.ts';
import type { Call } from '../names.ts';
import { getSize } from '../sizes.ts';
import { getSliceSize } from '../slices.ts';
import {
  getFunctionAround,
  isFunction,
  toRange,
  type FunctionNode,
  type Node,
  type SyntaxTree,
} from '../../tree.ts';
import { findBodiesOf } from '../../values.ts';
import { getLastName, getPath, unwrap } from '../paths.ts';
import {
  guard,
  MAXIMUM_DEPTH,
  textOf,
  toFixed,
  toOrigin,
  type OriginSearch,
} from './origin-facts.ts';

/** Methods that return as many elements as before, or fewer. */
const KEEPS: ReadonlySet<string> = new Set([
  'map',
  'filter',
  'sort',
  'toSorted',
  'reverse',
  'toReversed',
  'values',
  'keys',
  'entries',
  'toArray',
  'fill',
  'with',
  'then',
  'catch',
  'finally',
  'all',
]);
const LODASH_KEEPS: ReadonlySet<string> = new Set([
  'uniq',
  'uniqBy',
  'compact',
  'map',
  'filter',
  'reject',
  'sortBy',
  'orderBy',
  'shuffle',
  'without',
  'difference',
  'chunk',
  'keys',
  'values',
  'entries',
  'toPairs',
  'reverse',
  'castArray',
  'toArray',
  'from',
  'of',
  'groupBy',
  'keyBy',
  'countBy',
]);

/** Finds the origins of the array that a call returns. */
export function findCallOrigins(
  node: Call,
  tree: SyntaxTree,
  search: OriginSearch,
  depth: number,
): readonly OriginFact[] {
  const path = getPath(node.callee);
  const [first, second] = node.arguments;
  const callee = unwrap(node.callee);
  // (xs ?? []).filter(f) has no path, but a method name
  const name = getLastName(
    path === '' && callee.type === 'MemberExpression' && !callee.computed
      ? getPath(callee.property)
      : path,
  );
  if (path === 'Array')
    return first && node.arguments.length === 1
      ? [toCounted(first, node, tree, search)]
      : [toFixed(node, node.arguments.length, tree)];
  if (path === 'Set' || path === 'Map')
    return first ? search.findOrigins(first, tree, depth) : [toFixed(node, 0, tree)];
  if (path === 'Array.from' && first) {
    const length = getLengthProperty(first);
    return length
      ? [toCounted(length, node, tree, search)]
      : search.findOrigins(first, tree, depth);
  }
  if (
    /^Object\.(?:keys|values|entries|getOwnPropertyNames|fromEntries|groupBy)$/.test(path) &&
    first
  )
    return search.findOrigins(first, tree, depth);
  if (/^Promise\.(?:all|allSettled)$/.test(path) && first)
    return search.findOrigins(first, tree, depth);
  if (/^(?:_|lodash|R|fp)\./.test(path) || callee.type === 'Identifier') {
    if (/^(?:times|range)$/.test(name) && first)
      return [toCounted(name === 'range' && second ? second : first, node, tree, search)];
    if (name === 'take' && first && second)
      return bound(search.findOrigins(first, tree, depth), getSize(second, tree), 'slice');
    if (LODASH_KEEPS.has(name) && first && callee.type === 'MemberExpression')
      return search.findOrigins(first, tree, depth);
    if (
      /^(?:uniq|uniqBy|compact|chunk|unique|dedupe|groupBy|keyBy)/.test(name) &&
      first &&
      [...findBodiesOf(callee, false, tree)].length === 0
    )
      return search.findOrigins(first, tree, depth);
  }
  if (callee.type === 'MemberExpression' && node.type === 'CallExpression') {
    const found = findMethodOrigins(node, callee, name, tree, search, depth);
    if (found) return found;
  }
  // await this.getUsersToCheck(), a function in this file
  const returned = findResults(callee, tree);
  if (returned.length > 0)
    return returned.flatMap((value) =>
      guard(search.findOrigins(value, tree, depth + 1), value, value, tree),
    );
  // db.insert(users).values(rows).returning(): as many as `rows`
  const rows = /(?:^|\.)returning(?:All)?(?:\(\)|$)/.test(path) ? findInserted(node) : undefined;
  if (rows && rows.type !== 'ObjectExpression') return search.findOrigins(rows, tree, depth + 1);
  const call = toCall(node, tree);
  const bounds =
    call.size && !isChunking(name)
      ? [{ ...call.size, by: 'query' as const }]
      : findSqlLimit(call.literal);
  return [{ kind: 'call', text: textOf(node, tree), path, call, bounds }];
}

/** `rows` of `.values(rows)` on a chain of calls. */
function findInserted(node: Node): Node | undefined {
  const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined;
  if (node.type !== 'CallExpression' || callee?.type !== 'MemberExpression') return undefined;
  return getPath(callee.property) === 'values'
    ? node.arguments[0]
    : findInserted(unwrap(callee.object));
}

function isChunking(name: string): boolean {
  return /chunk|batch/i.test(name);
}

/** Finds the origins of the result of an array method; undefined for other methods. */
function findMethodOrigins(
  node: TSESTree.CallExpression,
  callee: TSESTree.MemberExpression,
  name: string,
  tree: SyntaxTree,
  search: OriginSearch,
  depth: number,
): readonly OriginFact[] | undefined {
  const [first, second] = node.arguments;
  if (KEEPS.has(name) && name !== 'all') return search.findOrigins(callee.object, tree, depth);
  // rows.reduce((byId, row) => …, {}): no more keys than rows
  if (name === 'reduce' && node.arguments.length === 2)
    return findReducedOrigins(callee.object, first, tree, search, depth);
  if (name === 'concat')
    return [callee.object, ...node.arguments].flatMap((one) =>
      search.findOrigins(one, tree, depth),
    );
  if (name === 'flat' || name === 'flatMap') {
    return search
      .findOrigins(callee.object, tree, depth)
      .map((origin) =>
        origin.kind === 'fixed'
          ? { ...origin, kind: 'unknown', bounds: [] }
          : { ...origin, bounds: [] },
      );
  }
  if (name === 'split') {
    const object = unwrap(callee.object);
    return object.type === 'Literal'
      ? [toFixed(object, 1, tree)]
      : search.findOrigins(object, tree, depth);
  }
  if (name === 'slice' || name === 'splice') {
    const inner = search.findOrigins(callee.object, tree, depth);
    if (!first) return inner;
    if (first.type === 'UnaryExpression' && !second)
      return bound(inner, getSize(first, tree), 'slice'); // slice(-20)
    if (!second) return inner;
    if (name === 'splice') return bound(inner, getSize(second, tree), 'chunk');
    return bound(inner, ...getSliceSize(first, second, tree));
  }
  return undefined;
}

/** Finds the origins of a `reduce`, which lose their bounds if the reducer adds whole lists. */
function findReducedOrigins(
  list: Node,
  reducer: Node | undefined,
  tree: SyntaxTree,
  search: OriginSearch,
  depth: number,
): readonly OriginFact[] {
  const origins = search.findOrigins(list, tree, depth);
  const adds = reducer ? tree.nodesIn(toRange(reducer), 'SpreadElement', 'CallExpression') : [];
  // found.push(...row.items), found.concat(row.items); not { ...row } and [...found, row]
  const isOneEach = adds.every((one) =>
    one.type === 'CallExpression'
      ? getLastName(getPath(one.callee)) !== 'concat'
      : one.parent.type === 'ObjectExpression' || one.argument.type === 'Identifier',
  );
  return isOneEach
    ? origins
    : origins.map((origin) =>
        origin.kind === 'fixed'
          ? { ...origin, kind: 'unknown', bounds: [] }
          : { ...origin, bounds: [] },
      );
}

function bound(
  origins: readonly OriginFact[],
  size: SizeFact,
  by: NonNullable<SizeFact['by']>,
): readonly OriginFact[] {
  return origins.map((origin) => ({ ...origin, bounds: [...origin.bounds, { ...size, by }] }));
}

/**
 * What the functions of the file that a callee means return.
 * @param isMeant leaves out some of them
 */
export function findResults(
  callee: Node,
  tree: SyntaxTree,
  isMeant: (body: FunctionNode) => boolean = () => true,
): readonly Node[] {
  return [...findBodiesOf(callee, false, tree)]
    .filter(isFunction)
    .filter(isMeant)
    .flatMap((body) => findReturned(body, tree));
}

/** The expressions that a function returns. */
function findReturned(body: FunctionNode, tree: SyntaxTree): readonly Node[] {
  if (body.body.type !== 'BlockStatement') return [body.body];
  return tree
    .nodesIn(toRange(body), 'ReturnStatement')
    .flatMap((node) => (node.argument && getFunctionAround(node) === body ? [node.argument] : []));
}

function getLengthProperty(node: Node): Node | undefined {
  if (node.type !== 'ObjectExpression') return undefined;
  const property = node.properties.find(
    (one) => one.type === 'Property' && getPath(one.key) === 'length',
  );
  return property?.type === 'Property' ? property.value : undefined;
}

/** The `LIMIT` of an SQL query. */
export function findSqlLimit(literal: string): readonly SizeFact[] {
  const [, number, given] = /\blimit\s+(?:(\d+)\b|(\?|\$\d|:\w+))/i.exec(literal) ?? [];
  // LIMIT ${PAGE_SIZE}, LIMIT $1
  if (given !== undefined) return [{ kind: 'dynamic', text: `LIMIT ${given}`, by: 'query' }];
  return number === undefined
    ? []
    : [{ kind: 'number', value: Number(number), text: `LIMIT ${number}`, by: 'query' }];
}

function toCounted(length: Node, node: Node, tree: SyntaxTree, search: OriginSearch): OriginFact {
  // Array.from({ length: xs.length })
  const inner = unwrap(length);
  if (inner.type === 'MemberExpression' && getPath(inner.property) === 'length') {
    const [origin] = search.findOrigins(inner.object, tree, MAXIMUM_DEPTH - 2);
    if (origin) return origin;
  }
  return { ...toOrigin('counted', node, tree), size: { ...getSize(length, tree), by: 'length' } };
}
