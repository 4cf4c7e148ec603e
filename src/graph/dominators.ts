// Dominators: the nodes that every chain from the entry to another node leads through.
import { findEdgesTo, type ModuleGraph } from './edges.ts';
import { findPostorder } from './reach.ts';

/**
 * Finds the immediate dominator of each node.
 *
 * Implemented here because no maintained graph library has it on typed arrays; graphology and
 * ngraph don't have it at all.
 * @returns by node: its dominator, -1 for the root, -2 for a node that is not reached
 * @see Cooper, Harvey, Kennedy: A Simple, Fast Dominance Algorithm (2001)
 */
export function findDominators(graph: ModuleGraph, root: number): Int32Array {
  const postorder = findPostorder(graph, [root]);
  const place = new Int32Array(graph.size).fill(-1);
  for (const [index, node] of postorder.entries()) place[node] = index;
  const idom = new Int32Array(graph.size).fill(-2);
  idom[root] = root;
  const meet = (a: number, b: number): number => {
    let [one, other] = [a, b];
    while (one !== other) {
      while ((place[one] ?? 0) < (place[other] ?? 0)) one = idom[one] ?? root;
      while ((place[other] ?? 0) < (place[one] ?? 0)) other = idom[other] ?? root;
    }
    return one;
  };
  for (let changed = true; changed;) {
    changed = false;
    for (let index = postorder.length - 2; index >= 0; index -= 1) {
      const node = postorder[index] ?? root;
      let dominator = -2;
      for (const edge of findEdgesTo(graph, node)) {
        const source = graph.sources[edge] ?? 0;
        if (place[source] === -1 || idom[source] === -2) continue;
        dominator = dominator === -2 ? source : meet(source, dominator);
      }
      if (idom[node] === dominator) continue;
      idom[node] = dominator;
      changed = true;
    }
  }
  idom[root] = -1;
  return idom;
}
