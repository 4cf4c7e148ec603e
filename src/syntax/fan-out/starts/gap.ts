// What runs between the start of tasks and the place that collects them. Awaiting them where they
// start is the same program only if that is nothing.
import { getStatement, getStatements } from '../sites/statements-around.ts';
import { getFunctionAround, isLoop, toRange, type Node, type SyntaxTree } from '../../tree.ts';

/** Whether a declaration is the statement directly before the one that collects its promises. */
export function isDirectlyBefore(declaration: Node, collector: Node): boolean {
  const list = declaration.parent && getStatements(declaration.parent);
  const place = list?.indexOf(declaration) ?? -1;
  return place >= 0 && list?.[place + 1] === getStatement(collector);
}

/**
 * Whether anything runs between a `push` in a loop and the collector, other than the rest of the
 * loop, or whether an error of the one reaches other code than an error of the other.
 * @param isFilling whether a statement fills the same array
 */
export function isApart(
  push: Node,
  collector: Node,
  isFilling: (statement: Node) => boolean,
  tree: SyntaxTree,
): boolean {
  const target = getStatement(collector);
  const start = getStatement(push);
  for (let child = start; child.parent; child = child.parent) {
    const { parent } = child;
    const statements = getStatements(parent);
    if (statements) {
      const from = statements.indexOf(child) + 1;
      const isEnd = parent === target.parent;
      const to = isEnd ? statements.indexOf(target) : statements.length;
      const between = statements.slice(from, Math.max(from, to));
      if (to < from || !between.every((one) => isFilling(one) || isQuiet(one, tree))) return true;
      if (isEnd) return canLeave(child, tree);
    } else if (!isPassed(parent)) return true;
  }
  return true;
}

/** Whether control passes through a node without leaving a `try` or a function. */
function isPassed(node: Node): boolean {
  return isLoop(node) || node.type === 'IfStatement' || node.type === 'LabeledStatement';
}

/** What can't pass unnoticed between the start of a task and its end. */
const EFFECTS = [
  'CallExpression',
  'NewExpression',
  'AwaitExpression',
  'YieldExpression',
  'TaggedTemplateExpression',
  'ImportExpression',
  'AssignmentExpression',
  'ReturnStatement',
  'ThrowStatement',
  'TryStatement',
] as const;

/** Whether a statement neither runs other code nor leaves its list. */
function isQuiet(statement: Node, tree: SyntaxTree): boolean {
  return !tree
    .nodesIn(toRange(statement), ...EFFECTS)
    .some((node) => getFunctionAround(node) === getFunctionAround(statement));
}

/** Whether a loop can end its function before everything is started. */
function canLeave(loop: Node, tree: SyntaxTree): boolean {
  return tree
    .nodesIn(toRange(loop), 'ReturnStatement', 'ThrowStatement')
    .some((node) => getFunctionAround(node) === getFunctionAround(loop));
}
