// Bounds that stand above a fan-out: `if (xs.length > MAX) throw …`.
import type { SizeFact } from './fan-out-facts.ts';
import { getPath } from './fan-out-names.ts';
import { getSize } from './fan-out-sizes.ts';
import type { Node, SyntaxTree } from './tree.ts';

/** Finds the sizes that `array` can't exceed where `node` runs. */
export function findGuards(node: Node, array: Node, tree: SyntaxTree): readonly SizeFact[] {
  const path = getPath(array);
  if (!path) return [];
  const found: SizeFact[] = [];
  let child = node;
  for (let parent = node.parent; parent; child = parent, parent = parent.parent) {
    // if (xs.length <= 20) { … }
    if (parent.type === 'IfStatement' && parent.consequent === child) found.push(...findLimits(parent.test, path, ['<', '<='], tree));
    if (parent.type !== 'BlockStatement' && parent.type !== 'Program') continue;
    for (const statement of parent.body) {
      if (statement.range[0] >= child.range[0]) break;
      if (statement.type === 'IfStatement' && leaves(statement.consequent)) found.push(...findLimits(statement.test, path, ['>', '>='], tree));
    }
  }
  return found;
}

/** `xs.length > n`, also inside `a || b`. */
function findLimits(test: Node, path: string, operators: readonly string[], tree: SyntaxTree): readonly SizeFact[] {
  if (test.type === 'LogicalExpression') return [test.left, test.right].flatMap((one) => findLimits(one, path, operators, tree));
  if (test.type !== 'BinaryExpression' || !operators.includes(test.operator)) return [];
  const measured = getPath(test.left);
  return measured === `${path}.length` || measured === `${path}.size` ? [{ ...getSize(test.right, tree), by: 'length' }] : [];
}

function leaves(statement: Node): boolean {
  if (statement.type === 'BlockStatement') return statement.body.some(leaves);
  return statement.type === 'ThrowStatement' || statement.type === 'ReturnStatement' || statement.type === 'ContinueStatement';
}
