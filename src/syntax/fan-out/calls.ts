// Collects the calls of a piece of code, including those of functions in the same file that it
// calls.
import type { TSESTree } from '@typescript-eslint/types';
import type { WorkCallFact } from './facts.ts';
import { describeRoot, type Call } from './names.ts';
import { findSize, getSize } from './sizes.ts';
import { findVariable } from '../scopes.ts';
import { getFunctionAround, isFunction, toRange, type Node, type SyntaxTree } from '../tree.ts';
import { findBodiesOf } from '../values.ts';
import { getLastName, getPath, getRoot, unwrap } from './paths.ts';
import { isWaitedFor, CHAINS } from './awaited-calls.ts';

const MAXIMUM_CALLS = 400;

/** Long enough to include the `LIMIT` at the end of a query. */
const MAXIMUM_LITERAL = 6000;

/** What {@link collectCalls} found. */
export interface CallsFound {
  readonly calls: readonly WorkCallFact[];
  /** The functions whose calls were collected. */
  readonly bodies: ReadonlySet<Node>;
}

/** Collects the calls inside `root`, and follows calls of functions in the same file. */
export function collectCalls(root: Node, tree: SyntaxTree): CallsFound {
  const calls: WorkCallFact[] = [];
  const bodies = new Set<Node>();
  const queue: {
    readonly body: Node;
    readonly behind: readonly number[];
    readonly isAwaited: boolean;
  }[] = [{ body: root, behind: [], isAwaited: true }];
  for (let job = queue.shift(); job && calls.length < MAXIMUM_CALLS; job = queue.shift()) {
    if (bodies.has(job.body)) continue;
    bodies.add(job.body);
    const { body, behind: outer } = job;
    const indexes = new Map<Node, number>();
    const nodes = findCallNodes(body, tree);
    for (const node of nodes) indexes.set(node, calls.length + indexes.size);
    for (const node of nodes) {
      const behind = [...outer, ...findCallsAround(node, body, indexes)];
      const targets =
        node.type === 'TaggedTemplateExpression'
          ? []
          : [...findBodiesOf(node.callee, node.type === 'NewExpression', tree)];
      const isAwaited = job.isAwaited && isWaitedFor(node, tree, body);
      const isFloating = !isAwaited && isStatement(node);
      const isPromised = job.isAwaited && !isAwaited && isInExecutor(node, tree, body);
      calls.push({
        ...toCall(node, tree),
        isAwaited,
        isFloating,
        ...(isPromised ? { isPromised } : {}),
        isArgument: isArgument(node, tree, body),
        isFollowed: targets.length > 0,
        behind,
      });
      // send(x); an async function awaits its own calls even if it is not awaited itself
      for (const target of targets)
        queue.push({
          body: target,
          behind,
          isAwaited: isAwaited || (isFloating && isFunction(target) && target.async),
        });
      if (node.type === 'TaggedTemplateExpression') continue;
      // limit(check, user); retry(this.load)
      for (const argument of node.arguments) {
        const inner = unwrap(argument);
        if (inner.type !== 'Identifier' && inner.type !== 'MemberExpression') continue;
        const self = indexes.get(node);
        for (const target of findBodiesOf(inner, false, tree))
          queue.push({
            body: target,
            behind: self === undefined ? behind : [...behind, self],
            isAwaited,
          });
      }
    }
  }
  return { calls, bodies };
}

type CallNode = Call | TSESTree.TaggedTemplateExpression;

/** Converts a call to a fact, without looking at its surroundings. */
export function toCall(node: CallNode, tree: SyntaxTree): WorkCallFact {
  const callee = node.type === 'TaggedTemplateExpression' ? node.tag : node.callee;
  const path = getPath(callee);
  const size = node.type === 'TaggedTemplateExpression' ? undefined : findChainSize(node, tree);
  return {
    path,
    name: getLastName(path),
    range: toRange(node),
    isNew: node.type === 'NewExpression',
    ...describeRoot(callee, tree),
    isAwaited: false,
    isFloating: false,
    isArgument: false,
    isFollowed: false,
    behind: [],
    takesFunction:
      node.type !== 'TaggedTemplateExpression' &&
      node.arguments.some((argument) => isFunction(unwrap(argument))),
    usesTransaction:
      isInTransaction(callee, tree) ||
      (node.type !== 'TaggedTemplateExpression' &&
        node.arguments.some((argument) => isTransaction(argument, tree))),
    literal: getLiteral(node),
    ...(size ? { size } : {}),
  };
}

/** `prisma.user.update()` in `this.prisma.$transaction(async (prisma) => …)`. */
function isInTransaction(callee: Node, tree: SyntaxTree): boolean {
  const root = getRoot(callee);
  const definition = root.type === 'Identifier' ? findVariable(tree, root)?.defs[0] : undefined;
  const call =
    definition?.type === 'Parameter' && isFunction(definition.node)
      ? definition.node.parent
      : undefined;
  return (
    call?.type === 'CallExpression' &&
    /^\$?(?:tx|(?:(?:with|runIn|in|manager)?[tT]ransaction))$/.test(
      getLastName(getPath(call.callee)),
    )
  );
}

/** `tx`, `{ transaction }`, or `{ session }` with a database session. */
function isTransaction(node: Node, tree: SyntaxTree): boolean {
  if (node.type === 'Identifier') return /^(?:tx|trx|transaction|queryRunner)$/.test(node.name);
  return (
    node.type === 'ObjectExpression' &&
    node.properties.some((property) => {
      if (property.type !== 'Property') return false;
      const key = getPath(property.key);
      return (
        /^(?:transaction|trx|tx)$/.test(key) ||
        (key === 'session' && isDatabaseSession(property.value, tree))
      );
    })
  );
}

/** Not `{ session: ctx.session }`, which is a user's session. */
function isDatabaseSession(value: Node, tree: SyntaxTree): boolean {
  if (value.type !== 'Identifier') return false;
  const { made, typeName = 'ClientSession' } = describeRoot(value, tree);
  return made
    ? /session$/i.test(getLastName(made.path)) && /start|client|mongo/i.test(made.path)
    : /^(?:Client|Mongo\w*)Session$/.test(typeName);
}

/** `db.users.find({ … }).limit(20)`: a limit anywhere on the chain. */
function findChainSize(node: Call, tree: SyntaxTree): WorkCallFact['size'] {
  const own = findSize(node, tree);
  if (own) return own;
  const callee = unwrap(node.callee);
  const inner = callee.type === 'MemberExpression' ? unwrap(callee.object) : undefined;
  const [source] = node.arguments;
  // query.limit(input.limit + 1)
  if (
    inner &&
    source &&
    node.arguments.length === 1 &&
    /^(?:limit|take)$/.test(getLastName(getPath(callee))) &&
    /^(?:Identifier|MemberExpression|BinaryExpression)$/.test(source.type)
  )
    return getSize(source, tree);
  const subquery =
    source?.type === 'Identifier' && getLastName(getPath(callee)) === 'from'
      ? findSubquerySize(source, tree)
      : undefined;
  return subquery ?? (inner?.type === 'CallExpression' ? findChainSize(inner, tree) : undefined);
}

/**
 * `from(page)`, where every value of `page` is a query with a limit:
 * `db.$with('page').as(db.select().from(users).limit(20))`.
 */
function findSubquerySize(name: TSESTree.Identifier, tree: SyntaxTree): WorkCallFact['size'] {
  const values = (findVariable(tree, name)?.references ?? []).flatMap(({ writeExpr }) =>
    writeExpr ? [unwrap(writeExpr)] : [],
  );
  const sizes = values.map((value) => {
    if (value.type !== 'CallExpression') return undefined;
    const [query] = value.arguments;
    return (
      findChainSize(value, tree) ??
      (query?.type === 'CallExpression' ? findChainSize(query, tree) : undefined)
    );
  });
  return sizes.every((size) => size !== undefined) ? sizes[0] : undefined;
}

/** The outermost call of each chain (the last one of `db.select().from(x)`), also in arguments. */
function findCallNodes(body: Node, tree: SyntaxTree): readonly CallNode[] {
  return tree
    .nodesIn(toRange(body), 'CallExpression', 'NewExpression', 'TaggedTemplateExpression')
    .filter((node) => !isInsideChain(node) && !(node.type === 'CallExpression' && isThen(node)));
}

/** The `f()` of `f().g()`, but not of `f().then()`. */
function isInsideChain(node: Node): boolean {
  const outer = getMethodCall(node);
  return outer !== undefined && !isThen(outer);
}

function isThen(node: TSESTree.CallExpression): boolean {
  const callee = unwrap(node.callee);
  return (
    callee.type === 'MemberExpression' &&
    !callee.computed &&
    CHAINS.has(getPath(callee.property)) &&
    unwrap(callee.object).type === 'CallExpression'
  );
}

/** For `f()` in `f().g(…)`, the call of `g`. */
function getMethodCall(node: Node): TSESTree.CallExpression | undefined {
  let child = node;
  let parent = node.parent;
  while (parent && parent !== unwrap(parent)) [child, parent] = [parent, parent.parent];
  if (parent?.type !== 'MemberExpression' || parent.object !== child) return undefined;
  let member: Node = parent;
  let call = parent.parent;
  while (call !== unwrap(call)) [member, call] = [call, call.parent ?? call];
  // f().data.g(): still the same chain
  if (call.type === 'MemberExpression' && call.object === member) return getMethodCall(member);
  return call.type === 'CallExpression' && call.callee === member ? call : undefined;
}

/** Indexes of the calls of the same body whose function argument contains `node`. */
function findCallsAround(
  node: Node,
  body: Node,
  indexes: ReadonlyMap<Node, number>,
): readonly number[] {
  const found: number[] = [];
  for (
    let current: Node | undefined = node;
    current && current !== body;
    current = current.parent
  ) {
    const parent: Node | undefined = current.parent;
    if (
      !isFunction(current) ||
      (parent?.type !== 'CallExpression' && parent?.type !== 'NewExpression') ||
      parent.callee === current
    )
      continue;
    const index = indexes.get(parent);
    if (index !== undefined) found.push(index);
  }
  return found;
}

/** Inside the executor of a `new Promise` that is awaited. */
function isInExecutor(node: Node, tree: SyntaxTree, body: Node): boolean {
  const executor = getFunctionAround(node);
  const maker = executor?.parent;
  return (
    executor !== undefined &&
    executor !== body &&
    maker?.type === 'NewExpression' &&
    getPath(maker.callee) === 'Promise' &&
    isWaitedFor(maker, tree, body)
  );
}

/** `f(x);`, `void f(x);`, `f(x).catch(log);` */
function isStatement(node: Node): boolean {
  const { parent } = node;
  if (parent?.type === 'ExpressionStatement') return true;
  if (parent && (unwrap(parent) !== parent || parent.type === 'UnaryExpression'))
    return isStatement(parent);
  const call =
    parent?.type === 'MemberExpression' &&
    parent.object === node &&
    CHAINS.has(getPath(parent.property))
      ? parent.parent
      : undefined;
  return call?.type === 'CallExpression' && isStatement(call);
}

/** Whether a node is an argument of a call that can't be followed. */
function isArgument(node: Node, tree: SyntaxTree, body: Node): boolean {
  let child = node;
  for (
    let parent = node.parent;
    parent && child !== body && !isFunction(parent);
    child = parent, parent = parent.parent
  ) {
    if (parent.type === 'AwaitExpression' || parent.type.endsWith('Statement')) return false;
    if (
      (parent.type !== 'CallExpression' && parent.type !== 'NewExpression') ||
      parent.callee === child
    )
      continue;
    if (
      !getPath(parent.callee).startsWith('Promise.') &&
      [...findBodiesOf(parent.callee, false, tree)].length === 0
    )
      return true;
  }
  return false;
}

function getLiteral(node: CallNode): string {
  if (node.type === 'TaggedTemplateExpression') return getTemplate(node.quasi);
  const first = node.arguments[0];
  if (first?.type === 'Literal' && typeof first.value === 'string')
    return first.value.trim().slice(0, MAXIMUM_LITERAL);
  // query(sql`SELECT …`)
  if (first?.type === 'TaggedTemplateExpression') return getTemplate(first.quasi);
  return first?.type === 'TemplateLiteral' ? getTemplate(first) : '';
}

function getTemplate({ quasis }: TSESTree.TemplateLiteral): string {
  return quasis
    .map((quasi) => quasi.value.raw)
    .join('?')
    .trim()
    .slice(0, MAXIMUM_LITERAL);
}
