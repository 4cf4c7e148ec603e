// What a plan has to solve: the startup of an entry, the heavy packages to take off it, and the
// imports that may become lazy for that.
import type { ResolvedConfig } from '../config/resolved-config.ts';
import { toLabel } from '../files/label.ts';
import { UsageError } from '../files/usage-error.ts';
import { findReached } from '../graph/reach.ts';
import type { Gain, PlanReport } from '../model/plan-report.ts';
import { createModuleIndex, type Startup, type ModuleIndex } from '../module-graph/module-index.ts';
import { createNodeReader, getLikelyCost } from '../packages/package-nodes.ts';
import { toEntryPath } from '../resolve/entry-path.ts';
import { findCutCandidates } from './cut-candidates.ts';
import type { CutProblem } from './priced-cut.ts';

/** What a plan is made for. */
export interface PlanRequest {
  readonly cwd: string;
  /** The file that starts the program, relative to `cwd` or absolute. */
  readonly entry: string;
  /** Plans for these packages alone, heavy or not. */
  readonly only?: readonly string[];
  /** Whether small native packages count as heavy too. */
  readonly isStrict: boolean;
  /**
   * Whether a call that a module makes at startup may happen later, in a function that the startup
   * does not await.
   */
  readonly countsStarts?: boolean;
}

type Cost = Pick<Gain, 'cpuMs' | 'rssMB'>;

export type PlanContext = Pick<ResolvedConfig, 'root' | 'catalogue' | 'getEntry' | 'inspector'>;

/** A cut problem with what a report needs besides. */
export interface PlanProblem extends CutProblem {
  readonly project: ModuleIndex;
  readonly startup: Startup;
  /** Label of the entry. */
  readonly entry: string;
  /** Names of heavy packages that the configuration allows the entry to load. */
  readonly wanted: readonly string[];
  /** What was found out about targets by inspecting installed packages. */
  readonly inspected: PlanReport['inspected'];
  /** Gets the cost of a node; undefined where it is unknown. */
  toCost(node: number): Cost | undefined;
  toLabel(node: number): string;
}

/**
 * Follows what an entry loads.
 * @throws UsageError for an entry that is not a source file
 */
export function followStartup({ cwd, entry }: PlanRequest): {
  readonly project: ModuleIndex;
  readonly startup: Startup;
} {
  const path = toEntryPath(cwd, entry);
  const project = createModuleIndex(cwd);
  project.add([path]);
  return { project, startup: project.startup([project.getId('module', path) ?? 0]) };
}

/**
 * Builds the problem of a startup. The prices of its candidates are lower bounds.
 * @throws UsageError for a requested package that the startup does not load
 */
export function buildPlanProblem(
  project: ModuleIndex,
  startup: Startup,
  { cwd, entry, only, isStrict, countsStarts }: PlanRequest,
  { root, catalogue, getEntry, inspector }: PlanContext,
): PlanProblem {
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
  const isTarget = (node: number): boolean => {
    if (only) return only.includes(toName(node));
    const { heavy } = read(node);
    return isStrict ? heavy !== undefined : heavy?.level === 'recommended';
  };
  const allowed = getEntry(toLabel(root, path));
  const isWanted = (name: string): boolean =>
    only === undefined && (allowed === true || allowed.has(name));
  const heavy = loaded
    .filter(isTarget)
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
