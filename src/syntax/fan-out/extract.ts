// Extracts fan-outs, which are sets of tasks started together, in all their forms.
import type { TSESTree } from '@typescript-eslint/types';
import type { CollectorFact, CollectorKind, FanOutFact, StartFact } from './facts.ts';
import { findBatches, findGuards } from './origins/guards.ts';
import { describeRoot } from './names.ts';
import { findOrigins } from './origins/origins.ts';
import { findSize } from './sizes.ts';
import { describeShape } from './sites/shapes.ts';
import { describeSite } from './sites/sites.ts';
import { isInert } from './sites/evaluation-order.ts';
import { getStart, type Start } from './starts/direct-starts.ts';
import { findStarts, findStartsOfName } from './starts/starts.ts';
import { describeTask } from './tasks.ts';
import type { Range } from '../../text/range.ts';
import type { FunctionScopes } from '../functions/function-scopes.ts';
import { findVariable } from '../scopes.ts';
import { isFunction, toRange, type Node, type SyntaxTree } from '../tree.ts';
import { getLastName, getPath, getRoot, unwrap } from './paths.ts';
import { toOrigin } from './origins/origin-facts.ts';
import { findPaths, hasHoles, isShared } from './origins/sharing.ts';

/** Methods of browser automation whose callback runs in a web page. */
const PAGE_METHODS: ReadonlySet<string> = new Set([
  'evaluate',
  'evaluateHandle',
  '$eval',
  '$$eval',
  'evaluateOnNewDocument',
  'addInitScript',
  'waitForFunction',
  'evaluateAll',
]);
const MAPPERS: Readonly<Record<string, RegExp>> = {
  bluebird: /^(?:map|filter|forEach)$/,
  'p-map': /./,
  'p-filter': /./,
  async:
    /^(?:map|each|forEach|eachOf|forEachOf|filter|reject|concat|flatMap|mapValues|some|every|detect|sortBy|groupBy)$/,
};

/** Common names of a project's own `Promise.all`. */
const COLLECTORS = /^promiseAll(?:Settled)?$/;

/** A collecting expression and the start of its tasks. */
interface Place {
  readonly node: Node;
  readonly start: Start;
  readonly collector: CollectorFact;
}

/** Extracts the fan-outs of a file, in source order. */
export function extractFanOuts(
  tree: SyntaxTree,
  functionScopes: FunctionScopes,
): readonly FanOutFact[] {
  const places = [
    ...tree
      .nodesOf('CallExpression')
      .flatMap((node) => [...findCollected(node, tree), ...findUncollected(node)]),
    ...tree.nodesOf('ForOfStatement').flatMap((node) => findForAwait(node, tree)),
  ];
  return places
    .map((place) => toFact(place, tree, functionScopes))
    .sort((a, b) => a.range[0] - b.range[0]);
}

function findCollected(node: TSESTree.CallExpression, tree: SyntaxTree): readonly Place[] {
  const [first] = node.arguments;
  if (!first || first.type === 'SpreadElement') return [];
  const text = getPath(node.callee);
  const root = describeRoot(node.callee, tree);
  const specifier = root.specifier;
  const base = {
    text,
    range: toRange(node.callee),
    hasTypeArguments: Boolean(node.typeArguments),
    ...(specifier === undefined ? {} : { specifier }),
  };
  const kind = getCollectorKind(node, text, specifier, tree);
  if (kind)
    return findStarts(first, node, tree).map((start) => ({
      node,
      start,
      collector: { kind, ...base },
    }));
  // pMap(xs, f)
  const second = node.arguments[1];
  if (specifier !== undefined && second && MAPPERS[specifier]?.test(getLastName(text))) {
    return [
      {
        node,
        start: {
          form: 'mapper',
          via: 'direct',
          call: node,
          task: second,
          source: first,
          thisArgument: undefined,
        },
        collector: { kind: 'mapper', ...base },
      },
    ];
  }
  // promiseAll(xs.map(f)): whether it collects is known by name or configuration
  if (COLLECTORS.test(getLastName(text)))
    return findStarts(first, node, tree).map((start) => ({
      node,
      start,
      collector: { kind: 'call', isNamed: true, ...base },
    }));
  const direct =
    text && unwrap(node.callee).type !== 'Super'
      ? getStart(unwrap(first), 'direct', tree)
      : undefined;
  return direct && direct.call !== node && isFunctionOrName(direct.task)
    ? [{ node, start: direct, collector: { kind: 'call', ...base } }]
    : [];
}

function getCollectorKind(
  node: TSESTree.CallExpression,
  text: string,
  specifier: string | undefined,
  tree: SyntaxTree,
): CollectorKind | undefined {
  const [, name] = /^(?:[\w$]+)\.(all|allSettled|any|race)$/.exec(text) ?? [];
  const root = getRoot(node.callee);
  if (!name || root.type !== 'Identifier') return undefined;
  if (specifier !== 'bluebird' && (root.name !== 'Promise' || isDeclared(root, tree)))
    return undefined;
  return name === 'all' || name === 'allSettled' || name === 'any' || name === 'race'
    ? name
    : undefined;
}

function isDeclared(name: TSESTree.Identifier, tree: SyntaxTree): boolean {
  return (findVariable(tree, name)?.defs.length ?? 0) > 0;
}

function isFunctionOrName(node: Node): boolean {
  const inner = unwrap(node);
  return isFunction(inner) || inner.type === 'Identifier' || inner.type === 'MemberExpression';
}

/** `xs.forEach(async …)`, and `xs.map(async …);` as a statement, which discards the promises. */
function findUncollected(node: TSESTree.CallExpression): readonly Place[] {
  const callee = unwrap(node.callee);
  const [first, second] = node.arguments;
  if (
    callee.type !== 'MemberExpression' ||
    callee.computed ||
    !first ||
    first.type === 'SpreadElement'
  )
    return [];
  const method = getPath(callee.property);
  if (method !== 'forEach' && method !== 'map' && method !== 'flatMap') return [];
  if (!isStatement(node)) return [];
  const collector: CollectorFact = {
    kind: 'none',
    text: '',
    range: toRange(callee.property),
    hasTypeArguments: false,
  };
  const start: Start = {
    form: method === 'forEach' ? 'for-each' : 'map',
    via: 'direct',
    call: node,
    task: first,
    source: callee.object,
    thisArgument: second,
  };
  return [{ node, start, collector }];
}

/** Whether a call is a statement of its own, apart from `void`, `await` and `a &&` before it. */
function isStatement(node: Node): boolean {
  let child = node;
  for (let parent = node.parent; parent; child = parent, parent = parent.parent) {
    if (parent.type === 'ExpressionStatement') return true;
    if (parent.type === 'UnaryExpression' && parent.operator === 'void') continue;
    // await xs.forEach(async …)
    if (parent.type === 'AwaitExpression' || unwrap(parent) !== parent) continue;
    // ready && xs.forEach(async …)
    return parent.type === 'LogicalExpression' && parent.right === child;
  }
  return false;
}

/** `for await (const r of xs.map(f))`. */
function findForAwait(node: TSESTree.ForOfStatement, tree: SyntaxTree): readonly Place[] {
  if (!node.await) return [];
  const right = unwrap(node.right);
  const starts =
    right.type === 'Identifier'
      ? findStartsOfName(right, node, tree)
      : [getStart(right, 'direct', tree)].filter((one) => one !== undefined);
  return starts.map((start) => ({
    node: node.right,
    start,
    collector: {
      kind: 'for-await',
      text: 'for await',
      range: [node.range[0], node.right.range[0]],
      hasTypeArguments: false,
    },
  }));
}

function toFact(
  { node, start, collector }: Place,
  tree: SyntaxTree,
  functionScopes: FunctionScopes,
): FanOutFact {
  const { source, task } = start;
  const sourcePath = source ? getPath(source) : '';
  const extras = {
    start: start.call,
    ...(start.carrier ? { carrier: start.carrier } : {}),
    ...(start.loop ? { loop: start.loop } : {}),
  };
  const inner = source && unwrap(source);
  const isPushOfOne = start.form === 'push';
  return {
    range: toRange(node),
    functionScope: functionScopes.idOf(node),
    collector,
    start: toStartFact(start, sourcePath, tree),
    origins: findStartOrigins(start, tree),
    guards: [
      ...findBatches(node),
      ...(source
        ? findGuards(
            node,
            inner?.type === 'Identifier' || inner?.type === 'MemberExpression'
              ? inner
              : getRoot(source),
            tree,
          )
        : []),
    ],
    task: describeTask(task, tree, {
      sourcePaths: source ? findPaths(source, tree) : [],
      ...(start.name ? { carrier: start.name } : {}),
    }),
    ...(isPushOfOne ? {} : { callback: describeShape(task, tree) }),
    site: describeSite(node, tree, extras),
    isInBrowser: isInBrowser(node),
  };
}

function findStartOrigins(start: Start, tree: SyntaxTree): FanOutFact['origins'] {
  if (!start.source) return [toOrigin('unknown', start.call, tree)];
  if (start.form === 'times') return findOrigins(start.filled ?? start.call, tree);
  const source = unwrap(start.source);
  // for (let i = 0; i < 20; i++)
  if (start.form === 'push' && source.type === 'Literal') {
    const size = {
      kind: 'number',
      value: Number(source.value),
      text: String(source.value),
    } as const;
    return findOrigins(start.source, tree).map((origin) => ({ ...origin, size }));
  }
  return findOrigins(start.source, tree);
}

function toStartFact(start: Start, sourcePath: string, tree: SyntaxTree): StartFact {
  const { source } = start;
  const limit = start.form === 'mapper' ? findSize(start.call, tree) : undefined;
  const range = source && getSourceRange(source, tree);
  const elementType = source && getElementType(source, tree);
  return {
    form: start.form,
    range: toRange(start.call),
    ...(range ? { source: range } : {}),
    sourceText: range ? tree.source.text.slice(...range) + (start.isOptional ? ' ?? []' : '') : '',
    isOptional: start.isOptional ?? false,
    sourcePath,
    ...(elementType === undefined ? {} : { elementType }),
    isSourceShared: source !== undefined && isShared(source, tree),
    via: start.via,
    isSifted: start.isSifted ?? false,
    ...(limit ? { limit } : {}),
    ...(start.thisArgument ? { thisArgument: describeThis(start.thisArgument, tree) } : {}),
    hasTypeArguments: Boolean(start.call.typeArguments),
    isSparse: source !== undefined && hasHoles(source, tree),
  };
}

function describeThis(node: Node, tree: SyntaxTree): NonNullable<StartFact['thisArgument']> {
  return { text: tree.source.text.slice(...toRange(node)), isConstant: isInert(node, tree) };
}

/** The type of the elements of a parameter or variable that is declared as `T[]` or `Array<T>`. */
function getElementType(source: Node, tree: SyntaxTree): string | undefined {
  const definition = source.type === 'Identifier' ? findVariable(tree, source)?.defs[0] : undefined;
  const name = definition?.name;
  const type = name?.type === 'Identifier' ? name.typeAnnotation?.typeAnnotation : undefined;
  const list = type?.type === 'TSTypeOperator' ? type.typeAnnotation : type;
  const isReference =
    list?.type === 'TSTypeReference' && /^(?:Readonly)?Array$/.test(getPath(list.typeName));
  const element =
    list?.type === 'TSArrayType'
      ? list.elementType
      : isReference
        ? list.typeArguments?.params[0]
        : undefined;
  return element && tree.source.text.slice(...toRange(element));
}

/** The range of a list, with the parentheses that `(a, b)` can't do without. */
function getSourceRange(source: Node, { source: { text } }: SyntaxTree): Range {
  const [from, to] = toRange(source);
  return source.type === 'SequenceExpression'
    ? [text.lastIndexOf('(', from), text.indexOf(')', to) + 1]
    : [from, to];
}

function isInBrowser(node: Node): boolean {
  for (let parent = node.parent, child = node; parent; child = parent, parent = parent.parent) {
    if (
      isFunction(child) &&
      parent.type === 'CallExpression' &&
      parent.callee !== child &&
      PAGE_METHODS.has(getLastName(getPath(parent.callee)))
    )
      return true;
  }
  return false;
}
