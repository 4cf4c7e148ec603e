// `ballast plan` without the command line: from an entry to the imports that are best made lazy, with what each gains. No output.
import { findMeasured } from '../catalogue/catalogue.ts';
import { UNCUTTABLE } from '../graph/minimum-cut.ts';
import { findChain, findReached, toNodes } from '../graph/reach.ts';
import { findUnitCut } from '../graph/unit-cut.ts';
import type { Gain, PlannedCut, PlanReport, RemainingPackage } from '../report/plan-report.ts';
import { createBootProject, type Boot, type BootProject } from './boot-project.ts';
import { toEntryPath } from './entry-path.ts';
import { findPlanUnits, type PlanUnits } from './plan-units.ts';
import { toLabel, type Plan } from './plan.ts';
import { UsageError } from './usage-error.ts';

export interface PlanQuestion {
  readonly cwd: string;
  readonly entry: string;
  /** Only these packages, heavy or not. */
  readonly only?: readonly string[];
  /** Whether small native packages count as heavy too. */
  readonly isStrict: boolean;
}

type PlanContext = Pick<Plan, 'root' | 'catalogue' | 'getEntry'>;

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
interface Start extends PlanUnits {
  readonly project: BootProject;
  readonly boot: Boot;
  readonly targets: readonly number[];
  toLabel(node: number): string;
}

/**
 * Plans the cheapest cut between an entry and heavy packages.
 * @throws UsageError for an entry that is no source file, or a package that its start does not load
 */
export function runPlan(question: PlanQuestion, plan: PlanContext): PlanReport {
  const start = performance.now();
  const path = toEntryPath(question.cwd, question.entry);
  const project = createBootProject(question.cwd);
  project.add([path]);
  const { report } = planBoot(project, project.boot([project.getId('module', path) ?? 0]), question, plan);
  return { ...report, elapsedMs: performance.now() - start };
}

/**
 * Plans the cuts of a start that somebody has followed already. `edges` holds those of its graph that each cut takes, in the order of the cuts.
 * @throws UsageError for a package that the start does not load
 */
export function planBoot(project: BootProject, boot: Boot, { cwd, entry, only, isStrict }: PlanQuestion, { root, catalogue, getEntry }: PlanContext): PlannedBoot {
  const path = toEntryPath(cwd, entry);
  const label = toLabel(cwd, path);
  const loaded = findReached(boot.graph, boot.roots).order.filter((node) => project.nodes[node]?.kind === 'package');
  const toName = (node: number): string => project.nodes[node]?.name ?? '';
  const missing = only?.find((name) => !loaded.some((node) => toName(node) === name));
  if (missing !== undefined) throw new UsageError(`\`${missing}\` is not loaded when \`${label}\` starts. \`ballast graph ${label}\` shows what is.`);
  const isHeavy = (name: string): boolean => (only ? only.includes(name) : isStrict ? catalogue.find(name) !== undefined : catalogue.find(name)?.level === 'recommended');
  const allowed = getEntry(toLabel(root, path));
  const isWanted = (name: string): boolean => only === undefined && (allowed === true || allowed.has(name));
  const heavy = loaded.filter((node) => isHeavy(toName(node))).sort((a, b) => toWeight(toName(b)) - toWeight(toName(a)));
  const targets = heavy.filter((node) => !isWanted(toName(node)));
  const toNodeLabel = (node: number): string => (project.nodes[node]?.kind === 'module' ? toLabel(cwd, toName(node)) : toName(node));
  const asked: Start = { ...findPlanUnits(project, boot, targets, root, catalogue), project, boot, targets, toLabel: toNodeLabel };
  const cut = findUnitCut(boot.graph, boot.roots, targets, asked.units);
  const before = findReached(boot.graph, boot.roots).order;
  const all = new Set(cut.units.flatMap((unit) => asked.units[unit]?.edges ?? []));
  const cuts = orderCuts(asked, cut.units, before);
  const report = {
    entry: label,
    packages: targets.map(toName),
    wanted: heavy.map(toName).filter(isWanted),
    cuts: cuts.map((one) => one.cut),
    cost: cut.cost,
    gain: toGain(project, before, findReached(boot.graph, boot.roots, (edge) => all.has(edge)).order),
    remaining: cut.kept.map((node) => toRemaining(asked, node)),
  };
  return { report, edges: cuts.map(({ edges }) => edges) };
}

function toWeight(name: string): number {
  return findMeasured(name)?.cpuMs ?? -1;
}

/** One after the other, the one that gains the most of what is left. */
function orderCuts(start: Start, units: readonly number[], loaded: readonly number[]): readonly EdgeCut[] {
  const { project, boot: { graph, roots } } = start;
  const open = new Set(units);
  const done = new Set<number>();
  const cuts: EdgeCut[] = [];
  let before = loaded;
  while (open.size > 0) {
    const options = [...open].map((unit) => {
      const edges = new Set([...done, ...(start.units[unit]?.edges ?? [])]);
      const after = findReached(graph, roots, (edge) => edges.has(edge)).order;
      return { unit, after, gain: toGain(project, before, after) };
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
  const { edges, cost } = start.units[unit] ?? { edges: [], cost: 0 };
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
      cost: cuts.length === 0 ? cost : 0,
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
function toGain(project: BootProject, before: readonly number[], after: readonly number[]): Gain {
  const left = new Set(after);
  const gone = before.filter((node) => !left.has(node)).flatMap((node) => project.nodes[node] ?? []);
  const packages = gone.filter(({ kind }) => kind === 'package').map(({ name }) => name);
  const measured = packages.flatMap((name) => findMeasured(name) ?? []);
  return {
    cpuMs: measured.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    rssMB: measured.reduce((sum, { rssMB }) => sum + rssMB, 0),
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
