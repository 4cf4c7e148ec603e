// Extracts awaits that run once per iteration, as ESLint's `no-await-in-loop` finds them.
import { isFunction, type Node, type SyntaxTree } from '../tree.ts';

/**
 * An `await` in a loop. `isInText`: its line starts inside a template or JSX text, where no comment
 * can be inserted.
 */
export interface LoopAwaitFact {
  readonly offset: number;
  readonly isInText: boolean;
}

/**
 * Extracts the awaits in loops, in source order.
 * @see https://github.com/eslint/eslint/blob/main/lib/rules/no-await-in-loop.js (a test compares
 *   the answers)
 */
export function extractLoopAwaits(tree: SyntaxTree): readonly LoopAwaitFact[] {
  const awaits: readonly Node[] = [
    ...tree.nodesOf('AwaitExpression'),
    ...tree.nodesOf('ForOfStatement').filter((loop) => loop.await),
  ];
  return awaits
    .filter(isInLoop)
    .map(({ range: [offset] }) => ({ offset, isInText: isInText(offset, tree) }))
    .sort((a, b) => a.offset - b.offset);
}

function isInLoop(node: Node): boolean {
  let child = node;
  for (
    let parent = node.parent;
    parent && !isFunction(parent);
    child = parent, parent = parent.parent
  ) {
    // for await (…): each iteration waits anyway
    if (parent.type === 'ForOfStatement' && parent.await) return false;
    if (isRunEachTurn(child, parent)) return true;
  }
  return false;
}

function isRunEachTurn(child: Node, loop: Node): boolean {
  switch (loop.type) {
    case 'ForStatement':
      return child === loop.test || child === loop.update || child === loop.body;
    case 'ForOfStatement':
    case 'ForInStatement':
      return child === loop.body;
    case 'WhileStatement':
    case 'DoWhileStatement':
      return child === loop.test || child === loop.body;
    default:
      return false;
  }
}

function isInText(offset: number, tree: SyntaxTree): boolean {
  const start = tree.source.text.lastIndexOf('\n', offset - 1) + 1;
  return tree
    .nodesOf('TemplateElement', 'JSXText')
    .some(({ range }) => range[0] < start && start < range[1]);
}
