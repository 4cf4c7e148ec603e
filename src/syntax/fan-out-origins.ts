// What decides how many elements an array has, followed through the names and functions of one file.
import type { TSESTree } from '@typescript-eslint/types';
import { toCall } from './fan-out-calls.ts';
import type { OriginFact, OriginKind, SizeFact } from './fan-out-facts.ts';
import { describeRoot, findField, getLastName, getPath, getRoot, unwrap, type Call } from './fan-out-names.ts';
import { findNameOrigins } from './fan-out-name-origins.ts';
import { findGuards } from './fan-out-guards.ts';
import { getSize } from './fan-out-sizes.ts';
import { isWithin } from '../text/range.ts';
import { isClass, isFunction, toRange, type FunctionNode, type Node, type SyntaxTree } from './tree.ts';
import { findBodiesOf, getThisHolder, getValueOf } from './values.ts';

/** Methods of arrays that give as many elements, or fewer. */
const KEEPS: ReadonlySet<string> = new Set([
  'map', 'filter', 'sort', 'toSorted', 'reverse', 'toReversed', 'values', 'keys', 'entries', 'toArray', 'fill', 'with', 'then', 'catch', 'finally', 'all',
]);
const LODASH_KEEPS: ReadonlySet<string> = new Set([
  'uniq', 'uniqBy', 'compact', 'map', 'filter', 'reject', 'sortBy', 'orderBy', 'shuffle', 'without', 'difference', 'chunk', 'keys', 'values', 'entries',
  'toPairs', 'reverse', 'castArray', 'toArray', 'from', 'of', 'groupBy', 'keyBy', 'countBy',
]);
const CHUNKS = /chunk|batch|partition|split|window|group|slices/i;
const MAXIMUM_DEPTH = 14;

/** Finds what decides the number of elements of `node`; several when arrays are joined. */
export function findOrigins(node: Node, tree: SyntaxTree, depth = 0): readonly OriginFact[] {
  if (depth > MAXIMUM_DEPTH) return [toOrigin('unknown', node, tree)];
  const inner = unwrap(node);
  const follow = (next: Node): readonly OriginFact[] => findOrigins(next, tree, depth + 1);
  switch (inner.type) {
    case 'ArrayExpression': {
      // [a, b, ...rest]
      const spreads = inner.elements.filter((element): element is TSESTree.SpreadElement => element?.type === 'SpreadElement');
      const fixed = inner.elements.length - spreads.length;
      const own = fixed > 0 || spreads.length === 0 ? [toFixed(inner, fixed, tree)] : [];
      return [...own, ...spreads.flatMap((spread) => follow(spread.argument))];
    }
    case 'ObjectExpression':
      return inner.properties.some((property) => property.type === 'SpreadElement')
        ? [toOrigin('unknown', inner, tree)]
        : [toFixed(inner, inner.properties.length, tree)];
    case 'AwaitExpression':
      return follow(inner.argument);
    case 'ConditionalExpression':
      return [...follow(inner.consequent), ...follow(inner.alternate)];
    case 'LogicalExpression':
      return [...(inner.operator === '&&' ? [] : follow(inner.left)), ...follow(inner.right)];
    case 'AssignmentExpression':
      return follow(inner.right);
    case 'Identifier':
      return findNameOrigins(inner, tree, depth + 1);
    case 'MemberExpression':
      return findMemberOrigins(inner, tree, depth + 1);
    case 'CallExpression':
    case 'NewExpression':
      return findCallOrigins(inner, tree, depth + 1);
    case 'TaggedTemplateExpression': {
      // sql`SELECT … LIMIT 20`
      const call = toCall(inner, tree);
      return [{ kind: 'call', text: textOf(inner, tree), path: call.path, call, bounds: findSqlLimit(call.literal) }];
    }
    case 'Literal':
      return [toFixed(inner, 1, tree)];
    default:
      return [toOrigin('unknown', inner, tree)];
  }
}

/** What decides how many elements one element of `node` has, when it is an array itself. */
export function findElementOrigins(node: Node, tree: SyntaxTree, depth: number, name: string): readonly OriginFact[] {
  const inner = unwrap(node);
  const value = inner.type === 'Identifier' ? getValueOf(inner, tree) : undefined; // const batches = chunk(xs, 10)
  const list = value && isChunkCall(value) ? value : inner;
  const call = list.type === 'AwaitExpression' ? unwrap(list.argument) : list;
  if (call.type === 'CallExpression' && isChunkCall(call)) {
    // for (const batch of chunk(xs, 10))
    const size = call.arguments.length > 1 ? getSize(call.arguments.at(-1) ?? call, tree) : (toCall(call, tree).size ?? { kind: 'dynamic', text: '' });
    return [{ ...toOrigin('call', call, tree), path: name, bounds: [{ ...size, by: 'chunk' }] }];
  }
  return findOrigins(list, tree, depth + 1).map((origin) => ({
    kind: origin.kind === 'fixed' || origin.kind === 'counted' ? 'unknown' : origin.kind === 'registry' ? 'path' : origin.kind,
    text: name,
    path: origin.path ? `${origin.path}[]` : name,
    ...(origin.call ? { call: origin.call } : {}),
    ...(origin.typeName === undefined ? {} : { typeName: origin.typeName }),
    bounds: [],
  }));
}

function isBatched(node: Node, tree: SyntaxTree): boolean {
  const inner = unwrap(node);
  const value = inner.type === 'Identifier' ? getValueOf(inner, tree) : undefined;
  return value !== undefined && isChunkCall(unwrap(value));
}

function isChunkCall(node: Node): boolean {
  return node.type === 'CallExpression' && CHUNKS.test(getLastName(getPath(node.callee))) && getLastName(getPath(node.callee)) !== 'split';
}

/** `x.items`, `this.items`, `process.env.X`. */
function findMemberOrigins(node: TSESTree.MemberExpression, tree: SyntaxTree, depth: number): readonly OriginFact[] {
  const object = unwrap(node.object);
  const path = getPath(node);
  if (object.type === 'ThisExpression' && !node.computed) return [findFieldOrigin(node, tree, depth)];
  const constant = findConstantMember(node, tree, depth);
  if (constant.length > 0) return constant;
  // const batches = chunk(xs, 100); batches[i]
  if (node.computed && node.property.type !== 'Literal' && isBatched(node.object, tree)) return findElementOrigins(node.object, tree, depth, path);
  const root = getRoot(node);
  const facts = describeRoot(root, tree);
  const base: OriginFact = { kind: 'path', text: textOf(node, tree), path, bounds: [], ...(facts.typeName === undefined ? {} : { typeName: facts.typeName }) };
  if (facts.specifier !== undefined) return [{ ...base, kind: 'imported' }];
  if (root.type !== 'Identifier') return [base];
  // const { data } = await axios.get(); data.items
  const found = findNameOrigins(root, tree, depth).filter((origin) => origin.kind !== 'fixed' && origin.kind !== 'counted');
  if (found.length === 0) {
    const value = getObjectMember(root, node, tree);
    return value ? findOrigins(value, tree, depth + 1) : [base];
  }
  return found.map((origin) => ({
    ...base,
    kind: origin.kind === 'call' ? 'call' : 'path',
    path: origin.path && origin.path !== root.name && !origin.path.endsWith('()') ? `${origin.path}${path.slice(path.indexOf('.'))}` : path,
    ...(origin.call ? { call: origin.call } : {}),
    ...(origin.typeName === undefined ? {} : { typeName: origin.typeName }),
    bounds: origin.bounds.filter((bound) => bound.by === 'query'),
  }));
}

/** `this.steps[kind]`, where the field is a map of lists that are written down. */
function findConstantMember(node: TSESTree.MemberExpression, tree: SyntaxTree, depth: number): readonly OriginFact[] {
  const root = getRoot(node);
  const holder = root.type === 'MemberExpression' ? getThisHolder(root) : undefined;
  if (root.type !== 'MemberExpression' || root === node || !holder || !isClass(holder) || isChanged(getPath(root), tree)) return [];
  const value = findField(holder, getPath(root.property))?.value;
  const lists = value ? findLeaves(unwrap(value)) : [];
  const found = lists.flatMap((list) => findOrigins(list, tree, depth + 1));
  return found.length > 0 && found.every(({ kind }) => kind === 'fixed') ? found : [];
}

/** The lists in an object of objects; none where anything else is in it. */
function findLeaves(node: Node): readonly Node[] {
  if (node.type !== 'ObjectExpression') return [];
  const found = node.properties.map((property): readonly Node[] => {
    const value = property.type === 'Property' ? unwrap(property.value) : undefined;
    return value?.type === 'ArrayExpression' ? [value] : value ? findLeaves(value) : [];
  });
  return found.some((lists) => lists.length === 0) ? [] : found.flat();
}

/** `const SIZES = { small: [1, 2] }`, then `SIZES.small`. */
function getObjectMember(root: TSESTree.Identifier, node: TSESTree.MemberExpression, tree: SyntaxTree): Node | undefined {
  const declarator = tree.nodesOf('VariableDeclarator').find((one) => one.id.type === 'Identifier' && one.id.name === root.name);
  const value = declarator?.init ? unwrap(declarator.init) : undefined;
  if (value?.type !== 'ObjectExpression' || node.object !== root) return undefined;
  const name = getPath(node.property);
  const property = value.properties.find((one) => one.type === 'Property' && !one.computed && getPath(one.key) === name);
  return property?.type === 'Property' ? property.value : undefined;
}

/** A field: a literal that nothing changes, or a registry. */
function findFieldOrigin(node: TSESTree.MemberExpression, tree: SyntaxTree, depth: number): OriginFact {
  const holder = getThisHolder(node);
  const path = getPath(node);
  const { typeName } = describeRoot(node, tree);
  const base: OriginFact = { ...toOrigin('registry', node, tree), ...(typeName === undefined ? {} : { typeName }) };
  const value = holder && isClass(holder) ? findField(holder, getPath(node.property))?.value : undefined;
  const literal = value && unwrap(value);
  if (!holder || !literal || isAddedTo(path, tree)) return base;
  // this.files = await Promise.all([a, b].map(read)): whatever it is set to is written down
  const written = tree.nodesOf('AssignmentExpression').filter((one) => isWithin(toRange(one), toRange(holder)) && getPath(one.left) === path).map(({ right }) => right);
  if (literal.type !== 'ArrayExpression' && literal.type !== 'ObjectExpression') return base;
  const found = [literal, ...written].flatMap((one) => findOrigins(one, tree, depth + 1));
  const largest = found.reduce<OriginFact | undefined>((before, one) => ((before?.size?.value ?? 0) >= (one.size?.value ?? 0) ? before : one), undefined);
  return largest && found.every(({ kind }) => kind === 'fixed') ? largest : base;
}

/** Whether code adds to, or replaces, what a path names. */
export function isChanged(path: string, tree: SyntaxTree): boolean {
  return tree.nodesOf('AssignmentExpression').some((node) => getPath(node.left) === path) || isAddedTo(path, tree);
}

/** `this.items.push(x)`, `this.items[id] = x`. */
function isAddedTo(path: string, tree: SyntaxTree): boolean {
  const isWrite = tree.nodesOf('AssignmentExpression').some((node) => getPath(node.left) === `${path}[]`);
  return isWrite || tree.nodesOf('CallExpression').some((node) => {
    const callee = getPath(node.callee);
    return callee.startsWith(`${path}.`) && /^(?:push|unshift|splice|set|add|pop|shift)$/.test(callee.slice(path.length + 1));
  });
}

function findCallOrigins(node: Call, tree: SyntaxTree, depth: number): readonly OriginFact[] {
  const path = getPath(node.callee);
  const [first, second] = node.arguments;
  const callee = unwrap(node.callee);
  // (xs ?? []).filter(f) has no path, but its method has a name
  const name = getLastName(path === '' && callee.type === 'MemberExpression' && !callee.computed ? getPath(callee.property) : path);
  if (path === 'Array') return first && node.arguments.length === 1 ? [toCounted(first, node, tree)] : [toFixed(node, node.arguments.length, tree)];
  if (path === 'Set' || path === 'Map') return first ? findOrigins(first, tree, depth) : [toFixed(node, 0, tree)];
  if (path === 'Array.from' && first) {
    const length = getLengthProperty(first);
    return length ? [toCounted(length, node, tree)] : findOrigins(first, tree, depth);
  }
  if (/^Object\.(?:keys|values|entries|getOwnPropertyNames|fromEntries|groupBy)$/.test(path) && first) return findOrigins(first, tree, depth);
  if (/^Promise\.(?:all|allSettled)$/.test(path) && first) return findOrigins(first, tree, depth);
  if (/^(?:_|lodash|R|fp)\./.test(path) || callee.type === 'Identifier') {
    if (/^(?:times|range)$/.test(name) && first) return [toCounted(name === 'range' && second ? second : first, node, tree)];
    if (name === 'take' && first && second) return bound(findOrigins(first, tree, depth), getSize(second, tree), 'slice');
    if (LODASH_KEEPS.has(name) && first && callee.type === 'MemberExpression') return findOrigins(first, tree, depth);
    if (/^(?:uniq|uniqBy|compact|chunk|unique|dedupe|groupBy|keyBy)/.test(name) && first && [...findBodiesOf(callee, false, tree)].length === 0) return findOrigins(first, tree, depth);
  }
  if (callee.type === 'MemberExpression' && node.type === 'CallExpression') {
    const found = findMethodOrigins(node, callee, name, tree, depth);
    if (found) return found;
  }
  // await this.getUsersToCheck(), a function of this file: what it returns
  const returned = [...findBodiesOf(callee, false, tree)].filter(isFunction).flatMap((body) => findReturned(body, tree));
  if (returned.length > 0) return returned.flatMap((value) => guard(findOrigins(value, tree, depth + 1), value, value, tree));
  // db.insert(users).values(rows).returning(): as many as there were rows
  const rows = /(?:^|\.)returning(?:All)?(?:\(\)|$)/.test(path) ? findInserted(node) : undefined;
  if (rows && rows.type !== 'ObjectExpression') return findOrigins(rows, tree, depth + 1);
  const call = toCall(node, tree);
  const bounds = call.size && !isChunking(name) ? [{ ...call.size, by: 'query' as const }] : findSqlLimit(call.literal);
  return [{ kind: 'call', text: textOf(node, tree), path, call, bounds }];
}

/** `rows` of `.values(rows)` on a chain of calls. */
function findInserted(node: Node): Node | undefined {
  const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined;
  if (node.type !== 'CallExpression' || callee?.type !== 'MemberExpression') return undefined;
  return getPath(callee.property) === 'values' ? node.arguments[0] : findInserted(unwrap(callee.object));
}

/** Adds the sizes that `list` can't exceed at a place: `if (ids.length > 10) throw …` in front of it. */
export function guard(origins: readonly OriginFact[], list: Node, place: Node, tree: SyntaxTree): readonly OriginFact[] {
  const guards = findGuards(place, list, tree);
  return guards.length === 0 ? origins : origins.map((origin) => ({ ...origin, bounds: [...origin.bounds, ...guards] }));
}

function isChunking(name: string): boolean {
  return /chunk|batch/i.test(name);
}

/** Methods of arrays: what they keep, and what they cut. */
function findMethodOrigins(
  node: TSESTree.CallExpression, callee: TSESTree.MemberExpression, name: string, tree: SyntaxTree, depth: number,
): readonly OriginFact[] | undefined {
  const [first, second] = node.arguments;
  if (KEEPS.has(name) && name !== 'all') return findOrigins(callee.object, tree, depth);
  // rows.reduce((byId, row) => …, {}): no more keys than rows
  if (name === 'reduce' && node.arguments.length === 2) return findReducedOrigins(callee.object, first, tree, depth);
  if (name === 'concat') return [callee.object, ...node.arguments].flatMap((one) => findOrigins(one, tree, depth));
  if (name === 'flat' || name === 'flatMap') {
    return findOrigins(callee.object, tree, depth).map((origin) => (origin.kind === 'fixed' ? { ...origin, kind: 'unknown', bounds: [] } : { ...origin, bounds: [] }));
  }
  if (name === 'split') {
    const object = unwrap(callee.object);
    return object.type === 'Literal' ? [toFixed(object, 1, tree)] : findOrigins(object, tree, depth);
  }
  if (name === 'slice' || name === 'splice') {
    const inner = findOrigins(callee.object, tree, depth);
    if (!first) return inner;
    if (first.type === 'UnaryExpression' && !second) return bound(inner, getSize(first, tree), 'slice'); // slice(-20)
    if (!second) return inner;
    if (name === 'splice') return bound(inner, getSize(second, tree), 'chunk');
    return bound(inner, ...getSliceSize(first, second, tree));
  }
  return undefined;
}

/** What a reducer gathers, unless it adds whole lists. */
function findReducedOrigins(list: Node, reducer: Node | undefined, tree: SyntaxTree, depth: number): readonly OriginFact[] {
  const origins = findOrigins(list, tree, depth);
  const adds = reducer ? tree.nodesOf('SpreadElement', 'CallExpression').filter((one) => isWithin(toRange(one), toRange(reducer))) : [];
  const isOneEach = adds.every((one) => (one.type === 'CallExpression' ? getLastName(getPath(one.callee)) !== 'concat' : one.argument.type === 'Identifier'));
  return isOneEach ? origins : origins.map((origin) => (origin.kind === 'fixed' ? { ...origin, kind: 'unknown', bounds: [] } : { ...origin, bounds: [] }));
}

/** `slice(0, 20)`, `slice(i, i + 10)`, `slice(start, end)` where `end = start + 10`. */
function getSliceSize(first: Node, second: Node, tree: SyntaxTree): readonly [SizeFact, 'slice' | 'chunk'] {
  const start = textOf(first, tree);
  const sum = getSumWith(second, start, tree) ?? getFactor(first, second, tree);
  if (sum) return [getSize(sum, tree), 'chunk'];
  return [getSize(second, tree), 'slice'];
}

/** `n` of `slice(i * n, (i + 1) * n)`. */
function getFactor(first: Node, second: Node, tree: SyntaxTree): Node | undefined {
  const isProduct = (node: Node): node is TSESTree.BinaryExpression => node.type === 'BinaryExpression' && node.operator === '*';
  if (second.type === 'CallExpression') return second.arguments.map((argument) => getFactor(first, argument, tree)).find((found) => found !== undefined); // Math.min((i + 1) * n, xs.length)
  if (!isProduct(first) || !isProduct(second) || textOf(first.right, tree) !== textOf(second.right, tree)) return undefined;
  const { left } = second;
  return left.type === 'BinaryExpression' && left.operator === '+' && textOf(left.left, tree) === textOf(first.left, tree) ? second.right : undefined;
}

/** `n` of `start + n`, also through a name and `Math.min`. */
export function getSumWith(node: Node, start: string, tree: SyntaxTree): Node | undefined {
  if (node.type === 'BinaryExpression' && node.operator === '+') {
    if (textOf(node.left, tree) === start) return node.right;
    return textOf(node.right, tree) === start ? node.left : undefined;
  }
  // Math.min(i + 10, xs.length)
  if (node.type === 'CallExpression') return node.arguments.map((argument) => getSumWith(argument, start, tree)).find((found) => found !== undefined);
  if (node.type === 'Identifier') {
    const declarator = tree.nodesOf('VariableDeclarator').findLast((one) => one.range[1] <= node.range[0] && one.id.type === 'Identifier' && one.id.name === node.name);
    return declarator?.init && declarator.init.type !== 'Identifier' ? getSumWith(declarator.init, start, tree) : undefined;
  }
  return undefined;
}

function bound(origins: readonly OriginFact[], size: SizeFact, by: NonNullable<SizeFact['by']>): readonly OriginFact[] {
  return origins.map((origin) => ({ ...origin, bounds: [...origin.bounds, { ...size, by }] }));
}

/** The expressions that a function returns. */
export function findReturned(body: FunctionNode, tree: SyntaxTree): readonly Node[] {
  if (body.body.type !== 'BlockStatement') return [body.body];
  return tree.nodesOf('ReturnStatement').flatMap((node) => (node.argument && isOwn(node, body) ? [node.argument] : []));
}

function isOwn(node: Node, body: FunctionNode): boolean {
  for (let parent = node.parent; parent; parent = parent.parent) if (isFunction(parent)) return parent === body;
  return false;
}

function getLengthProperty(node: Node): Node | undefined {
  if (node.type !== 'ObjectExpression') return undefined;
  const property = node.properties.find((one) => one.type === 'Property' && getPath(one.key) === 'length');
  return property?.type === 'Property' ? property.value : undefined;
}

function findSqlLimit(literal: string): readonly SizeFact[] {
  const [, number, given] = /\blimit\s+(?:(\d+)\b|(\?|\$\d|:\w+))/i.exec(literal) ?? [];
  // LIMIT ${PAGE_SIZE}, LIMIT $1
  if (given !== undefined) return [{ kind: 'dynamic', text: `LIMIT ${given}`, by: 'query' }];
  return number === undefined ? [] : [{ kind: 'number', value: Number(number), text: `LIMIT ${number}`, by: 'query' }];
}

function toCounted(length: Node, node: Node, tree: SyntaxTree): OriginFact {
  // Array.from({ length: xs.length })
  const inner = unwrap(length);
  if (inner.type === 'MemberExpression' && getPath(inner.property) === 'length') {
    const [origin] = findOrigins(inner.object, tree, MAXIMUM_DEPTH - 2);
    if (origin) return origin;
  }
  return { ...toOrigin('counted', node, tree), size: { ...getSize(length, tree), by: 'length' } };
}

/** A number of elements that is written down. */
export function toFixed(node: Node, count: number, tree: SyntaxTree): OriginFact {
  return { ...toOrigin('fixed', node, tree), size: { kind: 'number', value: count, text: String(count) } };
}

/** An origin without anything that is known of it but its text. */
export function toOrigin(kind: OriginKind, node: Node, tree: SyntaxTree): OriginFact {
  return { kind, text: textOf(node, tree), path: getPath(node), bounds: [] };
}

function textOf(node: Node, tree: SyntaxTree): string {
  return tree.source.text.slice(node.range[0], node.range[1]);
}
