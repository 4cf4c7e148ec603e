// The imports of project modules that `ballast fix --plan --thorough` makes lazy, decided from the
// graph. Whether one can be rewritten is decided by the rule.
import type { ResolvedConfig } from '../config/resolved-config.ts';
import { isSourceFile } from '../files/source-file.ts';
import { UNCUTTABLE } from '../graph/minimum-cut.ts';
import { findChain, findReached, toNodes } from '../graph/reach.ts';
import { readFacts } from '../resolve/local-modules.ts';
import { createHostProvider } from '../resolve/module-hosts.ts';
import type { CutCandidate } from './cut-candidates.ts';
import { findEffectPlace } from './cut-effects.ts';
import { toTargetKey, type CutTarget } from './cut-target.ts';
import {
  buildPlanProblem,
  followStartup,
  type PlanContext,
  type PlanProblem,
  type PlanRequest,
} from './plan-problem.ts';
import { findPricedCut, type RewriteJudge } from './priced-cut.ts';
import { findUpstreamImports } from './upstream-imports.ts';

/**
 * Finds the imports of a thorough plan:
 *
 * - Where the cheapest plan cuts an import of a project module (of plans that cost the same, the
 * one
 *   that does): that import, and from there up to the entry every import by which a module is
 * loaded
 *   that the startup can do without. For a module that stays whatever is cut, one import that keeps
 *   it is included, so that it is refused with a reason; the others would gain nothing.
 * - Where it cuts an import of a package: nothing further. More files import such a module
 *   (`config/database.ts`) than it imports packages, and all of them would load it soon anyway.
 * - Behind the cuts: nothing. Nothing there is loaded before a function asks for it, and imports of
 *   packages there are left to the rule.
 * - What the startup only starts (`monitor.start()`): cut for packages that can't be taken off
 *   elsewhere. Where the startup needs a value (`const app = await createApp()`), nothing would be
 *   gained.
 * - What the plan would cut if that were not refused, so that it is refused with a reason.
 * - For a package that no plan takes off: the imports on the shortest chain that are in the way, so
 *   that they are refused with a reason.
 * @throws UsageError for an entry that is not a source file
 */
export async function findThoroughCuts(
  request: Omit<PlanRequest, 'countsStarts'>,
  config: PlanContext,
  judge: RewriteJudge,
): Promise<readonly CutTarget[]> {
  const { project, startup } = followStartup(request);
  const { graph, roots } = startup;
  const problem = buildPlanProblem(project, startup, { ...request, countsStarts: true }, config);
  const isLocal = (edge: number): boolean =>
    project.nodes[graph.targets[edge] ?? 0]?.kind === 'module';
  const isListed = (edge: number): boolean =>
    config.catalogue.find(places.get(edge)?.specifier ?? '') !== undefined;
  const getWeight = createWeight(problem, isLocal);
  const first = await findPricedCut(problem, judge, (candidate) =>
    isUsedAtStartup(problem, candidate, 'call') ? UNCUTTABLE : getWeight(candidate),
  );
  const { cut, candidates, places, refused } = await findPricedCut(
    {
      ...problem,
      candidates: first.candidates,
      places: first.places,
      targets: first.cut.kept,
    },
    judge,
    getWeight,
  );
  const getEdges = (indexes: readonly number[]): readonly number[] =>
    indexes.flatMap((index) => candidates[index]?.edges ?? []);
  const planned = new Set(getEdges([...first.cut.groups, ...cut.groups]));
  const chosen = new Set([...planned].filter(isLocal));
  const free = new Set(
    candidates.flatMap((candidate) => (getWeight(candidate) === UNCUTTABLE ? [] : candidate.edges)),
  );
  for (const edge of findSafeUpstream(problem, planned, chosen, free, createEffectTest(config)))
    chosen.add(edge);
  for (const edge of getEdges([...first.refused, ...refused])) if (isLocal(edge)) chosen.add(edge);
  const stuck = findReached(graph, roots, (edge) => free.has(edge));
  for (const node of cut.kept)
    for (const edge of findChain(graph, stuck, node) ?? []) if (isLocal(edge)) chosen.add(edge);
  // The rule finds imports of packages by itself, except of packages that no list names.
  for (const edge of planned) if (!isLocal(edge) && !isListed(edge)) chosen.add(edge);
  return toTargets({ ...problem, places }, chosen);
}

function isUsedAtStartup(
  { places }: PlanProblem,
  { edges }: CutCandidate,
  use: 'call' | 'value',
): boolean {
  return edges.some((edge) => places.get(edge)?.startupUse === use);
}

/** Weighs candidates by cost; of equal costs, imports of project modules come first. */
function createWeight(
  problem: PlanProblem,
  isLocal: (edge: number) => boolean,
): (candidate: CutCandidate) => number {
  // All preferences together must not outweigh a difference in cost.
  const scale = problem.candidates.length + 1;
  return (candidate) =>
    candidate.cost === UNCUTTABLE || isUsedAtStartup(problem, candidate, 'value')
      ? UNCUTTABLE
      : candidate.cost * scale + (candidate.edges.some(isLocal) ? 0 : 1);
}

/**
 * Finds the imports from the chosen ones up to the entry that can become lazy without taking a
 * module with a side effect off the startup.
 */
function findSafeUpstream(
  { project, startup: { graph, roots } }: PlanProblem,
  planned: ReadonlySet<number>,
  chosen: ReadonlySet<number>,
  free: ReadonlySet<number>,
  hasEffect: (path: string) => boolean,
): readonly number[] {
  const from = [...chosen].map((edge) => graph.sources[edge] ?? 0);
  const left = findReached(graph, roots, (edge) => planned.has(edge));
  const kept = new Set(roots);
  for (;;) {
    const upstream = findUpstreamImports(graph, roots, kept, from, free);
    const gone = new Set([...planned, ...upstream].filter((edge) => free.has(edge)));
    const { via } = findReached(graph, roots, (edge) => gone.has(edge));
    const lost = left.order.filter(
      (node) =>
        via[node] === -2 &&
        project.nodes[node]?.kind === 'module' &&
        hasEffect(project.nodes[node].name),
    );
    if (lost.length === 0) return upstream;
    for (const node of lost)
      for (const one of toNodes(graph, findChain(graph, left, node) ?? [], node)) kept.add(one);
  }
}

/** Creates a test for modules that have a side effect when they are evaluated. */
function createEffectTest({
  root,
  catalogue,
}: Pick<ResolvedConfig, 'root' | 'catalogue'>): (path: string) => boolean {
  const getHost = createHostProvider(root);
  const known = new Map<string, boolean>();
  return (path) => {
    const facts = known.has(path) || !isSourceFile(path) ? undefined : readFacts(path);
    if (facts) {
      const module = { facts, host: getHost(facts) };
      known.set(path, findEffectPlace(module, catalogue, root, true) !== undefined);
    }
    return known.get(path) === true;
  };
}

function toTargets(
  { project, startup: { graph }, places }: PlanProblem,
  edges: Iterable<number>,
): readonly CutTarget[] {
  const found = new Map<string, CutTarget>();
  for (const edge of edges) {
    const { specifier, runsInside, startupUse } = places.get(edge) ?? { specifier: '' };
    const path = project.nodes[graph.sources[edge] ?? 0]?.name ?? '';
    const target = {
      path,
      specifier,
      ...(runsInside !== undefined && { runsInside }),
      ...(startupUse === 'value' && { isNeededByStart: true }),
    };
    found.set(toTargetKey(target), target);
  }
  return [...found.values()];
}
