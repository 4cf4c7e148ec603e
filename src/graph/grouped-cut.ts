// The cheapest cut where some edges go together: a rewrite takes all of its imports, or none. Pure.
import { buildGraph, findEdgesFrom, type GraphEdge, type ModuleGraph } from './edges.ts';
import { findMinimumCut, UNCUTTABLE } from './minimum-cut.ts';
import { findReached } from './reach.ts';

/** Edges of one node that are cut by one rewrite, and what that costs: more than 0, or {@link UNCUTTABLE}. */
export interface CutGroup {
  readonly edges: readonly number[];
  readonly cost: number;
}

/** What to cut, by the places of the units; and the targets that no cut of units takes off, as they are reached without any. */
export interface GroupedCut {
  readonly units: readonly number[];
  readonly cost: number;
  readonly kept: readonly number[];
}

/**
 * Finds the cheapest units without whose edges no target is reached that can be had without. Edges of no unit can't be cut.
 *
 * A unit becomes a node between its source and its targets: cutting the way to it is paid once.
 */
export function findGroupedCut(
  graph: ModuleGraph,
  roots: readonly number[],
  targets: readonly number[],
  units: readonly CutGroup[],
): GroupedCut {
  const unitOf = new Map(
    units.flatMap(({ edges, cost }, unit) =>
      cost === UNCUTTABLE ? [] : edges.map((edge) => [edge, unit] as const),
    ),
  );
  const fixed = findReached(graph, roots, (edge) => unitOf.has(edge));
  const kept = targets.filter((target) => fixed.via[target] !== -2);
  const edges: GraphEdge[] = [];
  const opened = new Set<number>();
  for (let node = 0; node < graph.size; node += 1) {
    for (const edge of findEdgesFrom(graph, node)) {
      const unit = unitOf.get(edge);
      const to = graph.targets[edge] ?? 0;
      if (unit === undefined) {
        edges.push({ from: node, to, record: -1 });
        continue;
      }
      if (!opened.has(unit)) edges.push({ from: node, to: graph.size + unit, record: unit });
      opened.add(unit);
      edges.push({ from: graph.size + unit, to, record: -1 });
    }
  }
  const whole = buildGraph(graph.size + units.length, edges);
  const getCost = (edge: number): number => units[whole.records[edge] ?? -1]?.cost ?? UNCUTTABLE;
  const cut = findMinimumCut(
    whole,
    roots,
    targets.filter((target) => !kept.includes(target)),
    getCost,
  );
  return {
    units: cut?.edges.map((edge) => whole.records[edge] ?? -1) ?? [],
    cost: cut?.cost ?? 0,
    kept,
  };
}
