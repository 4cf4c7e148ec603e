// The cheapest cut where edges are cut in groups: all edges of a group, or none.
import { buildGraph, findEdgesFrom, type GraphEdge, type ModuleGraph } from './edges.ts';
import { findMinimumCut, UNCUTTABLE } from './minimum-cut.ts';
import { findReached } from './reach.ts';

/** Edges of one node that are cut together, at a cost of more than 0 or {@link UNCUTTABLE}. */
export interface CutGroup {
  readonly edges: readonly number[];
  readonly cost: number;
}

/** A cut of groups. */
export interface GroupedCut {
  /** The places of the groups in the list that was searched. */
  readonly groups: readonly number[];
  readonly cost: number;
  /** Targets that are reached by edges of no group that can be cut. */
  readonly kept: readonly number[];
}

/**
 * Finds the cheapest groups without whose edges no target is reached, except the targets that no
 * groups can take off. Edges of no group can't be cut.
 *
 * A group becomes a node between its source and its targets, so that cutting the edge to that node
 * pays for it once.
 */
export function findGroupedCut(
  graph: ModuleGraph,
  roots: readonly number[],
  targets: readonly number[],
  groups: readonly CutGroup[],
): GroupedCut {
  const groupOf = new Map(
    groups.flatMap(({ edges, cost }, group) =>
      cost === UNCUTTABLE ? [] : edges.map((edge) => [edge, group] as const),
    ),
  );
  const fixed = findReached(graph, roots, (edge) => groupOf.has(edge));
  const kept = targets.filter((target) => fixed.via[target] !== -2);
  const edges: GraphEdge[] = [];
  const opened = new Set<number>();
  for (let node = 0; node < graph.size; node += 1) {
    for (const edge of findEdgesFrom(graph, node)) {
      const group = groupOf.get(edge);
      const to = graph.targets[edge] ?? 0;
      if (group === undefined) {
        edges.push({ from: node, to, record: -1 });
        continue;
      }
      if (!opened.has(group)) edges.push({ from: node, to: graph.size + group, record: group });
      opened.add(group);
      edges.push({ from: graph.size + group, to, record: -1 });
    }
  }
  const network = buildGraph(graph.size + groups.length, edges);
  const cut = findMinimumCut(
    network,
    roots,
    targets.filter((target) => !kept.includes(target)),
    (edge) => groups[network.records[edge] ?? -1]?.cost ?? UNCUTTABLE,
  );
  return {
    groups: cut?.edges.map((edge) => network.records[edge] ?? -1) ?? [],
    cost: cut?.cost ?? 0,
    kept,
  };
}
