// Decides whether a file changes a list that it keeps.
import { isWithin } from '../../../text/range.ts';
import { toRange, type Node, type SyntaxTree } from '../../tree.ts';
import { getPath } from '../paths.ts';

/** Whether code of the file assigns to a path, or adds to or removes from the list there. */
export function isChanged(path: string, tree: SyntaxTree): boolean {
  return (
    tree.nodesOf('AssignmentExpression').some((node) => getPath(node.left) === path) ||
    isAddedTo(path, tree)
  );
}

/** Whether code adds or removes elements: `this.items.push(x)`, `this.items[id] = x`. */
export function isAddedTo(path: string, tree: SyntaxTree, holder?: Node): boolean {
  const isIn = (node: Node): boolean =>
    holder === undefined || isWithin(toRange(node), toRange(holder));
  const isWrite = tree
    .nodesOf('AssignmentExpression')
    .some((node) => getPath(node.left) === `${path}[]` && isIn(node));
  return (
    isWrite ||
    tree.nodesOf('CallExpression').some((node) => {
      if (!isIn(node)) return false;
      const callee = getPath(node.callee);
      return (
        callee.startsWith(`${path}.`) &&
        /^(?:push|unshift|splice|set|add|pop|shift)$/.test(callee.slice(path.length + 1))
      );
    })
  );
}
