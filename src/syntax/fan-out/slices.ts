// The maximum length of a slice: `slice(0, 20)`, `slice(i, i + 10)`.
import type { TSESTree } from '@typescript-eslint/types';
import type { SizeFact } from './facts.ts';
import { getSize } from './sizes.ts';
import type { Node, SyntaxTree } from '../tree.ts';

/**
 * The maximum length of a slice and its kind: `slice(0, 20)`, `slice(i, i + 10)`,
 * `slice(start, end)` where `end = start + 10`.
 */
export function getSliceSize(
  first: Node,
  second: Node,
  tree: SyntaxTree,
): readonly [SizeFact, 'slice' | 'chunk'] {
  const start = textOf(first, tree);
  const sum = getSumWith(second, start, tree) ?? getFactor(first, second, tree);
  if (sum) return [getSize(sum, tree), 'chunk'];
  return [getSize(second, tree), 'slice'];
}

/** `n` of `slice(i * n, (i + 1) * n)`. */
function getFactor(first: Node, second: Node, tree: SyntaxTree): Node | undefined {
  const isProduct = (node: Node): node is TSESTree.BinaryExpression =>
    node.type === 'BinaryExpression' && node.operator === '*';
  if (second.type === 'CallExpression')
    return second.arguments
      .map((argument) => getFactor(first, argument, tree))
      .find((found) => found !== undefined); // Math.min((i + 1) * n, xs.length)
  if (
    !isProduct(first) ||
    !isProduct(second) ||
    textOf(first.right, tree) !== textOf(second.right, tree)
  )
    return undefined;
  const { left } = second;
  return left.type === 'BinaryExpression' &&
    left.operator === '+' &&
    textOf(left.left, tree) === textOf(first.left, tree)
    ? second.right
    : undefined;
}

/** `n` of `start + n`, also through a variable or `Math.min`. */
export function getSumWith(node: Node, start: string, tree: SyntaxTree): Node | undefined {
  if (node.type === 'BinaryExpression' && node.operator === '+') {
    if (textOf(node.left, tree) === start) return node.right;
    return textOf(node.right, tree) === start ? node.left : undefined;
  }
  // Math.min(i + 10, xs.length)
  if (node.type === 'CallExpression')
    return node.arguments
      .map((argument) => getSumWith(argument, start, tree))
      .find((found) => found !== undefined);
  if (node.type === 'Identifier') {
    const declarator = tree
      .nodesOf('VariableDeclarator')
      .findLast(
        (one) =>
          one.range[1] <= node.range[0] &&
          one.id.type === 'Identifier' &&
          one.id.name === node.name,
      );
    return declarator?.init && declarator.init.type !== 'Identifier'
      ? getSumWith(declarator.init, start, tree)
      : undefined;
  }
  return undefined;
}

function textOf(node: Node, tree: SyntaxTree): string {
  return tree.source.text.slice(node.range[0], node.range[1]);
}
