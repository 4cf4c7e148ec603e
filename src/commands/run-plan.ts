// `ballast plan` without the command line: the imports of a startup to make lazy, and their gains.
import { UNCUTTABLE } from '../graph/minimum-cut.ts';
import { findChain, findReached, toNodes } from '../graph/reach.ts';
import type { Gain, PlannedCut, PlanReport, RemainingPackage } from '../model/plan-report.ts';
import type { Startup, ModuleIndex } from '../module-graph/module-index.ts';
import { toFailedFiles } from '../startup/startup-report.ts';
import {
  buildPlanProblem,
  followStartup,
  type PlanContext,
  type PlanProblem,
  type PlanRequest,
} from '../plan/plan-problem.ts';
import { findPricedCut, type RewriteJudge } from '../plan/priced-cut.ts';

/** The plan of a startup. */
export interface PlannedStartup {
  readonly report: Omit<PlanReport, 'elapsedMs'>;
  /** For each cut of the report, the edges of the startup's graph that it takes. */
  readonly edges: readonly (readonly number[])[];
}

/** A cut, and the edges of the graph that it takes. */
interface EdgeCut {
  readonly cut: PlannedCut;
  readonly edges: readonly number[];
}

/**
 * Plans the cheapest cut between an entry and heavy packages.
 * @param judge works out what each rewrite really changes
 * @throws UsageError for an entry that is not a source file, or a requested package that its
 * startup does not load
 */
export async function runPlan(
  request: PlanRequest,
  config: PlanContext,
  judge: RewriteJudge,
): Promise<PlanReport> {
  const start = performance.now();
  const { project, startup } = followStartup(request);
  const { report } = await planStartup(project, startup, request, config, judge);
  return { ...report, elapsedMs: performance.now() - start };
}

/**
 * Plans the cuts of a startup that was followed already.
 * @throws UsageError for a requested package that the startup does not load
 */
export async function planStartup(
  project: ModuleIndex,
  startup: Startup,
  request: PlanRequest,
  config: PlanContext,
  judge: RewriteJudge,
): Promise<PlannedStartup> {
  const bounded = buildPlanProblem(project, startup, request, config);
  const { cut, candidates, places } = await findPricedCut(bounded, judge);
  const problem = { ...bounded, candidates, places };
  const { targets, wanted, inspected } = problem;
  const before = findReached(startup.graph, startup.roots).order;
  const all = new Set(getEdges(problem, cut.groups));
  const after = findReached(startup.graph, startup.roots, (edge) => all.has(edge)).order;
  const cuts = orderCuts(problem, cut.groups, before);
  const report = {
    entry: problem.entry,
    packages: targets.map(problem.toLabel),
    inspected,
    failed: toFailedFiles(project, request.cwd),
    wanted,
    cuts: cuts.map((one) => one.cut),
    cost: cut.cost,
    gain: toGain(problem, before, after),
    remaining: cut.kept.map((node) => toRemaining(problem, node)),
  };
  return { report, edges: cuts.map(({ edges }) => edges) };
}

function getEdges({ candidates }: PlanProblem, chosen: readonly number[]): readonly number[] {
  return chosen.flatMap((index) => candidates[index]?.edges ?? []);
}

/** Orders the cuts so that each gains the most of what is left. */
function orderCuts(
  problem: PlanProblem,
  chosen: readonly number[],
  loaded: readonly number[],
): readonly EdgeCut[] {
  const { graph, roots } = problem.startup;
  const open = new Set(chosen);
  const done = new Set<number>();
  const cuts: EdgeCut[] = [];
  let before = loaded;
  while (open.size > 0) {
    const options = [...open].map((index) => {
      const edges = new Set([...done, ...getEdges(problem, [index])]);
      const after = findReached(graph, roots, (edge) => edges.has(edge)).order;
      return { index, after, gain: toGain(problem, before, after) };
    });
    const [best] = options.sort(
      (a, b) =>
        b.gain.cpuMs - a.gain.cpuMs ||
        b.gain.rssMB - a.gain.rssMB ||
        b.gain.modules - a.gain.modules,
    );
    if (!best) break;
    open.delete(best.index);
    const others = new Set(
      getEdges(
        problem,
        chosen.filter((index) => index !== best.index),
      ),
    );
    for (const [place, { cut, edges }] of toCuts(problem, best.index, others).entries())
      cuts.push({ edges, cut: place === 0 ? { ...cut, gain: best.gain } : cut });
    for (const edge of getEdges(problem, [best.index])) done.add(edge);
    before = best.after;
  }
  return cuts;
}

/**
 * Turns a candidate into the cuts of its imports; the first one carries its cost.
 * @param others the edges that the other cuts take
 */
function toCuts(
  problem: PlanProblem,
  index: number,
  others: ReadonlySet<number>,
): readonly EdgeCut[] {
  const { graph, roots } = problem.startup;
  const { edges, cost, functions, files } = problem.candidates[index] ?? {
    edges: [],
    cost: 0,
    functions: 0,
    files: 0,
  };
  const reached = findReached(graph, roots, (edge) => others.has(edge));
  const cuts: (EdgeCut & { readonly edges: number[] })[] = [];
  for (const edge of edges) {
    const { specifier, line } = problem.places.get(edge) ?? { specifier: '', line: 1 };
    const source = graph.sources[edge] ?? 0;
    const same = cuts.find(({ cut }) => cut.specifier === specifier && cut.line === line);
    if (same) {
      same.edges.push(edge);
      continue;
    }
    const behind = findReached(graph, [graph.targets[edge] ?? 0], (one) => others.has(one));
    const packages = problem.targets.filter((target) => behind.via[target] !== -2);
    const [mostExpensive = graph.targets[edge] ?? 0] = packages;
    const chain = [
      ...toNodes(graph, findChain(graph, reached, source) ?? [], source),
      ...toNodes(graph, findChain(graph, behind, mostExpensive) ?? [], mostExpensive),
    ];
    const cut: PlannedCut = {
      path: problem.toLabel(source),
      specifier,
      line,
      ...(cuts.length === 0 ? { cost, functions, files } : { cost: 0, functions: 0, files: 0 }),
      packages: packages.map(problem.toLabel),
      chain: chain.map(problem.toLabel),
      gain: { cpuMs: 0, rssMB: 0, packages: [], modules: 0 },
      ...(cuts[0] && { goesWith: cuts[0].cut.specifier }),
    };
    cuts.push({ cut, edges: [edge] });
  }
  return cuts;
}

/** Sums up what was loaded before and is not after. */
function toGain(
  { project, toCost }: PlanProblem,
  before: readonly number[],
  after: readonly number[],
): Gain {
  const left = new Set(after);
  const nodes = before.filter((node) => !left.has(node));
  const gone = nodes.flatMap((node) => project.nodes[node] ?? []);
  const packages = gone.filter(({ kind }) => kind === 'package').map(({ name }) => name);
  const costs = nodes.flatMap((node) =>
    project.nodes[node]?.kind === 'package' ? (toCost(node) ?? []) : [],
  );
  return {
    cpuMs: costs.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    rssMB: costs.reduce((sum, { rssMB }) => sum + rssMB, 0),
    packages: packages.sort(),
    modules: gone.filter(({ kind }) => kind === 'module').length,
  };
}

/**
 * Explains a package that stays: the shortest chain of imports that can't be cut, with the reasons.
 */
function toRemaining(
  { startup: { graph, roots }, candidates, places, toLabel: toName }: PlanProblem,
  node: number,
): RemainingPackage {
  const free = new Set(candidates.flatMap(({ edges, cost }) => (cost === UNCUTTABLE ? [] : edges)));
  const reached = findReached(graph, roots, (edge) => free.has(edge));
  const chain = findChain(graph, reached, node) ?? [];
  const imports = chain.map((edge) => {
    const { specifier, line, reason = '' } = places.get(edge) ?? { specifier: '', line: 1 };
    return { path: toName(graph.sources[edge] ?? 0), specifier, line, reason };
  });
  return { name: toName(node), chain: toNodes(graph, chain, node).map(toName), imports };
}
