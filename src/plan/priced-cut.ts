// The cheapest cut by what its rewrites really change. Prices start as lower bounds; only those of
// chosen rewrites are worked out.
import { findGroupedCut, type GroupedCut } from '../graph/grouped-cut.ts';
import { UNCUTTABLE } from '../graph/minimum-cut.ts';
import type { Startup, ModuleIndex } from '../module-graph/module-index.ts';
import {
  toRunsReason,
  type CutCandidate,
  type CutCandidates,
  type ImportPlace,
  type ImportRewrite,
} from './cut-candidates.ts';

/** A function that becomes async. */
export interface ChangedFunction {
  readonly path: string;
  readonly functionScope: number;
  readonly label: string;
}

/** What a rewrite changes besides the import, or why it can't be made. */
export type RewriteVerdict =
  | { readonly functions: readonly ChangedFunction[]; readonly files: number }
  | { readonly refusal: string };

/** Works out what rewrites really change. */
export interface RewriteJudge {
  /** Judges one rewrite on its own; undefined where no more is known than the lower bound. */
  judge(rewrite: ImportRewrite): Promise<RewriteVerdict | undefined>;
  /**
   * Finds out which of several rewrites can't be made together. Expensive.
   * @returns for each rewrite, in order, the reason why it can't be made, or undefined
   */
  findObstacles(rewrites: readonly ImportRewrite[]): readonly (string | undefined)[];
}

/** What to cut: a startup, the packages to take off it, and the rewrites that may do so. */
export interface CutProblem extends CutCandidates {
  readonly project: Pick<ModuleIndex, 'getId'>;
  readonly startup: Pick<Startup, 'graph' | 'roots' | 'running'>;
  /** Node numbers. */
  readonly targets: readonly number[];
}

/** A cut, and the candidates with the prices that were known when it was found. */
export interface PricedCut extends CutCandidates {
  /** The groups of the cut are places in `candidates`. */
  readonly cut: GroupedCut;
  /** Candidates that were chosen, and turned out to be impossible. */
  readonly refused: readonly number[];
}

/**
 * Finds the candidates that take off all targets that can be taken off, at the lowest real cost.
 *
 * A cut is found by lower bounds, and its candidates are judged. When one costs more than its
 * bound, the bound is raised to that price and the search starts again. If every chosen candidate's
 * real cost equals its bound, the cut is optimal: another one costs at least its own bounds, which
 * are no lower. A candidate that can't be made together with the others (one of two imports of a
 * module may have to stay) counts as refused; the search for sets that work together is not
 * exhaustive.
 * @param getWeight what decides between cuts, where that is not the cost alone; it must rise with
 * the cost
 */
export async function findPricedCut(
  problem: CutProblem,
  { judge, findObstacles }: RewriteJudge,
  getWeight = ({ cost }: CutCandidate): number => cost,
): Promise<PricedCut> {
  const { startup, targets } = problem;
  const state: SearchState = {
    candidates: [...problem.candidates],
    places: new Map(problem.places),
    refused: [],
  };
  const { candidates, places, refused } = state;
  const judged = new Set<number>();
  for (;;) {
    const cut = findGroupedCut(
      startup.graph,
      startup.roots,
      targets,
      candidates.map((candidate) => ({ edges: candidate.edges, cost: getWeight(candidate) })),
    );
    const chosen = cut.groups.flatMap((index) => {
      const candidate = candidates[index];
      return candidate ? [{ index, candidate }] : [];
    });
    // Low bounds first: they need fewer files, and the first that costs more makes another cut.
    const open = chosen
      .filter(({ index }) => !judged.has(index))
      .sort((a, b) => a.candidate.cost - b.candidate.cost);
    let isExact = true;
    for (const { index, candidate } of open) {
      if (!isExact) break;
      judged.add(index);
      applyVerdict(state, problem, index, await judge(candidate.rewrite));
      isExact = candidates[index]?.cost === candidate.cost;
    }
    if (!isExact) continue;
    const obstacles = findObstacles(chosen.map(({ candidate }) => candidate.rewrite));
    for (const [at, { index }] of chosen.entries())
      if (obstacles[at] !== undefined) refuseCandidate(state, index, obstacles[at]);
    if (obstacles.some((reason) => reason !== undefined)) continue;
    const cost = chosen.reduce((sum, { candidate }) => sum + candidate.cost, 0);
    return { cut: { ...cut, cost }, candidates, places, refused };
  }
}

/** What a search has found out so far. */
interface SearchState {
  readonly candidates: CutCandidate[];
  readonly places: Map<number, ImportPlace>;
  readonly refused: number[];
}

/** Replaces the bound of a candidate by its real price. */
function applyVerdict(
  state: SearchState,
  { project, startup: { running } }: CutProblem,
  index: number,
  verdict: RewriteVerdict | undefined,
): void {
  const candidate = state.candidates[index];
  if (!verdict || !candidate) return;
  if ('refusal' in verdict) {
    refuseCandidate(state, index, verdict.refusal);
    return;
  }
  const { functions, files } = verdict;
  const runs = functions.find(({ path, functionScope }) =>
    running.get(project.getId('module', path) ?? -1)?.has(functionScope),
  );
  if (runs) {
    refuseCandidate(state, index, toRunsReason(runs.label), runs.label);
    return;
  }
  const count = functions.length;
  state.candidates[index] = { ...candidate, cost: 1 + count, functions: count, files };
}

function refuseCandidate(
  { candidates, places, refused }: SearchState,
  index: number,
  reason: string,
  runsInside?: string,
): void {
  const candidate = candidates[index];
  if (!candidate) return;
  candidates[index] = { ...candidate, cost: UNCUTTABLE };
  refused.push(index);
  for (const edge of candidate.edges) {
    const { specifier, line } = places.get(edge) ?? { specifier: '', line: 1 };
    const inside = runsInside !== undefined && { runsInside };
    places.set(edge, { specifier, line, reason, ...inside });
  }
}
