// Where functions return, throw, await, and write to state that outlives them. Other code can
// observe such state only while they await.
import type { Range } from '../../text/range.ts';
import type { FunctionScopes } from './function-scopes.ts';
import { findWrites } from './guards.ts';
import { isFunction, toRange, type Node, type SyntaxTree } from '../tree.ts';
import type { ExitOrAwaitFact } from './facts.ts';

/** Extracts the exits, awaits and writes of all functions, in no particular order. */
export function extractExitsAndAwaits(
  tree: SyntaxTree,
  functionScopes: FunctionScopes,
): readonly ExitOrAwaitFact[] {
  const toStep =
    (kind: ExitOrAwaitFact['kind']) =>
    (node: Node): ExitOrAwaitFact => ({
      kind,
      functionScope: functionScopes.idOf(node),
      range: toRange(node),
    });
  return [
    ...tree.nodesOf('ReturnStatement', 'ThrowStatement').map(toStep('exit')),
    ...tree.nodesOf('AwaitExpression').map((node): ExitOrAwaitFact => ({
      ...toStep('await')(node),
      holdsIn: getHoldingRange(node),
    })),
    // `i++`, even of local variables
    ...tree.nodesOf('UpdateExpression').map(toStep('write')),
    ...findWrites(tree, functionScopes).map(({ functionScope, range }): ExitOrAwaitFact => ({
      kind: 'write',
      functionScope,
      range,
    })),
  ];
}

/** Expressions and statements with parts that may not run. */
const BRANCHES: ReadonlySet<string> = new Set([
  'IfStatement',
  'SwitchCase',
  'CatchClause',
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'WhileStatement',
  'DoWhileStatement',
  'ConditionalExpression',
  'LogicalExpression',
  'ChainExpression',
  'AssignmentPattern',
  'LabeledStatement',
]);

/** The outermost part around an expression in which the expression always runs. */
function getHoldingRange(node: Node): Range {
  let child = node;
  for (
    let parent = node.parent;
    parent && !isFunction(parent) && parent.type !== 'Program';
    child = parent, parent = parent.parent
  ) {
    // if (await x) …: the condition always runs.
    if (parent.type === 'IfStatement' && parent.test === child) continue;
    // try { f(); await x; } catch {}: f may throw before the await.
    const isTried =
      parent.type === 'TryStatement' && parent.handler !== null && parent.block === child;
    const isAssigned =
      parent.type === 'AssignmentExpression' && /^(?:\?\?|\|\||&&)=$/.test(parent.operator);
    if (BRANCHES.has(parent.type) || isTried || isAssigned) return toRange(child);
  }
  return toRange(child);
}
