// Which imports of the project's own modules `ballast fix --plan` makes lazy: the plan's, and with `--thorough` those on the way up to the entry.
// Decides from the graph; whether an import can be rewritten is the rule's to say. No output.
import { UNCUTTABLE } from '../graph/minimum-cut.ts';
import { findEdgesFrom, findEdgesTo, type ModuleGraph } from '../graph/edges.ts';
import { findChain, findReached, toNodes } from '../graph/reach.ts';
import { toPlace } from './cut-modules.ts';
import type { CutTarget } from './local-cuts.ts';
import { readFacts } from '../resolve/local-modules.ts';
import { createHostProvider } from '../resolve/module-hosts.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import { openStart, type PlanQuestion, type OpenedStart } from './open-start.ts';
import type { CutCandidate } from './cut-candidates.ts';
import { isSourceFile } from '../files/source-file.ts';
import { findPricedCut, type RewriteJudge } from './priced-cut.ts';

/**
 * Finds the imports of a thorough plan.
 *
 * - Where the cheapest plan cuts at an import of the project's own module (of plans that cost the same, the one that does), every import
 *   on the chains from there up to the entry by which a module comes to be loaded that the start can do without. Of a module that stays
 *   whatever is done, one import that keeps it is among them, so that it is refused by name: the others would gain nothing.
 * - Where it cuts at a package's own import, none: more files import that module than it imports packages (`config/database.ts`),
 *   and all of them would load it soon anyway.
 * - Behind the cuts, none: nothing there is loaded before a function asks for it. Imports of packages there are the rule's own.
 * - What the start itself starts (`monitor.start()`) is cut for packages alone that can't be taken off elsewhere. Where it goes on with a value
 *   (`const app = await createApp()`), nothing would be gained.
 * - What it would cut were that not refused, to be refused by name.
 * - Of a package that no plan takes off, the imports on the shortest chain that are in the way, to be refused by name. The others would gain nothing.
 * @param question as of a plan, in which starts count
 */
export async function findThoroughCuts(
  question: Omit<PlanQuestion, 'countsStarts'>,
  config: Pick<ResolvedConfig, 'root' | 'catalogue' | 'getEntry' | 'inspector'>,
  judge: RewriteJudge,
): Promise<readonly CutTarget[]> {
  const start = openStart({ ...question, countsStarts: true }, config);
  const {
    project,
    startup: { graph, roots },
  } = start;
  const isLocal = (edge: number): boolean =>
    project.nodes[graph.targets[edge] ?? 0]?.kind === 'module';
  const isStart = (edge: number, ...kinds: readonly unknown[]): boolean =>
    kinds.includes(start.places.get(edge)?.start);
  // What decides between equal costs must never outweigh one.
  const scale = start.units.length + 1;
  const weigh = ({ edges, cost }: CutCandidate): number =>
    cost === UNCUTTABLE || edges.some((edge) => isStart(edge, 'value'))
      ? UNCUTTABLE
      : cost * scale + (edges.some(isLocal) ? 0 : 1);
  const first = await findPricedCut(start, judge, (unit) =>
    unit.edges.some((edge) => isStart(edge, 'call')) ? UNCUTTABLE : weigh(unit),
  );
  const { cut, units, places, refused } = await findPricedCut(
    { ...start, units: first.units, places: first.places, targets: first.cut.kept },
    judge,
    weigh,
  );
  const getEdges = (numbers: Iterable<number>): readonly number[] =>
    [...numbers].flatMap((unit) => units[unit]?.edges ?? []);
  const planned = new Set(getEdges([...first.cut.units, ...cut.units]));
  const chosen = new Set([...planned].filter(isLocal));
  const free = new Set(units.flatMap((unit) => (weigh(unit) === UNCUTTABLE ? [] : unit.edges)));
  const isListed = (edge: number): boolean =>
    config.catalogue.find(places.get(edge)?.specifier ?? '') !== undefined;
  for (const edge of findSafeClimb(start, planned, chosen, free, createEffectTest(config)))
    chosen.add(edge);
  for (const edge of getEdges([...first.refused, ...refused])) if (isLocal(edge)) chosen.add(edge);
  const stuck = findReached(graph, roots, (edge) => free.has(edge));
  for (const node of cut.kept)
    for (const edge of findChain(graph, stuck, node) ?? []) if (isLocal(edge)) chosen.add(edge);
  // Imports of packages are the rule's own, but for those that it does not know.
  for (const edge of planned) if (!isLocal(edge) && !isListed(edge)) chosen.add(edge);
  return toTargets({ ...start, places }, chosen);
}

/** The imports up to the entry that can go without taking a module off the start that does something there for others. */
function findSafeClimb(
  { project, startup: { graph, roots } }: OpenedStart,
  planned: ReadonlySet<number>,
  chosen: ReadonlySet<number>,
  free: ReadonlySet<number>,
  hasEffect: (path: string) => boolean,
): readonly number[] {
  const from = [...chosen].map((edge) => graph.sources[edge] ?? 0);
  const left = findReached(graph, roots, (edge) => planned.has(edge));
  const kept = new Set(roots);
  for (;;) {
    const climb = findClimb(graph, roots, kept, from, free);
    const gone = new Set([...planned, ...climb].filter((edge) => free.has(edge)));
    const { via } = findReached(graph, roots, (edge) => gone.has(edge));
    const lost = left.order.filter(
      (node) =>
        via[node] === -2 &&
        project.nodes[node]?.kind === 'module' &&
        hasEffect(project.nodes[node].name),
    );
    if (lost.length === 0) return climb;
    for (const node of lost)
      for (const one of toNodes(graph, findChain(graph, left, node) ?? [], node)) kept.add(one);
  }
}

/** Tells whether a module does something for others while it is evaluated. */
function createEffectTest({
  root,
  catalogue,
}: Pick<ResolvedConfig, 'root' | 'catalogue'>): (path: string) => boolean {
  const getHost = createHostProvider(root);
  const known = new Map<string, boolean>();
  return (path) => {
    const facts = known.has(path) || !isSourceFile(path) ? undefined : readFacts(path);
    if (facts)
      known.set(
        path,
        toPlace({ facts, host: getHost(facts) }, catalogue, root, true) !== undefined,
      );
    return known.get(path) === true;
  };
}

/**
 * Finds the imports from some modules up to the entry: all imports of those that are not loaded at the start once these are lazy, and of each
 * other module the first import that keeps it.
 * @param kept modules that have to stay
 * @param free imports that can be made lazy
 */
function findClimb(
  graph: ModuleGraph,
  roots: readonly number[],
  kept: ReadonlySet<number>,
  from: readonly number[],
  free: ReadonlySet<number>,
): readonly number[] {
  const { via } = findReached(graph, roots);
  const getImports = (node: number): readonly number[] =>
    [...findEdgesTo(graph, node)].filter((edge) => via[graph.sources[edge] ?? 0] !== -2);
  const leaving = findAncestors(from, getImports, graph);
  const findKeeping = (node: number): number | undefined =>
    getImports(node).find((edge) => !free.has(edge) && !leaving.has(graph.sources[edge] ?? 0));
  const queue = [...leaving].filter((node) => kept.has(node) || findKeeping(node) !== undefined);
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    if (!leaving.delete(node)) continue;
    for (const edge of findEdgesFrom(graph, node)) {
      const other = graph.targets[edge] ?? 0;
      if (leaving.has(other) && findKeeping(other) !== undefined) queue.push(other);
    }
  }
  const climb: number[] = [];
  const seen = new Set<number>();
  const open = [...from];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    const keeping = leaving.has(node) ? undefined : findKeeping(node);
    const edges = leaving.has(node) ? getImports(node) : keeping === undefined ? [] : [keeping];
    climb.push(...edges);
    if (leaving.has(node)) open.push(...edges.map((edge) => graph.sources[edge] ?? 0));
  }
  return climb;
}

function findAncestors(
  from: readonly number[],
  getImports: (node: number) => readonly number[],
  { sources }: ModuleGraph,
): Set<number> {
  const all = new Set<number>();
  const queue = [...from];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    if (all.has(node)) continue;
    all.add(node);
    queue.push(...getImports(node).map((edge) => sources[edge] ?? 0));
  }
  return all;
}

function toTargets(
  { project, startup: { graph }, places }: OpenedStart,
  edges: Iterable<number>,
): readonly CutTarget[] {
  const found = new Map<string, CutTarget>();
  for (const edge of edges) {
    const { specifier, runsInside, start } = places.get(edge) ?? { specifier: '' };
    const path = project.nodes[graph.sources[edge] ?? 0]?.name ?? '';
    found.set(`${path}\n${specifier}`, {
      path,
      specifier,
      ...(runsInside !== undefined && { runsInside }),
      ...(start === 'value' && { isNeededByStart: true }),
    });
  }
  return [...found.values()];
}
