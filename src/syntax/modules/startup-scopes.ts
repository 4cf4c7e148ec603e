// Which frames run while the module is evaluated, as far as one file shows: calls from module-level code, followed to a fixed point.
import type { TSESTree } from '@typescript-eslint/types';
import { getCalleeName, getCallback } from '../functions/callbacks.ts';
import { isFunction, type Node, type SyntaxTree } from '../tree.ts';
import { findBodiesOf } from '../values.ts';

interface FunctionScopeIds {
  idOf(node: Node): number;
  idOfBody(node: Node): number | undefined;
}

type Call = TSESTree.CallExpression | TSESTree.NewExpression | TSESTree.TaggedTemplateExpression;

/** Callbacks of these run as soon as the event loop gets to it: still part of the start. */
const SOON: ReadonlySet<string> = new Set([
  'then',
  'catch',
  'finally',
  'setImmediate',
  'nextTick',
  'queueMicrotask',
]);

/** Gives the ids of all frames that run when those of some ids do, as far as one file shows. */
export type FunctionScopeRuns = (starts: Iterable<number>) => ReadonlySet<number>;

/** The ids of all frames that run while the module is evaluated. */
export function findScopesRunAtStartup(
  tree: SyntaxTree,
  functionScopes: FunctionScopeIds,
): ReadonlySet<number> {
  return createFunctionScopeRuns(tree, functionScopes)([0]);
}

/** Makes the function that follows calls from frame to frame. What a frame runs is worked out once. */
export function createFunctionScopeRuns(
  tree: SyntaxTree,
  functionScopes: FunctionScopeIds,
): FunctionScopeRuns {
  const callsByScope = new Map<number, Call[]>();
  for (const call of tree.nodesOf('CallExpression', 'NewExpression', 'TaggedTemplateExpression')) {
    const id = functionScopes.idOf(call);
    const calls = callsByScope.get(id);
    if (calls) calls.push(call);
    else callsByScope.set(id, [call]);
  }
  const staticsByScope = new Map<number, number[]>();
  for (const node of tree.nodesOf('StaticBlock', 'PropertyDefinition')) {
    const body =
      node.type === 'StaticBlock' || node.static ? functionScopes.idOfBody(node) : undefined;
    if (body === undefined) continue;
    const id = functionScopes.idOf(node);
    staticsByScope.set(id, [...(staticsByScope.get(id) ?? []), body]);
  }
  const known = new Map<number, readonly number[]>();
  const getDirect = (id: number): readonly number[] => {
    let direct = known.get(id);
    if (!direct) {
      const bodies = (callsByScope.get(id) ?? []).flatMap((call) => [
        ...findBodiesRunBy(call, tree),
      ]);
      direct = [
        ...(staticsByScope.get(id) ?? []),
        ...bodies.flatMap((body) => functionScopes.idOfBody(body) ?? []),
      ];
      known.set(id, direct);
    }
    return direct;
  };
  return (starts) => {
    const running = new Set<number>();
    const queue = [...starts];
    for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
      if (running.has(id)) continue;
      running.add(id);
      queue.push(...getDirect(id));
    }
    return running;
  };
}

/** The functions, fields and static blocks of this file that a call runs before it returns, or soon after. */
function* findBodiesRunBy(call: Call, tree: SyntaxTree): Iterable<Node> {
  const callee = call.type === 'TaggedTemplateExpression' ? call.tag : call.callee;
  yield* findBodiesOf(callee, call.type === 'NewExpression', tree);
  if (call.type === 'TaggedTemplateExpression') return;
  const name = getCalleeName(call);
  for (const argument of call.arguments) {
    if (isFunction(argument)) {
      const runs = getCallback(argument)?.runs;
      if (runs === 'each' || runs === 'once' || SOON.has(name)) yield argument;
    } else if (
      argument.type === 'Identifier' &&
      (SOON.has(name) || name === 'forEach' || name === 'map')
    ) {
      yield* findBodiesOf(argument, false, tree);
    }
  }
}
