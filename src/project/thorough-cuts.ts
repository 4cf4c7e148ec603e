// Which imports of the project's own modules `ballast fix --plan --thorough` makes lazy: the plan's, and those on the way up to the entry.
// Decides from the graph; whether an import can be rewritten is the rule's to say. No output.
import { UNCUTTABLE } from '../graph/minimum-cut.ts';
import { findEdgesTo } from '../graph/module-graph.ts';
import { findChain, findReached } from '../graph/reach.ts';
import type { CutTarget } from './local-cuts.ts';
import type { Plan } from './plan.ts';
import { openStart, type PlanQuestion } from './run-plan.ts';
import { findTrueCut, type RewriteJudge } from './true-cut.ts';

/**
 * Finds the imports of a thorough plan.
 *
 * - Where the cheapest plan cuts at an import of the project's own module (of plans that cost the same, the one that does), every import
 *   on the chains from there up to the entry. Those that can't be rewritten are among them, so that they are refused by name.
 * - Where it cuts at a package's own import, none: more files import that module than it imports packages (`config/database.ts`),
 *   and all of them would load it soon anyway.
 * - Behind the cuts, none: nothing there is loaded before a function asks for it. Imports of packages there are the rule's own.
 * - What it would cut were that not refused, to be refused by name.
 * - Of a package that no plan takes off, the imports on the shortest chain that are in the way, to be refused by name. The others would gain nothing.
 * @param question as of a plan, in which starts count
 */
export async function findThoroughCuts(question: Omit<PlanQuestion, 'countsStarts'>, plan: Pick<Plan, 'root' | 'catalogue' | 'getEntry' | 'inspector'>, judge: RewriteJudge): Promise<readonly CutTarget[]> {
  const start = openStart({ ...question, countsStarts: true }, plan);
  const { project, boot: { graph, roots } } = start;
  const isLocal = (edge: number): boolean => project.nodes[graph.targets[edge] ?? 0]?.kind === 'module';
  // What decides between equal costs must never outweigh one.
  const scale = start.units.length + 1;
  const { cut, units, places, refused } = await findTrueCut(start, judge, ({ edges, cost }) => (cost === UNCUTTABLE ? cost : cost * scale + (edges.some(isLocal) ? 0 : 1)));
  const { via } = findReached(graph, roots);
  const chosen = new Set(cut.units.flatMap((unit) => units[unit]?.edges ?? []).filter(isLocal));
  const queue = [...chosen].map((edge) => graph.sources[edge] ?? 0);
  const seen = new Set<number>();
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    for (const edge of findEdgesTo(graph, node)) {
      const source = graph.sources[edge] ?? 0;
      if (via[source] === -2) continue;
      chosen.add(edge);
      queue.push(source);
    }
  }
  for (const unit of refused) for (const edge of units[unit]?.edges ?? []) if (isLocal(edge)) chosen.add(edge);
  const free = new Set(units.flatMap(({ edges, cost }) => (cost === UNCUTTABLE ? [] : edges)));
  const stuck = findReached(graph, roots, (edge) => free.has(edge));
  for (const node of cut.kept) for (const edge of findChain(graph, stuck, node) ?? []) if (isLocal(edge)) chosen.add(edge);
  const found = new Map<string, CutTarget>();
  for (const edge of chosen) {
    const { specifier, runsInside } = places.get(edge) ?? { specifier: '' };
    const path = project.nodes[graph.sources[edge] ?? 0]?.name ?? '';
    found.set(`${path}\n${specifier}`, { path, specifier, ...(runsInside !== undefined && { runsInside }) });
  }
  return [...found.values()];
}
