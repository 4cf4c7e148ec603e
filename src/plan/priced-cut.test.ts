// Priced cuts, compared with all sets of rewrites on small random graphs, with a simulated judge.
import { describe, expect, it } from 'vitest';
import { UNCUTTABLE } from '../graph/minimum-cut.ts';
import { buildGraph } from '../graph/edges.ts';
import { findReached } from '../graph/reach.ts';
import type { CutCandidate } from './cut-candidates.ts';
import { createRandom } from '../dev/random.ts';
import {
  findPricedCut,
  type CutProblem,
  type RewriteJudge,
  type RewriteVerdict,
} from './priced-cut.ts';

const TARGETS = [5, 6];

interface Case {
  readonly problem: CutProblem;
  /** By the path of a rewrite. */
  readonly verdicts: ReadonlyMap<string, RewriteVerdict>;
}

/** A candidate rewrites `module <number>`; its lower bound is at most its real cost. */
function makeCase(seed: number): Case {
  const random = createRandom(seed);
  const graph = buildGraph(
    7,
    Array.from({ length: 12 }, (_, record) => ({ from: random(7), to: random(7), record })),
  );
  const verdicts = new Map<string, RewriteVerdict>();
  const candidates = Array.from({ length: graph.edgeCount }, (_, edge): CutCandidate => {
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
    problem: {
      project: { getId: () => undefined },
      startup: { graph, roots: [0], running: new Map() },
      targets: TARGETS,
      candidates,
      places: new Map(),
    },
    verdicts,
  };
}

function toPrice(candidate: CutCandidate, verdicts: Case['verdicts']): number {
  const verdict = verdicts.get(candidate.rewrite.path);
  return candidate.cost === UNCUTTABLE || !verdict || 'refusal' in verdict
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

describe('findPricedCut', () => {
  it('finds the cheapest of all sets by their real prices, keeps only what no set takes off, and judges nothing twice', async () => {
    let raised = 0;
    let asked = 0;
    let candidates = 0;
    for (let seed = 1; seed <= 400; seed += 1) {
      const one = makeCase(seed);
      const { graph, roots } = one.problem.startup;
      const priced = one.problem.candidates.flatMap((candidate) =>
        toPrice(candidate, one.verdicts) === UNCUTTABLE
          ? []
          : [{ edges: candidate.edges, price: toPrice(candidate, one.verdicts) }],
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
      const found = await findPricedCut(one.problem, createJudge(one, calls));
      expect(found.cut.cost, `seed ${String(seed)}`).toBe(best);
      expect(found.cut.kept, `seed ${String(seed)}`).toEqual(kept);
      expect(new Set(calls).size).toBe(calls.length);
      if (
        found.cut.groups.some(
          (candidate) =>
            (one.problem.candidates[candidate]?.cost ?? 0) <
            (found.candidates[candidate]?.cost ?? 0),
        )
      )
        raised += 1;
      asked += calls.length;
      candidates += priced.length;
    }
    expect(raised).toBeGreaterThan(20);
    // Most are never judged.
    expect(asked).toBeLessThan(candidates / 2);
  });

  it("leaves out a rewrite that can't be made with the others, with the reason", async () => {
    const graph = buildGraph(4, [
      { from: 0, to: 1, record: 0 },
      { from: 0, to: 2, record: 1 },
      { from: 1, to: 3, record: 0 },
      { from: 2, to: 3, record: 0 },
    ]);
    const candidates = Array.from({ length: graph.edgeCount }, (_, edge): CutCandidate => ({
      edges: [edge],
      cost: edge < 2 ? 1 : 2,
      rewrite: { path: String(edge), loads: [] },
      functions: 0,
      files: 1,
    }));
    const places = new Map(
      candidates.map((_, edge) => [edge, { specifier: `./${String(edge)}`, line: 1 }]),
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
        candidates,
        places,
      },
      judge,
    );
    expect(found.cut).toMatchObject({ groups: [1, 2], cost: 3 });
    expect(found.refused).toEqual([0]);
    expect(found.places.get(0)).toEqual({ specifier: './0', line: 1, reason: 'not with 1' });
  });

  it('cuts no import whose rewrite changes a function that runs at startup', async () => {
    const graph = buildGraph(3, [
      { from: 0, to: 1, record: 0 },
      { from: 1, to: 2, record: 0 },
    ]);
    const candidates = [0, 1].map((edge): CutCandidate => ({
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
      candidates,
      places: new Map([[1, { specifier: 'sharp', line: 2 }]]),
    };
    const found = await findPricedCut(start, judge);
    expect(found.cut).toMatchObject({ groups: [], kept: [2] });
    expect(found.places.get(1)).toEqual({
      specifier: 'sharp',
      line: 2,
      reason: '`start` uses it, and runs at startup.',
      runsInside: '`start`',
    });
  });
});
