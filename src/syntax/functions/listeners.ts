// Extracts calls that attach listeners, and whether their target existed before the function ran.
import { getCalleeName } from './callbacks.ts';
import type { FunctionScopes } from './function-scopes.ts';
import { findVariable } from '../scopes.ts';
import { toRange, type Node, type SyntaxTree } from '../tree.ts';
import type { ListenerFact } from './facts.ts';

const ATTACHES: ReadonlySet<string> = new Set([
  'on',
  'once',
  'addListener',
  'addEventListener',
  'prependListener',
  'prependOnceListener',
]);

/** Extracts `target.on('event', …)` and similar calls. */
export function extractListeners(
  tree: SyntaxTree,
  functionScopes: FunctionScopes,
): readonly ListenerFact[] {
  const listeners: ListenerFact[] = [];
  for (const call of tree.nodesOf('CallExpression')) {
    if (
      call.callee.type !== 'MemberExpression' ||
      call.arguments.length < 2 ||
      !ATTACHES.has(getCalleeName(call))
    )
      continue;
    const functionScope = functionScopes.idOf(call);
    const targetBornAt = getBirth(call.callee.object, functionScope, tree, functionScopes);
    listeners.push({
      range: toRange(call),
      functionScope,
      ...(targetBornAt === undefined ? {} : { targetBornAt }),
    });
  }
  return listeners;
}

/**
 * Where the object at the root of `a.b().c` is declared, if it is declared in the same function
 * scope and not a parameter.
 */
function getBirth(
  target: Node,
  functionScope: number,
  tree: SyntaxTree,
  functionScopes: FunctionScopes,
): number | undefined {
  let node = target;
  for (;;) {
    if (node.type === 'MemberExpression') node = node.object;
    else if (node.type === 'CallExpression' || node.type === 'NewExpression') node = node.callee;
    else if (
      node.type === 'TSNonNullExpression' ||
      node.type === 'TSAsExpression' ||
      node.type === 'ChainExpression'
    )
      node = node.expression;
    else break;
  }
  if (node.type !== 'Identifier') return undefined;
  const definition = findVariable(tree, node)?.defs[0];
  if (
    !definition ||
    definition.type === 'Parameter' ||
    functionScopes.idOf(definition.node) !== functionScope
  )
    return undefined;
  return definition.node.range[0];
}
