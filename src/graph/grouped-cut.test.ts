// Cuts of edges that go together, against all sets of units on small random graphs.
import { describe, expect, it } from 'vitest';
import { UNCUTTABLE } from './minimum-cut.ts';
import { buildGraph, findEdgesFrom, type ModuleGraph } from './edges.ts';
import { findGroupedCut, type CutGroup } from './grouped-cut.ts';

function createRandom(seed: number): () => number {
  let state = seed + 1;
  return () => {
    state = Math.imul(state, 48_271) % 0x7fffffff;
    return Math.abs(state) / 0x7fffffff;
  };
}

function reach(graph: ModuleGraph, without: ReadonlySet<number>): ReadonlySet<number> {
  const seen = new Set<number>();
  const visit = (node: number): void => {
    if (seen.has(node)) return;
    seen.add(node);
    for (const edge of findEdgesFrom(graph, node))
      if (!without.has(edge)) visit(graph.targets[edge] ?? 0);
  };
  visit(0);
  return seen;
}

/** Edges of each node fall into some units; some edges are in none. */
function makeUnits(graph: ModuleGraph, random: () => number): readonly CutGroup[] {
  const groups = new Map<string, number[]>();
  for (let edge = 0; edge < graph.edgeCount; edge += 1) {
    if (random() < 0.15) continue;
    const key = `${String(graph.sources[edge])} ${String(Math.floor(random() * 2))}`;
    groups.set(key, [...(groups.get(key) ?? []), edge]);
  }
  return [...groups.values()].map((edges) => ({
    edges,
    cost: random() < 0.2 ? UNCUTTABLE : 1 + Math.floor(random() * 4),
  }));
}

describe('a cut of units', () => {
  it('is as cheap as the cheapest of all sets of units, and keeps only what no set takes off', () => {
    let shared = 0;
    for (let seed = 0; seed < 500; seed += 1) {
      const random = createRandom(seed * 7919);
      const node = (): number => Math.floor(random() * 7);
      const graph = buildGraph(
        7,
        Array.from({ length: 12 }, (_, record) => ({ from: node(), to: node(), record })),
      );
      const units = makeUnits(graph, random);
      const cuttable = units.flatMap(({ cost }, unit) => (cost === UNCUTTABLE ? [] : [unit]));
      const toEdges = (chosen: readonly number[]): ReadonlySet<number> =>
        new Set(chosen.flatMap((unit) => units[unit]?.edges ?? []));
      const toCost = (chosen: readonly number[]): number =>
        chosen.reduce((sum, unit) => sum + (units[unit]?.cost ?? 0), 0);
      const targets = [4, 5, 6];
      const least = reach(graph, toEdges(cuttable));
      const kept = targets.filter((target) => least.has(target));
      let best = UNCUTTABLE;
      for (let set = 0; set < 1 << cuttable.length; set += 1) {
        const chosen = cuttable.filter((_, index) => (set & (1 << index)) !== 0);
        if (toCost(chosen) >= best) continue;
        const reached = reach(graph, toEdges(chosen));
        if (targets.every((target) => kept.includes(target) || !reached.has(target)))
          best = toCost(chosen);
      }
      const cut = findGroupedCut(graph, [0], targets, units);
      expect(cut.kept, `seed ${String(seed)}`).toEqual(kept);
      expect(cut.cost, `seed ${String(seed)}`).toBe(best);
      expect(toCost(cut.units)).toBe(best);
      const reached = reach(graph, toEdges(cut.units));
      expect(targets.filter((target) => reached.has(target))).toEqual(kept);
      if (cut.units.some((unit) => (units[unit]?.edges.length ?? 0) > 1)) shared += 1;
    }
    expect(shared).toBeGreaterThan(50);
  });

  it('pays once for edges that go together, and nothing where nothing is reached', () => {
    const graph = buildGraph(4, [
      { from: 0, to: 1, record: 0 },
      { from: 1, to: 2, record: 0 },
      { from: 1, to: 3, record: 1 },
    ]);
    expect(
      findGroupedCut(
        graph,
        [0],
        [2, 3],
        [
          { edges: [0], cost: 2 },
          { edges: [1, 2], cost: 1 },
        ],
      ),
    ).toEqual({ units: [1], cost: 1, kept: [] });
    expect(findGroupedCut(graph, [2], [3], [{ edges: [1, 2], cost: 1 }])).toEqual({
      units: [],
      cost: 0,
      kept: [],
    });
    expect(findGroupedCut(graph, [0], [2], [])).toEqual({ units: [], cost: 0, kept: [2] });
  });
});
