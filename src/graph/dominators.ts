// Through which node every chain from the entry to another leads: what a single cut takes away. Pure.
import { findEdgesTo, type ModuleGraph } from './edges.ts';
import { findPostorder } from './reach.ts';

/**
 * The immediate dominator of each node that is reached from `root`; -1 for the root, -2 for what is not reached.
 *
 * Written here, as no graph library that is kept up has it on typed arrays: graphology and ngraph have none at all.
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
