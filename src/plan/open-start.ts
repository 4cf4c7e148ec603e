// From an entry to its start as a plan asks about it: what it loads, which packages are to go, and the imports that lead to them with their prices. No output.
import { findReached } from '../graph/reach.ts';
import type { Gain, PlanReport } from '../model/plan-report.ts';
import { createBootProject, type Boot, type BootProject } from '../module-graph/module-index.ts';
import { toEntryPath } from '../resolve/entry-path.ts';
import { createNodeReader, getLikelyCost } from '../packages/package-nodes.ts';
import type { Plan } from '../config/resolved-config.ts';
import { toLabel } from '../files/label.ts';
import { UsageError } from '../files/usage-error.ts';
import { findPlanUnits } from './cut-candidates.ts';
import type { PricedStart } from './priced-cut.ts';

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

export type PlanContext = Pick<Plan, 'root' | 'catalogue' | 'getEntry' | 'inspector'>;

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
 * Follows what an entry loads, and prices every import that leads to a heavy package by what it costs at least.
 * @throws UsageError for an entry that is no source file, or a package that its start does not load
 */
export function openStart(question: PlanQuestion, plan: PlanContext): Start {
  const { project, boot } = followStart(question);
  return describeStart(project, boot, question, plan);
}

/** Follows what an entry loads. */
export function followStart({ cwd, entry }: PlanQuestion): {
  readonly project: BootProject;
  readonly boot: Boot;
} {
  const path = toEntryPath(cwd, entry);
  const project = createBootProject(cwd);
  project.add([path]);
  return { project, boot: project.boot([project.getId('module', path) ?? 0]) };
}

/** Describes a start that somebody has followed already. */
export function describeStart(
  project: BootProject,
  boot: Boot,
  { cwd, entry, only, isStrict, countsStarts }: PlanQuestion,
  { root, catalogue, getEntry, inspector }: PlanContext,
): Start {
  const path = toEntryPath(cwd, entry);
  const label = toLabel(cwd, path);
  const loaded = findReached(boot.graph, boot.roots).order.filter(
    (node) => project.nodes[node]?.kind === 'package',
  );
  const toName = (node: number): string => project.nodes[node]?.name ?? '';
  const missing = only?.find((name) => !loaded.some((node) => toName(node) === name));
  if (missing !== undefined)
    throw new UsageError(
      `\`${missing}\` is not loaded when \`${label}\` starts. \`ballast graph ${label}\` shows what is.`,
    );
  const read = createNodeReader(project, boot.graph, catalogue, inspector);
  const toCost = (node: number): Cost | undefined => getLikelyCost(read(node));
  const isHeavy = (node: number): boolean =>
    only
      ? only.includes(toName(node))
      : isStrict
        ? read(node).heavy !== undefined
        : read(node).heavy?.level === 'recommended';
  const allowed = getEntry(toLabel(root, path));
  const isWanted = (name: string): boolean =>
    only === undefined && (allowed === true || allowed.has(name));
  const heavy = loaded
    .filter(isHeavy)
    .sort((a, b) => (toCost(b)?.cpuMs ?? -1) - (toCost(a)?.cpuMs ?? -1));
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
    toLabel: (node) =>
      project.nodes[node]?.kind === 'module' ? toLabel(cwd, toName(node)) : toName(node),
  };
}
