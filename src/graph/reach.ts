// Reachability, and the chains of edges that lead to a node.
import { findEdgesTo, type ModuleGraph } from './edges.ts';

/** What is reached from some roots. */
export interface Reach {
  /** The nodes that are reached, the nearest first. */
  readonly order: readonly number[];
  /** By node: the edge that reached it first, -1 for a root, -2 for a node that is not reached. */
  readonly via: Int32Array;
}

/**
 * Follows the edges breadth first, so that `via` holds shortest chains. Of equally short ones it is
 * the first in source order.
 * @param isCut whether to leave out an edge
 */
export function findReached(
  graph: ModuleGraph,
  roots: readonly number[],
  isCut: (edge: number) => boolean = () => false,
): Reach {
  const via = new Int32Array(graph.size).fill(-2);
  const order: number[] = [];
  for (const root of roots) {
    if (via[root] !== -2) continue;
    via[root] = -1;
    order.push(root);
  }
  for (const node of order) {
    // A generator here would double the time of a search.
    for (
      let edge = graph.starts[node] ?? 0, end = graph.starts[node + 1] ?? 0;
      edge < end;
      edge += 1
    ) {
      const target = graph.targets[edge] ?? 0;
      if (via[target] !== -2 || isCut(edge)) continue;
      via[target] = edge;
      order.push(target);
    }
  }
  return { order, via };
}

/** Marks the nodes from which a target can be reached, the targets included. */
export function findReaching(graph: ModuleGraph, targets: Iterable<number>): Uint8Array {
  const marks = new Uint8Array(graph.size);
  const queue: number[] = [];
  const mark = (node: number): void => {
    if (marks[node] === 1) return;
    marks[node] = 1;
    queue.push(node);
  };
  for (const target of targets) mark(target);
  for (let node = queue.pop(); node !== undefined; node = queue.pop())
    for (const edge of findEdgesTo(graph, node)) mark(graph.sources[edge] ?? 0);
  return marks;
}

/**
 * Finds the shortest chain of edges to a node; empty for a root, undefined where it is not reached.
 */
export function findChain(
  graph: ModuleGraph,
  { via }: Reach,
  node: number,
): readonly number[] | undefined {
  if (via[node] === -2) return undefined;
  const edges: number[] = [];
  for (let edge = via[node] ?? -1; edge >= 0; edge = via[graph.sources[edge] ?? 0] ?? -1)
    edges.push(edge);
  return edges.reverse();
}

/** Gets the nodes along a chain that ends at `end`. */
export function toNodes(
  graph: ModuleGraph,
  chain: readonly number[],
  end: number,
): readonly number[] {
  return [...chain.map((edge) => graph.sources[edge] ?? 0), end];
}

/**
 * Finds the nodes to start from without a configured entry: those that no edge leads to, and one
 * node of each cycle that no edge from outside leads to.
 * @param among the nodes that may be roots, the preferred ones first
 */
export function findRoots(graph: ModuleGraph, among: readonly number[]): readonly number[] {
  const isAmong = new Uint8Array(graph.size);
  for (const node of among) isAmong[node] = 1;
  const hasImporter = (node: number): boolean => {
    for (
      let at = graph.reverseStarts[node] ?? 0, end = graph.reverseStarts[node + 1] ?? 0;
      at < end;
      at += 1
    ) {
      const source = graph.sources[graph.reverseEdges[at] ?? 0] ?? 0;
      if (source !== node && isAmong[source] === 1) return true;
    }
    return false;
  };
  const roots = among.filter((node) => !hasImporter(node));
  const { via } = findReached(graph, roots);
  const rest = among.filter((node) => via[node] === -2);
  // The rest is reached from cycles alone. The last node in postorder is in a cycle without
  // importers.
  for (const node of [...findPostorder(graph, rest)].reverse()) {
    if (isAmong[node] !== 1 || via[node] !== -2) continue;
    roots.push(node);
    for (const reached of findReached(graph, [node]).order) via[reached] = -1;
  }
  return roots;
}

/**
 * Finds the nodes that are reached from `roots`, depth first, each after the nodes that it leads
 * to. Not recursive, as a chain of imports may be longer than the stack.
 */
export function findPostorder(graph: ModuleGraph, roots: readonly number[]): readonly number[] {
  const order: number[] = [];
  const seen = new Uint8Array(graph.size);
  for (const root of roots) {
    if (seen[root] === 1) continue;
    seen[root] = 1;
    const stack = [{ node: root, edge: graph.starts[root] ?? 0 }];
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      if (top.edge >= (graph.starts[top.node + 1] ?? 0)) {
        order.push(top.node);
        stack.pop();
        continue;
      }
      const target = graph.targets[top.edge] ?? 0;
      top.edge += 1;
      if (seen[target] === 1) continue;
      seen[target] = 1;
      stack.push({ node: target, edge: graph.starts[target] ?? 0 });
    }
  }
  return order;
}
