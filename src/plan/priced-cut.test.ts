// The cut by true prices, against all sets of rewrites on small random graphs, with a judge that is made up.
import { describe, expect, it } from 'vitest';
import { UNCUTTABLE } from '../graph/minimum-cut.ts';
import { buildGraph } from '../graph/edges.ts';
import { findReached } from '../graph/reach.ts';
import type { CutCandidate } from './cut-candidates.ts';
import { createRandom } from '../dev/random.test-support.ts';
import {
  findPricedCut,
  type PricedStart,
  type RewriteJudge,
  type RewriteVerdict,
} from './priced-cut.ts';

const TARGETS = [5, 6];

interface Case {
  readonly start: PricedStart;
  /** By the path of a rewrite. */
  readonly verdicts: ReadonlyMap<string, RewriteVerdict>;
}

/** A unit is a rewrite of `module <number>`, whose lower bound is no more than what it turns out to cost. */
function makeCase(seed: number): Case {
  const random = createRandom(seed);
  const graph = buildGraph(
    7,
    Array.from({ length: 12 }, (_, record) => ({ from: random(7), to: random(7), record })),
  );
  const verdicts = new Map<string, RewriteVerdict>();
  const units = Array.from({ length: graph.edgeCount }, (_, edge): CutCandidate => {
    const path = `module ${String(edge)}`;
    const bound = 1 + random(3);
    const functions = bound - 1 + random(3);
    verdicts.set(
      path,
      random(5) === 0
        ? { refusal: 'no' }
        : {
            functions: Array.from({ length: functions }, (__, functionScope) => ({
              path,
              functionScope,
              label: path,
            })),
            files: 1,
          },
    );
    return {
      edges: [edge],
      cost: random(10) === 0 ? UNCUTTABLE : bound,
      rewrite: { path, loads: [] },
      functions: bound - 1,
      files: 1,
    };
  });
  return {
    start: {
      project: { getId: () => undefined },
      startup: { graph, roots: [0], running: new Map() },
      targets: TARGETS,
      units,
      places: new Map(),
    },
    verdicts,
  };
}

function toPrice(unit: CutCandidate, verdicts: Case['verdicts']): number {
  const verdict = verdicts.get(unit.rewrite.path);
  return unit.cost === UNCUTTABLE || !verdict || 'refusal' in verdict
    ? UNCUTTABLE
    : 1 + verdict.functions.length;
}

function createJudge({ verdicts }: Case, asked: string[] = []): RewriteJudge {
  return {
    judge: ({ path }) => {
      asked.push(path);
      return Promise.resolve(verdicts.get(path));
    },
    findObstacles: (rewrites) => rewrites.map(() => undefined),
  };
}

describe('a true cut', () => {
  it('is as cheap as the cheapest of all sets by their true prices, keeps only what no set takes off, and judges nothing twice', async () => {
    let dearer = 0;
    let asked = 0;
    let units = 0;
    for (let seed = 1; seed <= 400; seed += 1) {
      const one = makeCase(seed);
      const { graph, roots } = one.start.startup;
      const priced = one.start.units.flatMap((unit) =>
        toPrice(unit, one.verdicts) === UNCUTTABLE
          ? []
          : [{ edges: unit.edges, price: toPrice(unit, one.verdicts) }],
      );
      const reach = (edges: ReadonlySet<number>): Int32Array =>
        findReached(graph, roots, (edge) => edges.has(edge)).via;
      const least = reach(new Set(priced.flatMap(({ edges }) => edges)));
      const kept = TARGETS.filter((target) => least[target] !== -2);
      let best = UNCUTTABLE;
      for (let set = 0; set < 1 << priced.length; set += 1) {
        const chosen = priced.filter((_, index) => (set & (1 << index)) !== 0);
        const cost = chosen.reduce((sum, { price }) => sum + price, 0);
        if (cost >= best) continue;
        const via = reach(new Set(chosen.flatMap(({ edges }) => edges)));
        if (TARGETS.every((target) => kept.includes(target) || via[target] === -2)) best = cost;
      }
      const calls: string[] = [];
      const found = await findPricedCut(one.start, createJudge(one, calls));
      expect(found.cut.cost, `seed ${String(seed)}`).toBe(best);
      expect(found.cut.kept, `seed ${String(seed)}`).toEqual(kept);
      expect(new Set(calls).size).toBe(calls.length);
      if (
        found.cut.units.some(
          (unit) => (one.start.units[unit]?.cost ?? 0) < (found.units[unit]?.cost ?? 0),
        )
      )
        dearer += 1;
      asked += calls.length;
      units += priced.length;
    }
    expect(dearer).toBeGreaterThan(20);
    // Most are never asked about.
    expect(asked).toBeLessThan(units / 2);
  });

  it('leaves out what is in the way of others, and says so', async () => {
    const graph = buildGraph(4, [
      { from: 0, to: 1, record: 0 },
      { from: 0, to: 2, record: 1 },
      { from: 1, to: 3, record: 0 },
      { from: 2, to: 3, record: 0 },
    ]);
    const units = Array.from({ length: graph.edgeCount }, (_, edge): CutCandidate => ({
      edges: [edge],
      cost: edge < 2 ? 1 : 2,
      rewrite: { path: String(edge), loads: [] },
      functions: 0,
      files: 1,
    }));
    const places = new Map(
      units.map((_, edge) => [edge, { specifier: `./${String(edge)}`, line: 1 }]),
    );
    const judge: RewriteJudge = {
      judge: () => Promise.resolve(undefined),
      findObstacles: (rewrites) =>
        rewrites.map(({ path }) =>
          path === '0' && rewrites.some((other) => other.path === '1') ? 'not with 1' : undefined,
        ),
    };
    const found = await findPricedCut(
      {
        project: { getId: () => undefined },
        startup: { graph, roots: [0], running: new Map() },
        targets: [3],
        units,
        places,
      },
      judge,
    );
    expect(found.cut).toMatchObject({ units: [1, 2], cost: 3 });
    expect(found.refused).toEqual([0]);
    expect(found.places.get(0)).toEqual({ specifier: './0', line: 1, reason: 'not with 1' });
  });

  it('takes no import whose rewrite changes a function that runs with the start', async () => {
    const graph = buildGraph(3, [
      { from: 0, to: 1, record: 0 },
      { from: 1, to: 2, record: 0 },
    ]);
    const units = [0, 1].map((edge): CutCandidate => ({
      edges: [edge],
      cost: 1 + edge,
      rewrite: { path: String(edge), loads: [] },
      functions: edge,
      files: 1,
    }));
    const judge: RewriteJudge = {
      judge: ({ path }) =>
        Promise.resolve({
          functions: path === '0' ? [] : [{ path: 'main', functionScope: 3, label: '`start`' }],
          files: 2,
        }),
      findObstacles: (rewrites) => rewrites.map(() => undefined),
    };
    const start = {
      project: { getId: () => 7 },
      startup: { graph, roots: [1], running: new Map([[7, new Set([3])]]) },
      targets: [2],
      units,
      places: new Map([[1, { specifier: 'sharp', line: 2 }]]),
    };
    const found = await findPricedCut(start, judge);
    expect(found.cut).toMatchObject({ units: [], kept: [2] });
    expect(found.places.get(1)).toEqual({
      specifier: 'sharp',
      line: 2,
      reason: '`start` uses it, and runs with the start.',
      runsInside: '`start`',
    });
  });
});
