// The cheapest set of edges that separates targets from roots.
import type { ModuleGraph } from './edges.ts';

/** A cut. */
export interface Cut {
  /** In ascending order. */
  readonly edges: readonly number[];
  readonly cost: number;
}

/** The cost of an edge that can't be cut. */
export const UNCUTTABLE = Number.POSITIVE_INFINITY;

/**
 * Finds the cheapest set of edges without which no target is reached from a root. Of equally cheap
 * sets it is the one nearest to the targets, so that as little as possible is deferred with them.
 *
 * Dinic's algorithm. Implemented here because the maintained graph libraries for Node (graphology,
 * ngraph, @dagrejs/graphlib) have no maximum flow, and store nodes and edges as objects, at ten
 * times the memory of these arrays.
 * @param getCost the cost of cutting an edge: a whole number from 0, or {@link UNCUTTABLE}
 * @returns undefined where every cut needs an edge that can't be cut
 */
export function findMinimumCut(
  graph: ModuleGraph,
  roots: Iterable<number>,
  targets: Iterable<number>,
  getCost: (edge: number) => number,
): Cut | undefined {
  const network = buildNetwork(graph, [...roots], [...targets], getCost);
  const { source, sink, to, capacity } = network;
  const levels = new Int32Array(network.starts.length - 1);
  const next = new Int32Array(network.starts.length - 1);
  while (rankFrom(network, source, levels, false)[sink] !== -1) {
    next.set(network.starts.subarray(0, next.length));
    for (;;) {
      const pushed = push(network, levels, next);
      if (pushed === 0) break;
      if (pushed === UNCUTTABLE) return undefined;
    }
  }
  const reachesSink = rankFrom(network, sink, levels, true);
  const edges: number[] = [];
  let cost = 0;
  for (let arc = 0; arc < graph.edgeCount * 2; arc += 2) {
    const from = to[arc + 1] ?? 0;
    if (reachesSink[from] !== -1 || reachesSink[to[arc] ?? 0] === -1) continue;
    edges.push(arc >> 1);
    cost += (capacity[arc] ?? 0) + (capacity[arc + 1] ?? 0);
  }
  return { edges, cost };
}

/**
 * The residual network: edge `e` is arc `2e`, and its reverse is arc `2e + 1`. Two more nodes are
 * the source of all roots and the sink of all targets.
 */
interface Network {
  readonly source: number;
  readonly sink: number;
  readonly to: Int32Array;
  readonly capacity: Float64Array;
  readonly starts: Int32Array;
  readonly arcs: Int32Array;
}

function buildNetwork(
  graph: ModuleGraph,
  roots: readonly number[],
  targets: readonly number[],
  getCost: (edge: number) => number,
): Network {
  const source = graph.size;
  const sink = graph.size + 1;
  const count = graph.edgeCount + roots.length + targets.length;
  const to = new Int32Array(count * 2);
  const capacity = new Float64Array(count * 2);
  const put = (index: number, from: number, target: number, cost: number): void => {
    to[index * 2] = target;
    to[index * 2 + 1] = from;
    capacity[index * 2] = cost;
  };
  for (let edge = 0; edge < graph.edgeCount; edge += 1)
    put(edge, graph.sources[edge] ?? 0, graph.targets[edge] ?? 0, getCost(edge));
  for (const [index, root] of roots.entries())
    put(graph.edgeCount + index, source, root, UNCUTTABLE);
  for (const [index, target] of targets.entries())
    put(graph.edgeCount + roots.length + index, target, sink, UNCUTTABLE);
  const starts = new Int32Array(graph.size + 3);
  for (let arc = 0; arc < count * 2; arc += 1) {
    const key = (to[arc ^ 1] ?? 0) + 1;
    starts[key] = (starts[key] ?? 0) + 1;
  }
  for (let node = 0; node < starts.length - 1; node += 1)
    starts[node + 1] = (starts[node + 1] ?? 0) + (starts[node] ?? 0);
  const next = starts.slice();
  const arcs = new Int32Array(count * 2);
  for (let arc = 0; arc < count * 2; arc += 1) {
    const from = to[arc ^ 1] ?? 0;
    const place = next[from] ?? 0;
    arcs[place] = arc;
    next[from] = place + 1;
  }
  return { source, sink, to, capacity, starts, arcs };
}

/**
 * Computes each node's distance from `start` in the residual network, or backwards to it; -1 for
 * none.
 */
function rankFrom(
  { to, capacity, starts, arcs }: Network,
  start: number,
  levels: Int32Array,
  isBackwards: boolean,
): Int32Array {
  levels.fill(-1);
  levels[start] = 0;
  const queue = [start];
  for (const node of queue) {
    for (let at = starts[node] ?? 0; at < (starts[node + 1] ?? 0); at += 1) {
      const arc = arcs[at] ?? 0;
      const target = to[arc] ?? 0;
      if (levels[target] !== -1 || (capacity[isBackwards ? arc ^ 1 : arc] ?? 0) <= 0) continue;
      levels[target] = (levels[node] ?? 0) + 1;
      queue.push(target);
    }
  }
  return levels;
}

/**
 * Sends as much as fits along one chain of rising levels. Not recursive, as a chain may be longer
 * than the stack.
 * @returns the amount; 0 where no chain is left
 */
function push(
  { source, sink, to, capacity, starts, arcs }: Network,
  levels: Int32Array,
  next: Int32Array,
): number {
  const chain: number[] = [];
  let node = source;
  while (node !== sink) {
    const at = next[node] ?? 0;
    if (at >= (starts[node + 1] ?? 0)) {
      const back = chain.pop();
      if (back === undefined) return 0;
      node = to[back ^ 1] ?? 0;
      next[node] = (next[node] ?? 0) + 1;
      continue;
    }
    const arc = arcs[at] ?? 0;
    const target = to[arc] ?? 0;
    if ((capacity[arc] ?? 0) > 0 && levels[target] === (levels[node] ?? 0) + 1) {
      chain.push(arc);
      node = target;
    } else {
      next[node] = at + 1;
    }
  }
  const amount = chain.reduce((least, arc) => Math.min(least, capacity[arc] ?? 0), UNCUTTABLE);
  if (amount === UNCUTTABLE) return UNCUTTABLE;
  for (const arc of chain) {
    capacity[arc] = (capacity[arc] ?? 0) - amount;
    capacity[arc ^ 1] = (capacity[arc ^ 1] ?? 0) + amount;
  }
  return amount;
}
