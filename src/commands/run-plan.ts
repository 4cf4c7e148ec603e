// `ballast plan` without the command line: from an entry to the imports that are best made lazy, with what each gains. No output.
import { UNCUTTABLE } from '../graph/minimum-cut.ts';
import { findChain, findReached, toNodes } from '../graph/reach.ts';
import type { Gain, PlannedCut, PlanReport, RemainingPackage } from '../report/plan-report.ts';
import { createBootProject, type Boot, type BootProject } from './boot-project.ts';
import { toEntryPath } from './entry-path.ts';
import { findPlanUnits } from './plan-units.ts';
import { createNodeReader, getLikelyCost } from './package-nodes.ts';
import { toLabel, type Plan } from './plan.ts';
import { findTrueCut, type PricedStart, type RewriteJudge } from './true-cut.ts';
import { UsageError } from './usage-error.ts';

export interface PlanQuestion {
  readonly cwd: string;
  readonly entry: string;
  /** Only these packages, heavy or not. */
  readonly only?: readonly string[];
  /** Whether small native packages count as heavy too. */
  readonly isStrict: boolean;
  /** Whether the import of something that its module starts can be cut: it is loaded then in a function that the start does not wait for. */
  readonly countsStarts?: boolean;
}

type Cost = Pick<Gain, 'cpuMs' | 'rssMB'>;

type PlanContext = Pick<Plan, 'root' | 'catalogue' | 'getEntry' | 'inspector'>;

export interface PlannedBoot {
  readonly report: Omit<PlanReport, 'elapsedMs'>;
  readonly edges: readonly (readonly number[])[];
}

/** A cut, and the edges of the graph that it takes. */
interface EdgeCut {
  readonly cut: PlannedCut;
  readonly edges: readonly number[];
}

/** The start as it is asked about. */
export interface Start extends PricedStart {
  readonly project: BootProject;
  readonly boot: Boot;
  readonly entry: string;
  /** Names of heavy packages that the configuration lets the entry load. */
  readonly wanted: readonly string[];
  /** What was found out of targets by looking into what is installed. */
  readonly inspected: PlanReport['inspected'];
  toCost(node: number): Cost | undefined;
  toLabel(node: number): string;
}

/**
 * Plans the cheapest cut between an entry and heavy packages.
 * @param judge knows what each rewrite really changes
 * @throws UsageError for an entry that is no source file, or a package that its start does not load
 */
export async function runPlan(question: PlanQuestion, plan: PlanContext, judge: RewriteJudge): Promise<PlanReport> {
  const start = performance.now();
  const { project, boot } = followStart(question);
  const { report } = await planBoot(project, boot, question, plan, judge);
  return { ...report, elapsedMs: performance.now() - start };
}

/**
 * Plans the cuts of a start that somebody has followed already. `edges` holds those of its graph that each cut takes, in the order of the cuts.
 * @throws UsageError for a package that the start does not load
 */
export async function planBoot(project: BootProject, boot: Boot, question: PlanQuestion, plan: PlanContext, judge: RewriteJudge): Promise<PlannedBoot> {
  const lower = describeStart(project, boot, question, plan);
  const { cut, units, places } = await findTrueCut(lower, judge);
  const start = { ...lower, units, places };
  const { targets, wanted, inspected } = start;
  const before = findReached(boot.graph, boot.roots).order;
  const all = new Set(cut.units.flatMap((unit) => units[unit]?.edges ?? []));
  const cuts = orderCuts(start, cut.units, before);
  const report = {
    entry: start.entry,
    packages: targets.map(start.toLabel),
    inspected,
    wanted,
    cuts: cuts.map((one) => one.cut),
    cost: cut.cost,
    gain: toGain(start, before, findReached(boot.graph, boot.roots, (edge) => all.has(edge)).order),
    remaining: cut.kept.map((node) => toRemaining(start, node)),
  };
  return { report, edges: cuts.map(({ edges }) => edges) };
}

/**
 * Follows what an entry loads, and prices every import that leads to a heavy package by what it costs at least.
 * @throws UsageError for an entry that is no source file, or a package that its start does not load
 */
export function openStart(question: PlanQuestion, plan: PlanContext): Start {
  const { project, boot } = followStart(question);
  return describeStart(project, boot, question, plan);
}

function followStart({ cwd, entry }: PlanQuestion): { readonly project: BootProject; readonly boot: Boot } {
  const path = toEntryPath(cwd, entry);
  const project = createBootProject(cwd);
  project.add([path]);
  return { project, boot: project.boot([project.getId('module', path) ?? 0]) };
}

function describeStart(project: BootProject, boot: Boot, { cwd, entry, only, isStrict, countsStarts }: PlanQuestion, { root, catalogue, getEntry, inspector }: PlanContext): Start {
  const path = toEntryPath(cwd, entry);
  const label = toLabel(cwd, path);
  const loaded = findReached(boot.graph, boot.roots).order.filter((node) => project.nodes[node]?.kind === 'package');
  const toName = (node: number): string => project.nodes[node]?.name ?? '';
  const missing = only?.find((name) => !loaded.some((node) => toName(node) === name));
  if (missing !== undefined) throw new UsageError(`\`${missing}\` is not loaded when \`${label}\` starts. \`ballast graph ${label}\` shows what is.`);
  const read = createNodeReader(project, boot.graph, catalogue, inspector);
  const toCost = (node: number): Cost | undefined => getLikelyCost(read(node));
  const isHeavy = (node: number): boolean => (only ? only.includes(toName(node)) : isStrict ? read(node).heavy !== undefined : read(node).heavy?.level === 'recommended');
  const allowed = getEntry(toLabel(root, path));
  const isWanted = (name: string): boolean => only === undefined && (allowed === true || allowed.has(name));
  const heavy = loaded.filter(isHeavy).sort((a, b) => (toCost(b)?.cpuMs ?? -1) - (toCost(a)?.cpuMs ?? -1));
  const targets = heavy.filter((node) => !isWanted(toName(node)));
  return {
    ...findPlanUnits(project, boot, targets, root, catalogue, countsStarts),
    project,
    boot,
    entry: label,
    targets,
    wanted: heavy.map(toName).filter(isWanted),
    inspected: targets.flatMap((node) => read(node).inspection ?? []),
    toCost,
    toLabel: (node) => (project.nodes[node]?.kind === 'module' ? toLabel(cwd, toName(node)) : toName(node)),
  };
}

/** One after the other, the one that gains the most of what is left. */
function orderCuts(start: Start, units: readonly number[], loaded: readonly number[]): readonly EdgeCut[] {
  const { graph, roots } = start.boot;
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
    const [best] = options.sort((a, b) => b.gain.cpuMs - a.gain.cpuMs || b.gain.rssMB - a.gain.rssMB || b.gain.modules - a.gain.modules);
    if (!best) break;
    open.delete(best.unit);
    const others = new Set(units.filter((unit) => unit !== best.unit).flatMap((unit) => start.units[unit]?.edges ?? []));
    for (const [index, { cut, edges }] of toCuts(start, best.unit, others).entries()) cuts.push({ edges, cut: index === 0 ? { ...cut, gain: best.gain } : cut });
    for (const edge of start.units[best.unit]?.edges ?? []) done.add(edge);
    before = best.after;
  }
  return cuts;
}

/** The imports of one rewrite: the first one carries its cost. */
function toCuts(start: Start, unit: number, others: ReadonlySet<number>): readonly EdgeCut[] {
  const { graph, roots } = start.boot;
  const { edges, cost, functions, files } = start.units[unit] ?? { edges: [], cost: 0, functions: 0, files: 0 };
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
    const chain = [...toNodes(graph, findChain(graph, reached, source) ?? [], source), ...toNodes(graph, findChain(graph, behind, dearest) ?? [], dearest)];
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
function toGain({ project, toCost }: Start, before: readonly number[], after: readonly number[]): Gain {
  const left = new Set(after);
  const nodes = before.filter((node) => !left.has(node));
  const gone = nodes.flatMap((node) => project.nodes[node] ?? []);
  const packages = gone.filter(({ kind }) => kind === 'package').map(({ name }) => name);
  const costs = nodes.flatMap((node) => (project.nodes[node]?.kind === 'package' ? (toCost(node) ?? []) : []));
  return {
    cpuMs: costs.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    rssMB: costs.reduce((sum, { rssMB }) => sum + rssMB, 0),
    packages: packages.sort(),
    modules: gone.filter(({ kind }) => kind === 'module').length,
  };
}

/** The shortest chain of imports that can't be cut, and why. */
function toRemaining({ boot: { graph, roots }, units, places, toLabel: toName }: Start, node: number): RemainingPackage {
  const free = new Set(units.flatMap(({ edges, cost }) => (cost === UNCUTTABLE ? [] : edges)));
  const chain = findChain(graph, findReached(graph, roots, (edge) => free.has(edge)), node) ?? [];
  const imports = chain.map((edge) => {
    const { specifier, line, reason = '' } = places.get(edge) ?? { specifier: '', line: 1 };
    return { path: toName(graph.sources[edge] ?? 0), specifier, line, reason };
  });
  return { name: toName(node), chain: toNodes(graph, chain, node).map(toName), imports };
}
