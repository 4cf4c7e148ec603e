// The lists that loops around a `push` run over, as far as other code may change them meanwhile.
import { isWithin } from '../../../text/range.ts';
import { isShared } from '../origins/sharing.ts';
import type { LoopFact } from '../sites/site-facts.ts';
import { isFunction, toRange, type Node, type SyntaxTree } from '../../tree.ts';

/** Describes the loops between a `push` and the statements that hold the collector too. */
export function describeLists(
  push: Node,
  collector: Node,
  tree: SyntaxTree,
): Pick<LoopFact, 'sharedLists' | 'isLive'> {
  const lists: Node[] = [];
  let isLive = false;
  for (let node = push.parent; node; node = node.parent) {
    if (isFunction(node) || isWithin(toRange(collector), toRange(node))) break;
    if (node.type === 'ForOfStatement' && isShared(node.right, tree)) lists.push(node.right);
    if (node.type === 'ForInStatement') isLive ||= isShared(node.right, tree);
    if ('test' in node && node.test && node.type !== 'IfStatement')
      isLive ||= readsShared(node.test, tree);
  }
  return { sharedLists: lists.map(toRange), isLive };
}

/** Whether a condition reads something that other code may change. */
function readsShared(test: Node, tree: SyntaxTree): boolean {
  return tree
    .nodesIn(toRange(test), 'Identifier', 'MemberExpression')
    .some((node) => isShared(node, tree));
}
