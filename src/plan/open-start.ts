// From an entry to its start as a plan asks about it: what it loads, which packages are to go, and the imports that lead to them with their prices. No output.
import { findReached } from '../graph/reach.ts';
import type { Gain, PlanReport } from '../model/plan-report.ts';
import { createModuleIndex, type Startup, type ModuleIndex } from '../module-graph/module-index.ts';
import { toEntryPath } from '../resolve/entry-path.ts';
import { createNodeReader, getLikelyCost } from '../packages/package-nodes.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import { toLabel } from '../files/label.ts';
import { UsageError } from '../files/usage-error.ts';
import { findCutCandidates } from './cut-candidates.ts';
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

export type PlanContext = Pick<ResolvedConfig, 'root' | 'catalogue' | 'getEntry' | 'inspector'>;

/** The start as it is asked about. */
export interface OpenedStart extends PricedStart {
  readonly project: ModuleIndex;
  readonly startup: Startup;
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
export function openStart(question: PlanQuestion, config: PlanContext): OpenedStart {
  const { project, startup } = followStart(question);
  return describeStart(project, startup, question, config);
}

/** Follows what an entry loads. */
export function followStart({ cwd, entry }: PlanQuestion): {
  readonly project: ModuleIndex;
  readonly startup: Startup;
} {
  const path = toEntryPath(cwd, entry);
  const project = createModuleIndex(cwd);
  project.add([path]);
  return { project, startup: project.startup([project.getId('module', path) ?? 0]) };
}

/** Describes a start that somebody has followed already. */
export function describeStart(
  project: ModuleIndex,
  startup: Startup,
  { cwd, entry, only, isStrict, countsStarts }: PlanQuestion,
  { root, catalogue, getEntry, inspector }: PlanContext,
): OpenedStart {
  const path = toEntryPath(cwd, entry);
  const label = toLabel(cwd, path);
  const loaded = findReached(startup.graph, startup.roots).order.filter(
    (node) => project.nodes[node]?.kind === 'package',
  );
  const toName = (node: number): string => project.nodes[node]?.name ?? '';
  const missing = only?.find((name) => !loaded.some((node) => toName(node) === name));
  if (missing !== undefined)
    throw new UsageError(
      `\`${missing}\` is not loaded when \`${label}\` starts. \`ballast graph ${label}\` shows what is.`,
    );
  const read = createNodeReader(project, startup.graph, catalogue, inspector);
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
    ...findCutCandidates(project, startup, targets, root, catalogue, countsStarts),
    project,
    startup,
    entry: label,
    targets,
    wanted: heavy.map(toName).filter(isWanted),
    inspected: targets.flatMap((node) => read(node).inspection ?? []),
    toCost,
    toLabel: (node) =>
      project.nodes[node]?.kind === 'module' ? toLabel(cwd, toName(node)) : toName(node),
  };
}
