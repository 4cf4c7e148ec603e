// Queries on the graph, compared with brute force on small random graphs.
import { describe, expect, it } from 'vitest';
import { findDominators } from './dominators.ts';
import { findMinimumCut, UNCUTTABLE } from './minimum-cut.ts';
import {
  buildGraph,
  findEdgesFrom,
  findEdgesTo,
  type GraphEdge,
  type ModuleGraph,
} from './edges.ts';
import { findChain, findReached, findReaching, findRoots, toNodes } from './reach.ts';

type Random = () => number;

function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function makeGraph(random: Random, size: number, edgeCount: number): ModuleGraph {
  const node = (): number => Math.floor(random() * size);
  return buildGraph(
    size,
    Array.from({ length: edgeCount }, (_, record): GraphEdge => ({
      from: node(),
      to: node(),
      record,
    })),
  );
}

/** Finds all reachable nodes by recursion, without some edges and nodes. */
function reach(
  graph: ModuleGraph,
  roots: readonly number[],
  without: ReadonlySet<number> = new Set(),
  blocked = -1,
): ReadonlySet<number> {
  const seen = new Set<number>();
  const visit = (node: number): void => {
    if (seen.has(node) || node === blocked) return;
    seen.add(node);
    for (const edge of findEdgesFrom(graph, node))
      if (!without.has(edge)) visit(graph.targets[edge] ?? -1);
  };
  roots.forEach(visit);
  return seen;
}

const SEEDS = Array.from({ length: 400 }, (_, seed) => seed);

describe('the graph', () => {
  it('keeps all edges, in both directions', () => {
    const graph = buildGraph(3, [
      { from: 2, to: 0, record: 5 },
      { from: 0, to: 1, record: 6 },
      { from: 2, to: 1, record: 7 },
      { from: 2, to: 1, record: 8 },
    ]);
    const describeEdge = (edge: number): string =>
      `${String(graph.sources[edge])}→${String(graph.targets[edge])} ${String(graph.records[edge])}`;
    expect([0, 1, 2].map((node) => [...findEdgesFrom(graph, node)].map(describeEdge))).toEqual([
      ['0→1 6'],
      [],
      ['2→0 5', '2→1 7', '2→1 8'],
    ]);
    expect([0, 1, 2].map((node) => [...findEdgesTo(graph, node)].map(describeEdge))).toEqual([
      ['2→0 5'],
      ['0→1 6', '2→1 7', '2→1 8'],
      [],
    ]);
  });
});

describe('chains', () => {
  it('are the shortest', () => {
    for (const seed of SEEDS) {
      const random = createRandom(seed);
      const graph = makeGraph(random, 8, 12);
      const result = findReached(graph, [0]);
      expect(new Set(result.order)).toEqual(reach(graph, [0]));
      let layer = new Set([0]);
      const distance = new Map<number, number>([[0, 0]]);
      for (let step = 1; layer.size > 0; step += 1) {
        layer = new Set(
          [...layer]
            .flatMap((node) =>
              [...findEdgesFrom(graph, node)].map((edge) => graph.targets[edge] ?? 0),
            )
            .filter((node) => !distance.has(node)),
        );
        for (const node of layer) distance.set(node, step);
      }
      for (let node = 0; node < 8; node += 1) {
        const chain = findChain(graph, result, node);
        expect(chain?.length).toBe(distance.get(node));
        if (!chain) continue;
        const nodes = toNodes(graph, chain, node);
        expect(nodes[0]).toBe(0);
        chain.forEach((edge, index) =>
          expect([graph.sources[edge], graph.targets[edge]]).toEqual([
            nodes[index],
            nodes[index + 1],
          ]),
        );
      }
    }
  });

  it('are found backwards too', () => {
    for (const seed of SEEDS) {
      const graph = makeGraph(createRandom(seed), 8, 12);
      const marks = findReaching(graph, [7]);
      for (let node = 0; node < 8; node += 1)
        expect(marks[node] === 1).toBe(reach(graph, [node]).has(7));
    }
  });
});

describe('roots', () => {
  it('reach all nodes, and no root is reached from another', () => {
    for (const seed of SEEDS) {
      const graph = makeGraph(createRandom(seed), 8, 10);
      const all = [0, 1, 2, 3, 4, 5, 6, 7];
      const roots = findRoots(graph, all);
      expect(reach(graph, roots).size).toBe(8);
      for (const root of roots)
        expect(
          [...reach(graph, [root])].filter((node) => node !== root && roots.includes(node)),
        ).toEqual([]);
    }
  });
});

describe('dominators', () => {
  it('are the nearest nodes without which a node is not reached', () => {
    for (const seed of SEEDS) {
      const graph = makeGraph(createRandom(seed), 8, 14);
      const idom = findDominators(graph, 0);
      const reached = reach(graph, [0]);
      const isDominator = (one: number, node: number): boolean =>
        one !== node && !reach(graph, [0], new Set(), one).has(node);
      for (let node = 0; node < 8; node += 1) {
        if (!reached.has(node)) expect(idom[node]).toBe(-2);
        else if (node === 0) expect(idom[node]).toBe(-1);
        else {
          const strict = [...reached].filter((one) => isDominator(one, node));
          const nearest = strict.find((one) =>
            strict.every((other) => other === one || isDominator(other, one)),
          );
          expect(idom[node]).toBe(nearest);
        }
      }
    }
  });
});

describe('the minimum cut', () => {
  it('separates the targets, at the cost of the cheapest set of edges', () => {
    let infinite = 0;
    for (const seed of SEEDS) {
      const random = createRandom(seed);
      const graph = makeGraph(random, 6, 10);
      const costs = Array.from({ length: graph.edgeCount }, () =>
        random() < 0.25 ? UNCUTTABLE : Math.floor(random() * 5),
      );
      const roots = [0, 1];
      const targets = [4, 5];
      const isCutBy = (edges: ReadonlySet<number>): boolean =>
        targets.every((target) => !reach(graph, roots, edges).has(target));
      let best = UNCUTTABLE;
      for (let set = 0; set < 1 << graph.edgeCount; set += 1) {
        const edges = new Set<number>();
        let cost = 0;
        for (let edge = 0; edge < graph.edgeCount; edge += 1) {
          if ((set & (1 << edge)) === 0) continue;
          edges.add(edge);
          cost += costs[edge] ?? 0;
        }
        if (cost < best && isCutBy(edges)) best = cost;
      }
      const cut = findMinimumCut(graph, roots, targets, (edge) => costs[edge] ?? 0);
      if (best === UNCUTTABLE) {
        infinite += 1;
        expect(cut).toBeUndefined();
        continue;
      }
      expect(cut?.cost, `seed ${String(seed)}`).toBe(best);
      expect(isCutBy(new Set(cut?.edges))).toBe(true);
      expect(cut?.edges.reduce((sum, edge) => sum + (costs[edge] ?? 0), 0)).toBe(best);
    }
    expect(infinite).toBeGreaterThan(10);
    expect(infinite).toBeLessThan(SEEDS.length - 100);
  });

  it('is the one nearest to the targets of equally cheap ones', () => {
    const line = buildGraph(4, [
      { from: 0, to: 1, record: 0 },
      { from: 1, to: 2, record: 0 },
      { from: 2, to: 3, record: 0 },
    ]);
    expect(findMinimumCut(line, [0], [3], () => 1)).toEqual({ edges: [2], cost: 1 });
    expect(findMinimumCut(line, [0], [3], (edge) => (edge === 2 ? UNCUTTABLE : 1))).toEqual({
      edges: [1],
      cost: 1,
    });
    expect(findMinimumCut(line, [0], [0], () => 1)).toBeUndefined();
    expect(findMinimumCut(line, [3], [0], () => 1)).toEqual({ edges: [], cost: 0 });
  });

  it('handles chains longer than the stack', () => {
    const size = 50_000;
    const graph = buildGraph(
      size,
      Array.from({ length: size - 1 }, (_, from) => ({ from, to: from + 1, record: 0 })),
    );
    expect(findMinimumCut(graph, [0], [size - 1], () => 1)?.cost).toBe(1);
    expect(findDominators(graph, 0)[size - 1]).toBe(size - 2);
  });
});
