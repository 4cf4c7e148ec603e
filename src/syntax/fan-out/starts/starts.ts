// Finds where the tasks passed to a collector are started: in place, through a variable, by a loop
// that pushes, or among others in a literal.
import type { Reference } from '@typescript-eslint/scope-manager';
import type { TSESTree } from '@typescript-eslint/types';
import { getStart, type Start } from './direct-starts.ts';
import { findVariable } from '../../scopes.ts';
import { findResults } from '../origins/call-origins.ts';
import { getFunctionAround, isFunction, toRange, type Node, type SyntaxTree } from '../../tree.ts';
import { getPath, unwrap } from '../paths.ts';
import { getStatement } from '../sites/statements-around.ts';
import {
  getPush,
  isDone,
  getStarted,
  isInside,
  getLoop,
  isThrottled,
  getLoopSource,
  findChanging,
} from './array-loops.ts';
import { isApart, isDirectlyBefore } from './gap.ts';
import { LOOSE } from '../sites/shapes.ts';
import { describeLists } from './live-lists.ts';

/** Finds the starts in an argument of `collector`. */
export function findStarts(
  argument: Node,
  collector: Node,
  tree: SyntaxTree,
  depth = 0,
): readonly Start[] {
  const node = unwrap(argument);
  const direct = getStart(node, 'direct', tree);
  if (direct) return [direct];
  if (node.type === 'ArrayExpression') {
    // [...xs.map(f), other()]
    return node.elements.flatMap((element) => {
      if (element?.type !== 'SpreadElement') return [];
      const inner = unwrap(element.argument);
      const start = getStart(inner, 'spread', tree);
      return start
        ? [start]
        : inner.type === 'Identifier'
          ? findStartsOfName(inner, collector, tree).map((one) => ({
              ...one,
              via: 'spread' as const,
            }))
          : [];
    });
  }
  if (node.type === 'Identifier') return findStartsOfName(node, collector, tree, depth);
  // xs?.map(f) ?? []
  if (
    node.type === 'LogicalExpression' &&
    node.operator !== '&&' &&
    node.right.type === 'ArrayExpression' &&
    node.right.elements.length === 0
  ) {
    const start = getStart(unwrap(node.left), 'direct', tree);
    if (start) return [{ ...start, isOptional: true }];
  }
  if (node.type === 'LogicalExpression')
    return [node.left, node.right]
      .flatMap((one) => findStarts(one, collector, tree))
      .map((one) => ({ ...one, via: 'spread' as const }));
  if (node.type === 'ConditionalExpression')
    return [node.consequent, node.alternate]
      .flatMap((one) => findStarts(one, collector, tree))
      .map((one) => ({ ...one, via: 'spread' as const }));
  if (node.type !== 'CallExpression') return [];
  // xs.map(f).filter(Boolean), [].concat(xs.map(f)), starts.flat(), $(xs).map(f).toArray()
  if (
    node.callee.type === 'MemberExpression' &&
    /^(?:filter|flat|concat|reverse|slice|toArray)$/.test(getPath(node.callee.property))
  ) {
    const isSifted = /^(?:filter|flat)$/.test(getPath(node.callee.property));
    return [node.callee.object, ...node.arguments]
      .flatMap((one) => {
        const inner = unwrap(one);
        const start = getStart(inner, 'call', tree);
        if (start) return [start];
        return inner.type === 'Identifier' && depth < 2
          ? findStartsOfName(inner, collector, tree, depth + 1)
          : [];
      })
      .map((one) => ({ ...one, via: 'call', isSifted: isSifted || one.isSifted === true }));
  }
  if (depth > 1) return [];
  const starts = [...findReduced(node, tree), ...findReturnedStarts(node, collector, tree, depth)];
  return starts.map((start) => ({ ...start, via: 'built' as const }));
}

/**
 * Finds the starts in `xs.reduce((starts, x) => { starts.push(f(x)); return starts; }, [])`, also
 * with `[...starts, f(x)]`.
 */
function findReduced(node: TSESTree.CallExpression, tree: SyntaxTree): readonly Start[] {
  const callee = unwrap(node.callee);
  const [reducer] = node.arguments;
  if (
    callee.type !== 'MemberExpression' ||
    getPath(callee.property) !== 'reduce' ||
    !reducer ||
    !isFunction(reducer)
  )
    return [];
  const [list] = reducer.params;
  if (list?.type !== 'Identifier') return [];
  return (findVariable(tree, list)?.references ?? []).flatMap(({ identifier }) => {
    const { parent } = identifier;
    const others =
      parent.type === 'SpreadElement' && parent.parent.type === 'ArrayExpression'
        ? parent.parent.elements
        : [];
    return [...(getPush(identifier)?.arguments ?? []), ...others].flatMap(
      (added): readonly Start[] => {
        if (
          !added ||
          added.type === 'SpreadElement' ||
          isFunction(unwrap(added)) ||
          isDone(unwrap(added))
        )
          return [];
        return [
          {
            form: 'map',
            via: 'built',
            call: node,
            task: getStarted(unwrap(added), reducer, tree) ?? added,
            source: callee.object,
            thisArgument: undefined,
          },
        ];
      },
    );
  });
}

/** Finds the starts in `startAll` of `Promise.all(startAll(xs))`, a function of the file. */
function findReturnedStarts(
  node: TSESTree.CallExpression,
  collector: Node,
  tree: SyntaxTree,
  depth: number,
): readonly Start[] {
  return findResults(
    node.callee,
    tree,
    (body) => !body.async && !body.generator && !isInside(node, body),
  ).flatMap((value) => findStarts(value, collector, tree, depth + 1));
}

/** Finds the starts in `const ps = xs.map(f)`, or in loops that fill `const ps = []`. */
export function findStartsOfName(
  name: TSESTree.Identifier,
  collector: Node,
  tree: SyntaxTree,
  depth = 0,
): readonly Start[] {
  const variable = findVariable(tree, name);
  const definition = variable?.defs[0];
  if (!variable || definition?.type !== 'Variable' || definition.node.id.type !== 'Identifier')
    return [];
  const promises: PromisesVariable = {
    declarator: definition.node,
    id: definition.node.id,
    reads: variable.references.filter((reference) => !reference.init),
    written: variable.references.flatMap(({ identifier }) => {
      const { parent } = identifier;
      return parent.type === 'AssignmentExpression' && parent.left === identifier
        ? [parent.right]
        : [];
    }),
  };
  return [
    ...findAssignedStarts(promises, collector, tree, depth),
    ...promises.reads.flatMap(({ identifier }) =>
      findPushedStarts(identifier, promises, collector, tree),
    ),
  ];
}

/** A variable that holds the promises of a fan-out. */
interface PromisesVariable {
  readonly declarator: TSESTree.VariableDeclarator;
  readonly id: TSESTree.Identifier;
  readonly reads: readonly Reference[];
  /** The values assigned to it after its declaration. */
  readonly written: readonly TSESTree.Expression[];
}

/** Finds the starts in the values of a variable. */
function findAssignedStarts(
  { declarator, id, reads, written }: PromisesVariable,
  collector: Node,
  tree: SyntaxTree,
  depth: number,
): readonly Start[] {
  return [declarator.init, ...written].flatMap((value): readonly Start[] => {
    const start = value ? getStart(unwrap(value), 'variable', tree) : undefined;
    if (!start) {
      // const starts = startAll(xs); const starts = $(xs).map(f).toArray();
      // Not starts = starts.concat(…), whose parts are found separately.
      const inner = value ? unwrap(value) : undefined;
      return inner?.type === 'CallExpression' && depth < 2
        ? findStarts(inner, collector, tree, depth + 1).filter((one) => one.name !== id)
        : [];
    }
    const isAlone =
      reads.length === 1 && declarator.parent.declarations.length === 1 && written.length === 0;
    const carrier =
      isAlone && isDirectlyBefore(declarator.parent, collector) ? declarator.parent : undefined;
    return [{ ...start, name: id, ...(carrier ? { carrier } : {}) }];
  });
}

/** Finds the start in `ps.push(…)`, for the mention of `ps` in it. */
function findPushedStarts(
  identifier: Node,
  { declarator, id, reads }: PromisesVariable,
  collector: Node,
  tree: SyntaxTree,
): readonly Start[] {
  const push = getPush(identifier);
  const pushed = push?.arguments[0];
  if (!push || !pushed || pushed.type === 'SpreadElement') {
    // ps.push(...xs.map(f))
    const spread =
      pushed?.type === 'SpreadElement'
        ? getStart(unwrap(pushed.argument), 'spread', tree)
        : undefined;
    return spread ? [{ ...spread, name: id }] : [];
  }
  const inner = unwrap(pushed);
  // ps.push(await f(x)), ps.push(() => f(x)): nothing is started
  if (isFunction(inner) || isDone(inner)) return [];
  const loop = getLoop(push, getFunctionAround(declarator));
  if (!loop || isInside(declarator, loop)) return [];
  if (
    reads.some((one) => isInside(one.identifier, loop) && isThrottled(one.identifier, loop, tree))
  )
    return [];
  const started = getStarted(inner, loop, tree);
  const changing = findChanging(pushed, loop, tree);
  const others = reads.filter(
    (one) => getPush(one.identifier) === undefined && !isInside(one.identifier, collector),
  );
  return [
    {
      form: 'push',
      via: 'variable',
      call: push,
      task: started ?? pushed,
      source: getLoopSource(loop),
      thisArgument: undefined,
      name: id,
      loop: {
        declaration: toRange(declarator.parent),
        name: id.name,
        isInSameList: getStatement(collector).parent === declarator.parent.parent,
        pushed: toRange(pushed),
        isLoose: LOOSE.has(pushed.type),
        started: toRange(started ?? pushed),
        ...(id.typeAnnotation ? { typeAnnotation: toRange(id.typeAnnotation.typeAnnotation) } : {}),
        isInFunctionScope: [push, declarator].every(
          (one) => getFunctionAround(one) === getFunctionAround(collector),
        ),
        isApart: isApart(
          push,
          collector,
          (statement) =>
            reads.some(
              (one) => getPush(one.identifier) !== undefined && isInside(one.identifier, statement),
            ),
          tree,
        ),
        ...describeLists(push, collector, tree),
        isUsedElsewhere: others.length > 0,
        pushes: reads.reduce(
          (count, one) => count + (getPush(one.identifier)?.arguments.length ?? 0),
          0,
        ),
        readsChanging: changing.length > 0,
        keepsChanging: changing.some((one) => getFunctionAround(one) !== getFunctionAround(pushed)),
      },
    },
  ];
}
