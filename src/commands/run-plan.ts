// `ballast plan` without the command line: from an entry to the imports that are best made lazy, with what each gains. No output.
import { UNCUTTABLE } from '../graph/minimum-cut.ts';
import { findChain, findReached, toNodes } from '../graph/reach.ts';
import type { Gain, PlannedCut, PlanReport, RemainingPackage } from '../model/plan-report.ts';
import type { Startup, ModuleIndex } from '../module-graph/module-index.ts';
import {
  describeStart,
  followStart,
  type PlanContext,
  type PlanQuestion,
  type OpenedStart,
} from '../plan/open-start.ts';
import { findPricedCut, type RewriteJudge } from '../plan/priced-cut.ts';

export interface PlannedStartup {
  readonly report: Omit<PlanReport, 'elapsedMs'>;
  readonly edges: readonly (readonly number[])[];
}

/** A cut, and the edges of the graph that it takes. */
interface EdgeCut {
  readonly cut: PlannedCut;
  readonly edges: readonly number[];
}

/**
 * Plans the cheapest cut between an entry and heavy packages.
 * @param judge knows what each rewrite really changes
 * @throws UsageError for an entry that is no source file, or a package that its start does not load
 */
export async function runPlan(
  question: PlanQuestion,
  config: PlanContext,
  judge: RewriteJudge,
): Promise<PlanReport> {
  const start = performance.now();
  const { project, startup } = followStart(question);
  const { report } = await planStartup(project, startup, question, config, judge);
  return { ...report, elapsedMs: performance.now() - start };
}

/**
 * Plans the cuts of a start that somebody has followed already. `edges` holds those of its graph that each cut takes, in the order of the cuts.
 * @throws UsageError for a package that the start does not load
 */
export async function planStartup(
  project: ModuleIndex,
  startup: Startup,
  question: PlanQuestion,
  config: PlanContext,
  judge: RewriteJudge,
): Promise<PlannedStartup> {
  const lower = describeStart(project, startup, question, config);
  const { cut, units, places } = await findPricedCut(lower, judge);
  const start = { ...lower, units, places };
  const { targets, wanted, inspected } = start;
  const before = findReached(startup.graph, startup.roots).order;
  const all = new Set(cut.units.flatMap((unit) => units[unit]?.edges ?? []));
  const cuts = orderCuts(start, cut.units, before);
  const report = {
    entry: start.entry,
    packages: targets.map(start.toLabel),
    inspected,
    wanted,
    cuts: cuts.map((one) => one.cut),
    cost: cut.cost,
    gain: toGain(
      start,
      before,
      findReached(startup.graph, startup.roots, (edge) => all.has(edge)).order,
    ),
    remaining: cut.kept.map((node) => toRemaining(start, node)),
  };
  return { report, edges: cuts.map(({ edges }) => edges) };
}

/** One after the other, the one that gains the most of what is left. */
function orderCuts(
  start: OpenedStart,
  units: readonly number[],
  loaded: readonly number[],
): readonly EdgeCut[] {
  const { graph, roots } = start.startup;
  const open = new Set(units);
  const done = new Set<number>();
  const cuts: EdgeCut[] = [];
  let before = loaded;
  while (open.size > 0) {
    const options = [...open].map((unit) => {
      const edges = new Set([...done, ...(start.units[unit]?.edges ?? [])]);
      const after = findReached(graph, roots, (edge) => edges.has(edge)).order;
      return { unit, after, gain: toGain(start, before, after) };
    });
    const [best] = options.sort(
      (a, b) =>
        b.gain.cpuMs - a.gain.cpuMs ||
        b.gain.rssMB - a.gain.rssMB ||
        b.gain.modules - a.gain.modules,
    );
    if (!best) break;
    open.delete(best.unit);
    const others = new Set(
      units.filter((unit) => unit !== best.unit).flatMap((unit) => start.units[unit]?.edges ?? []),
    );
    for (const [index, { cut, edges }] of toCuts(start, best.unit, others).entries())
      cuts.push({ edges, cut: index === 0 ? { ...cut, gain: best.gain } : cut });
    for (const edge of start.units[best.unit]?.edges ?? []) done.add(edge);
    before = best.after;
  }
  return cuts;
}

/** The imports of one rewrite: the first one carries its cost. */
function toCuts(start: OpenedStart, unit: number, others: ReadonlySet<number>): readonly EdgeCut[] {
  const { graph, roots } = start.startup;
  const { edges, cost, functions, files } = start.units[unit] ?? {
    edges: [],
    cost: 0,
    functions: 0,
    files: 0,
  };
  const reached = findReached(graph, roots, (edge) => others.has(edge));
  const cuts: (EdgeCut & { readonly edges: number[] })[] = [];
  for (const edge of edges) {
    const { specifier, line } = start.places.get(edge) ?? { specifier: '', line: 1 };
    const source = graph.sources[edge] ?? 0;
    const same = cuts.find(({ cut }) => cut.specifier === specifier && cut.line === line);
    if (same) {
      same.edges.push(edge);
      continue;
    }
    const behind = findReached(graph, [graph.targets[edge] ?? 0], (one) => others.has(one));
    const packages = start.targets.filter((target) => behind.via[target] !== -2);
    const [dearest = graph.targets[edge] ?? 0] = packages;
    const chain = [
      ...toNodes(graph, findChain(graph, reached, source) ?? [], source),
      ...toNodes(graph, findChain(graph, behind, dearest) ?? [], dearest),
    ];
    const cut: PlannedCut = {
      path: start.toLabel(source),
      specifier,
      line,
      ...(cuts.length === 0 ? { cost, functions, files } : { cost: 0, functions: 0, files: 0 }),
      packages: packages.map(start.toLabel),
      chain: chain.map(start.toLabel),
      gain: { cpuMs: 0, rssMB: 0, packages: [], modules: 0 },
      ...(cuts[0] && { goesWith: cuts[0].cut.specifier }),
    };
    cuts.push({ cut, edges: [edge] });
  }
  return cuts;
}

/** What was loaded before, and is not after. */
function toGain(
  { project, toCost }: OpenedStart,
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

/** The shortest chain of imports that can't be cut, and why. */
function toRemaining(
  { startup: { graph, roots }, units, places, toLabel: toName }: OpenedStart,
  node: number,
): RemainingPackage {
  const free = new Set(units.flatMap(({ edges, cost }) => (cost === UNCUTTABLE ? [] : edges)));
  const chain =
    findChain(
      graph,
      findReached(graph, roots, (edge) => free.has(edge)),
      node,
    ) ?? [];
  const imports = chain.map((edge) => {
    const { specifier, line, reason = '' } = places.get(edge) ?? { specifier: '', line: 1 };
    return { path: toName(graph.sources[edge] ?? 0), specifier, line, reason };
  });
  return { name: toName(node), chain: toNodes(graph, chain, node).map(toName), imports };
}
