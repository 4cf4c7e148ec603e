// Finds the function scopes that run at startup, by following calls from module-level code.
import type { TSESTree } from '@typescript-eslint/types';
import { getCalleeName, getCallback } from '../functions/callbacks.ts';
import { isFunction, type Node, type SyntaxTree } from '../tree.ts';
import { findBodiesOf } from '../values.ts';

interface FunctionScopeIds {
  idOf(node: Node): number;
  idOfBody(node: Node): number | undefined;
}

type Call = TSESTree.CallExpression | TSESTree.NewExpression | TSESTree.TaggedTemplateExpression;

/** Callees whose callbacks run within the next turns of the event loop, still during startup. */
const SOON: ReadonlySet<string> = new Set([
  'then',
  'catch',
  'finally',
  'setImmediate',
  'nextTick',
  'queueMicrotask',
]);

/** Maps ids of function scopes to the ids of all that run with them, within one file. */
export type FunctionScopeRuns = (starts: Iterable<number>) => ReadonlySet<number>;

/** The ids of all function scopes that run while the module is evaluated. */
export function findScopesRunAtStartup(
  tree: SyntaxTree,
  functionScopes: FunctionScopeIds,
): ReadonlySet<number> {
  return createFunctionScopeRuns(tree, functionScopes)([0]);
}

/** Creates a function that follows calls between function scopes; results are memoised. */
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
      for (const direct of getDirect(id)) queue.push(direct);
    }
    return running;
  };
}

/** Finds the bodies in this file that a call runs before it returns or soon after. */
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
