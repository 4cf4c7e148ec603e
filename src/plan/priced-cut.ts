// The cheapest cut by what its rewrites really change. Prices start as lower bounds, and only those of chosen rewrites are worked out, by
// whoever makes them: this file knows no rewrite. No output.
import { UNCUTTABLE } from '../graph/minimum-cut.ts';
import { findGroupedCut, type GroupedCut } from '../graph/grouped-cut.ts';
import type { Startup, ModuleIndex } from '../module-graph/module-index.ts';
import {
  toRunsReason,
  type CutCandidate,
  type CutCandidates,
  type Rewrite,
} from './cut-candidates.ts';

/** A function that becomes async. */
export interface ChangedFunction {
  readonly path: string;
  readonly functionScope: number;
  readonly label: string;
}

/** What a rewrite changes besides the import, or why it isn't made. */
export type RewriteVerdict =
  | { readonly functions: readonly ChangedFunction[]; readonly files: number }
  | { readonly refusal: string };

/** Knows what becomes of rewrites. */
export interface RewriteJudge {
  /** What a rewrite comes to, whatever else is rewritten; undefined where nobody knows more than the lower bound. */
  judge(rewrite: Rewrite): Promise<RewriteVerdict | undefined>;
  /** Why some of several rewrites can't be made together: a reason for each that can't, in their order. Dear, so that it is asked last. */
  findObstacles(rewrites: readonly Rewrite[]): readonly (string | undefined)[];
}

/** A start as it is cut: what it loads, the packages to take off, and rewrites with lower bounds of their prices. */
export interface PricedStart extends CutCandidates {
  readonly project: Pick<ModuleIndex, 'getId'>;
  readonly startup: Pick<Startup, 'graph' | 'roots' | 'running'>;
  readonly targets: readonly number[];
}

/** A cut, with the prices that it was found by. */
export interface PricedCut extends CutCandidates {
  readonly cut: GroupedCut;
  /** Units that would have been cut, had they not been refused. */
  readonly refused: readonly number[];
}

/**
 * Finds the units that take all targets off that can be taken off, at the least true cost.
 *
 * A cut is found by lower bounds, and its units are judged. Where one costs more than its bound, that is its price from then on, and the
 * search begins anew. A cut whose units all cost what they were bought for is the cheapest: every other one costs its own bounds at least,
 * and these are no less. What can't be made together with the others (of two imports of a module, one may have to stay) counts as
 * refused for good: among sets that are in each other's way a plan takes one that works, and looks for no cheaper one.
 * @param weigh what decides between cuts, where that is not the cost alone; it has to rise with the cost
 */
export async function findPricedCut(
  start: PricedStart,
  { judge, findObstacles }: RewriteJudge,
  weigh = ({ cost }: CutCandidate): number => cost,
): Promise<PricedCut> {
  const {
    project,
    startup: { graph, roots, running },
    targets,
  } = start;
  const units = [...start.units];
  const places = new Map(start.places);
  const judged = new Set<number>();
  const refused: number[] = [];
  const refuse = (index: number, unit: CutCandidate, reason: string, runsInside?: string): void => {
    units[index] = { ...unit, cost: UNCUTTABLE };
    refused.push(index);
    for (const edge of unit.edges) {
      const { specifier, line } = places.get(edge) ?? { specifier: '', line: 1 };
      places.set(edge, {
        specifier,
        line,
        reason,
        ...(runsInside !== undefined && { runsInside }),
      });
    }
  };
  const price = async (index: number, unit: CutCandidate): Promise<void> => {
    judged.add(index);
    const verdict = await judge(unit.rewrite);
    if (!verdict) return;
    if ('refusal' in verdict) {
      refuse(index, unit, verdict.refusal);
      return;
    }
    const { functions, files } = verdict;
    const runs = functions.find(({ path, functionScope }) =>
      running.get(project.getId('module', path) ?? -1)?.has(functionScope),
    );
    if (runs) refuse(index, unit, toRunsReason(runs.label), runs.label);
    else units[index] = { ...unit, cost: 1 + functions.length, functions: functions.length, files };
  };
  for (;;) {
    const cut = findGroupedCut(
      graph,
      roots,
      targets,
      units.map((unit) => ({ edges: unit.edges, cost: weigh(unit) })),
    );
    const chosen = cut.units.flatMap((index) =>
      units[index] ? [{ index, unit: units[index] }] : [],
    );
    // What has a low bound is judged first, as it needs fewer files, and the first that costs more makes another cut.
    const open = chosen
      .filter(({ index }) => !judged.has(index))
      .sort((a, b) => a.unit.cost - b.unit.cost);
    let isTrue = true;
    for (const { index, unit } of open) {
      if (!isTrue) break;
      await price(index, unit);
      isTrue = units[index]?.cost === unit.cost;
    }
    if (!isTrue) continue;
    const obstacles = findObstacles(chosen.map(({ unit }) => unit.rewrite));
    for (const [at, { index, unit }] of chosen.entries())
      if (obstacles[at] !== undefined) refuse(index, unit, obstacles[at]);
    if (obstacles.every((reason) => reason === undefined))
      return {
        cut: { ...cut, cost: chosen.reduce((sum, { unit }) => sum + unit.cost, 0) },
        units,
        places,
        refused,
      };
  }
}
