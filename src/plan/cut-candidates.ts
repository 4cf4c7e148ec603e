// The imports that lead to some packages, as rewrites with a price. Parses only the files that hold
// such an import.
import { readFileSync } from 'node:fs';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { ModuleHost } from '../checks/module-host.ts';
import { resolveDeferrals } from '../checks/no-eager-heavy-import/deferral.ts';
import { priceLoads, type PricedLoads } from '../checks/no-eager-heavy-import/price.ts';
import { isMereStart } from '../checks/no-eager-heavy-import/startup-calls.ts';
import { findLoad } from '../checks/no-heavy-import-chain/chain-cuts.ts';
import { findEdgesFrom, type ModuleGraph } from '../graph/edges.ts';
import type { CutGroup } from '../graph/grouped-cut.ts';
import { UNCUTTABLE } from '../graph/minimum-cut.ts';
import { findReaching } from '../graph/reach.ts';
import type { Startup, ModuleIndex } from '../module-graph/module-index.ts';
import { createHostProvider, type HostProvider } from '../resolve/module-hosts.ts';
import { isLarge } from '../files/file-size.ts';
import { analyzeModule, isParseFailure } from '../syntax/analyze.ts';
import type { ModuleFacts } from '../syntax/facts.ts';
import type { Range } from '../text/range.ts';
import { getPosition, toSourceText } from '../text/source-text.ts';
import type { LoadFact } from '../syntax/modules/facts.ts';

/** An import as a plan shows it. */
export interface ImportPlace {
  readonly specifier: string;
  readonly line: number;
  /** Why it can't be made lazy; absent where it can. */
  readonly reason?: string;
  /**
   * A function that uses it and that another module calls at startup, so that nothing would be
   * gained.
   */
  readonly runsInside?: string;
  /**
   * What the startup needs of it, where that may happen in a function that the startup does not
   * await.
   */
  readonly startupUse?: StartupUse;
}

/**
 * `call`: nothing but a call that starts something (`monitor.start()`); `value`: a value that the
 * startup goes on with.
 */
type StartupUse = 'call' | 'value';

/** Imports of one file that become lazy together. */
export interface ImportRewrite {
  readonly path: string;
  readonly loads: readonly { readonly specifier: string; readonly range: Range }[];
}

/**
 * A rewrite with its price: 1, and 1 more for each function that becomes async; `UNCUTTABLE` where
 * it can't be made.
 */
export interface CutCandidate extends CutGroup {
  readonly rewrite: ImportRewrite;
  /** How many functions become async. */
  readonly functions: number;
  /** How many files are changed. */
  readonly files: number;
}

/** The rewrites that may take targets off a startup. */
export interface CutCandidates {
  readonly candidates: readonly CutCandidate[];
  /** The imports that lead to a target, by the number of their edge. */
  readonly places: ReadonlyMap<number, ImportPlace>;
}

/** What the price of an import depends on, besides its file. */
interface PriceContext {
  readonly project: ModuleIndex;
  readonly graph: ModuleGraph;
  readonly catalogue: Catalogue;
  readonly getHost: HostProvider;
  readonly countsStarts: boolean;
}

/** The imports of one file that lead to a target. */
interface FileImports {
  readonly path: string;
  /** The edges that each load makes. */
  readonly edges: ReadonlyMap<LoadFact, readonly number[]>;
  readonly places: ReadonlyMap<number, ImportPlace>;
  /** Absent for a file that does not parse. */
  readonly facts?: ModuleFacts;
}

/**
 * Finds the imports that lead to targets, each with a lower bound of its price.
 * @param targets node numbers of packages
 * @param root the folder of the project
 * @param countsStarts whether a call that a module makes at startup may happen later, in a function
 * that the startup does not await
 */
export function findCutCandidates(
  project: ModuleIndex,
  { graph, running }: Startup,
  targets: readonly number[],
  root: string,
  catalogue: Catalogue,
  countsStarts = false,
): CutCandidates {
  const context = { project, graph, catalogue, getHost: createHostProvider(root), countsStarts };
  const marks = findReaching(graph, targets);
  const candidates: CutCandidate[] = [];
  const places = new Map<number, ImportPlace>();
  for (let node = 0; node < graph.size; node += 1) {
    const edges = [...findEdgesFrom(graph, node)].filter(
      (edge) => marks[graph.targets[edge] ?? 0] === 1,
    );
    if (edges.length === 0) continue;
    const imports = readImports(context, node, edges);
    for (const [edge, place] of imports.places) places.set(edge, place);
    for (const { candidate, place } of priceImports(imports, running.get(node), context)) {
      candidates.push(candidate);
      for (const edge of candidate.edges) {
        const { specifier, line } = imports.places.get(edge) ?? { specifier: '', line: 1 };
        places.set(edge, { specifier, line, ...place });
      }
    }
  }
  return { candidates, places };
}

function readImports(
  { project, graph }: PriceContext,
  node: number,
  edges: readonly number[],
): FileImports {
  const path = project.nodes[node]?.name ?? '';
  const source = toSourceText(path, readFileSync(path, 'utf8'));
  const facts = isLarge(path) ? undefined : analyzeModule(source);
  const isParsed = facts !== undefined && !isParseFailure(facts);
  const byLoad = new Map<LoadFact, number[]>();
  const places = new Map<number, ImportPlace>();
  for (const edge of edges) {
    const startupLoad = project.getLoads(node)[graph.records[edge] ?? -1];
    const load = startupLoad && isParsed ? findLoad(facts, startupLoad) : undefined;
    if (load) byLoad.set(load, [...(byLoad.get(load) ?? []), edge]);
    places.set(edge, {
      specifier: startupLoad?.specifier ?? '',
      line: startupLoad ? getPosition(source.text, startupLoad.range[0]).line : 1,
      reason: facts ? 'The file does not parse.' : 'The file is too large to be looked into.',
    });
  }
  return { path, edges: byLoad, places, ...(isParsed && { facts }) };
}

/**
 * Prices the imports of one file; those that share set-up are one candidate.
 * @param running the functions of the file that other modules call at startup
 */
function* priceImports(
  { path, edges, facts }: FileImports,
  running: ReadonlySet<number> | undefined,
  { project, graph, catalogue, getHost, countsStarts }: PriceContext,
): Iterable<{
  readonly candidate: CutCandidate;
  readonly place: Omit<ImportPlace, 'specifier' | 'line'>;
}> {
  if (!facts) return;
  const host = getHost(facts);
  const loads = [...edges.keys()];
  const isPackage = (load: LoadFact): boolean =>
    (edges.get(load) ?? []).every(
      (edge) => project.nodes[graph.targets[edge] ?? 0]?.kind === 'package',
    );
  const getStartupUse = countsStarts
    ? createStartupUseReader(
        loads.filter((load) => !isPackage(load)),
        facts,
        host.elision,
      )
    : undefined;
  const context = { options: {}, catalogue, host, fixOptions: {} };
  for (const priced of priceLoads(loads, facts, context, isPackage, countsStarts)) {
    const runsInside =
      priced.refusal === undefined ? findRunningFunction(priced, facts, running) : undefined;
    const reason = priced.refusal ?? (runsInside && toRunsReason(runsInside));
    const startupUse = reason === undefined ? getStartupUse?.(priced.loads) : undefined;
    yield {
      candidate: {
        edges: priced.loads.flatMap((load) => edges.get(load) ?? []),
        cost: reason === undefined ? priced.cost : UNCUTTABLE,
        rewrite: { path, loads: priced.loads },
        functions: priced.cost - 1,
        files: 1,
      },
      place: {
        ...(reason !== undefined && { reason }),
        ...(runsInside !== undefined && { runsInside }),
        ...(startupUse && { startupUse }),
      },
    };
  }
}

/** Words the reason for an import that stays because such a function uses it. */
export function toRunsReason(label: string): string {
  return `${label} uses it, and runs at startup.`;
}

/**
 * Creates a reader of what the startup needs of imports of project modules; undefined where it
 * needs nothing.
 */
function createStartupUseReader(
  loads: readonly LoadFact[],
  facts: ModuleFacts,
  elision: ModuleHost['elision'],
): (own: readonly LoadFact[]) => StartupUse | undefined {
  const deferrals = resolveDeferrals(loads, facts, elision, () => true);
  return (own) => {
    const units = own
      .flatMap((load) => deferrals.get(load) ?? [])
      .flatMap((deferral) => (deferral.kind === 'unit' ? [deferral.unit] : []));
    const early = units.flatMap(({ uses }) => uses.filter(({ atStartup }) => atStartup));
    if (early.length === 0) return units.some(({ isStarted }) => isStarted) ? 'call' : undefined;
    return early.every((use) => isMereStart(use, facts)) ? 'call' : 'value';
  };
}

/** Finds a function that uses the loads and that another module calls at startup. */
function findRunningFunction(
  { functionScopes }: PricedLoads,
  facts: ModuleFacts,
  running: ReadonlySet<number> | undefined,
): string | undefined {
  const functionScope = functionScopes.find((one) => running?.has(one));
  return functionScope === undefined
    ? undefined
    : (facts.functionScopes[functionScope]?.label ?? 'A function');
}
