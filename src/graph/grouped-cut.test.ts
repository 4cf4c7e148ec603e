// Grouped cuts, compared with all sets of groups on small random graphs.
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

/** Splits the edges of each node into up to two groups; some edges are in none. */
function makeGroups(graph: ModuleGraph, random: () => number): readonly CutGroup[] {
  const byKey = new Map<string, number[]>();
  for (let edge = 0; edge < graph.edgeCount; edge += 1) {
    if (random() < 0.15) continue;
    const key = `${String(graph.sources[edge])} ${String(Math.floor(random() * 2))}`;
    byKey.set(key, [...(byKey.get(key) ?? []), edge]);
  }
  return [...byKey.values()].map((edges) => ({
    edges,
    cost: random() < 0.2 ? UNCUTTABLE : 1 + Math.floor(random() * 4),
  }));
}

describe('findGroupedCut', () => {
  it('finds the cheapest of all sets of groups, and keeps only what no set takes off', () => {
    let shared = 0;
    for (let seed = 0; seed < 500; seed += 1) {
      const random = createRandom(seed * 7919);
      const node = (): number => Math.floor(random() * 7);
      const graph = buildGraph(
        7,
        Array.from({ length: 12 }, (_, record) => ({ from: node(), to: node(), record })),
      );
      const groups = makeGroups(graph, random);
      const cuttable = groups.flatMap(({ cost }, group) => (cost === UNCUTTABLE ? [] : [group]));
      const toEdges = (chosen: readonly number[]): ReadonlySet<number> =>
        new Set(chosen.flatMap((group) => groups[group]?.edges ?? []));
      const toCost = (chosen: readonly number[]): number =>
        chosen.reduce((sum, group) => sum + (groups[group]?.cost ?? 0), 0);
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
      const cut = findGroupedCut(graph, [0], targets, groups);
      expect(cut.kept, `seed ${String(seed)}`).toEqual(kept);
      expect(cut.cost, `seed ${String(seed)}`).toBe(best);
      expect(toCost(cut.groups)).toBe(best);
      const reached = reach(graph, toEdges(cut.groups));
      expect(targets.filter((target) => reached.has(target))).toEqual(kept);
      if (cut.groups.some((group) => (groups[group]?.edges.length ?? 0) > 1)) shared += 1;
    }
    expect(shared).toBeGreaterThan(50);
  });

  it('pays once for the edges of a group, and nothing where no target is reached', () => {
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
    ).toEqual({ groups: [1], cost: 1, kept: [] });
    expect(findGroupedCut(graph, [2], [3], [{ edges: [1, 2], cost: 1 }])).toEqual({
      groups: [],
      cost: 0,
      kept: [],
    });
    expect(findGroupedCut(graph, [0], [2], [])).toEqual({ groups: [], cost: 0, kept: [2] });
  });
});
