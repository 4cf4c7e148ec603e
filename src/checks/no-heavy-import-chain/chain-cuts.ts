// Where to cut the chains by which a start comes to load heavy packages: which imports can go, and
// at what price. Decides from the
// graph and from facts; knows no disk.
import { findMinimumCut, UNCUTTABLE } from '../../graph/minimum-cut.ts';
import type { ModuleGraph } from '../../graph/edges.ts';
import { findReached } from '../../graph/reach.ts';
import type { ModuleFacts } from '../../syntax/facts.ts';
import type { CheckContext } from '../define-check.ts';
import { resolveDeferrals, type Deferral } from '../no-eager-heavy-import/deferral.ts';
import { findHeavyLoads } from '../no-eager-heavy-import/check.ts';
import type { StartupLoad, LoadFact } from '../../syntax/modules/facts.ts';
import type { HeavyPackage } from '../../catalogue/types.ts';

/**
 * The heavy packages that a file loads at the start and can't defer itself: what
 * `no-eager-heavy-import` does not report.
 */
export function findNeededPackages(
  facts: ModuleFacts,
  context: Pick<CheckContext, 'catalogue' | 'host'>,
  report: 'costly' | 'all',
): readonly HeavyPackage[] {
  const heavy = findHeavyLoads(facts, context, report);
  const deferrals = resolveDeferrals(
    heavy.map(({ load }) => load),
    facts,
    context.host.elision,
  );
  return heavy.filter(({ load }) => deferrals.get(load)?.kind === 'needed').map((one) => one.heavy);
}

/**
 * How an import of a file can be deferred; undefined where it is made for its effect alone, whose
 * time is its purpose.
 */
export function getDeferral(
  load: LoadFact,
  facts: ModuleFacts,
  elision: CheckContext['host']['elision'],
): Deferral | undefined {
  const isForEffect =
    load.bindings.length === 0 &&
    (load.form === 'import' || facts.statements[load.statement]?.kind === 'expression');
  return isForEffect ? undefined : resolveDeferrals([load], facts, elision).get(load);
}

/**
 * Prices of a cut: a rewrite in async functions, one that makes functions async, one that needs
 * thought first.
 */
const PRICES = { async: 1, sync: 2, refused: 20 } as const;

/**
 * What deferring a load would cost, relative to others, and the frames that use what it gives, or
 * that load it: where one of these runs
 * with the start, nothing is gained. A negative price is none.
 */
export function getPrice(
  load: LoadFact,
  facts: ModuleFacts,
  elision: CheckContext['host']['elision'],
): { readonly price: number; readonly functionScopes: readonly number[] } {
  const deferral = getDeferral(load, facts, elision);
  const own = load.functionScope === 0 ? [] : [load.functionScope];
  if (!deferral || deferral.kind === 'needed') return { price: -1, functionScopes: [] };
  if (deferral.kind === 'refused') return { price: PRICES.refused, functionScopes: own };
  const functionScopes = [
    ...new Set([...own, ...deferral.unit.uses.map((use) => use.functionScope)]),
  ];
  return {
    price: functionScopes.every(
      (functionScope) => facts.functionScopes[functionScope]?.isAsync === true,
    )
      ? PRICES.async
      : PRICES.sync,
    functionScopes,
  };
}

/** What is to be cut off, in the numbers of the graph. */
export interface ChainQuestion {
  readonly graph: ModuleGraph;
  readonly roots: readonly number[];
  /** Modules that load heavy packages they can't defer, with the names of those. */
  readonly leaves: ReadonlyMap<number, readonly string[]>;
  /** Whether a root loads a package on purpose. */
  isWanted(root: number, name: string): boolean;
  getPrice(edge: number): number;
}

/**
 * An import to cut, the modules behind it that load heavy packages, the chain of edges to the first
 * of these, and how many others go with it.
 */
export interface CutEdge {
  readonly edge: number;
  readonly root: number;
  readonly chain: readonly number[];
  readonly leaf: number;
  readonly packages: readonly string[];
  readonly others: number;
}

/**
 * Finds the cheapest imports to cut so that no root reaches a heavy package that it doesn't want. A
 * module that can be cut off from
 * none is left out: no rewrite of one import helps there.
 */
export function findCutEdges({
  graph,
  roots,
  leaves,
  isWanted,
  getPrice: getEdgePrice,
}: ChainQuestion): readonly CutEdge[] {
  const prices = new Float64Array(graph.edgeCount).fill(UNKNOWN);
  const priceOf = (edge: number): number => {
    const known = prices[edge] ?? UNKNOWN;
    return known === UNKNOWN ? (prices[edge] = getEdgePrice(edge)) : known;
  };
  const found = new Map<number, CutEdge>();
  for (const { names, own } of groupByRoots(roots, leaves, isWanted)) {
    const wanted = [...leaves]
      .filter(([, packages]) => packages.some((name) => names.has(name)))
      .map(([leaf]) => leaf);
    const fixed = findReached(graph, own, (edge) => priceOf(edge) !== UNCUTTABLE);
    const targets = wanted.filter((leaf) => fixed.via[leaf] === -2);
    const edges = new Set(findMinimumCut(graph, own, targets, priceOf)?.edges);
    const before = findReached(graph, own, (edge) => edges.has(edge));
    const all = findReached(graph, own);
    // Each of many edges asks for those behind all others.
    const reaches = new Map<number, Int32Array>();
    const reachBehind = (edge: number): Int32Array => {
      const via = reaches.get(edge) ?? findReached(graph, [graph.targets[edge] ?? 0]).via;
      reaches.set(edge, via);
      return via;
    };
    for (const edge of edges) {
      const source = graph.sources[edge] ?? 0;
      // An edge behind another cut is none that the start comes by.
      if (before.via[source] === -2) continue;
      const behind = reachBehind(edge);
      const cutLeaves = targets.filter((leaf) => behind[leaf] !== -2 && all.via[leaf] !== -2);
      const packages = [...new Set(cutLeaves.flatMap((leaf) => leaves.get(leaf) ?? []))].filter(
        (name) => names.has(name),
      );
      const [leaf] = [...cutLeaves].sort(
        (a, b) => toLength(graph, behind, a) - toLength(graph, behind, b),
      );
      if (leaf === undefined) continue;
      const head = toEdges(graph, before.via, source);
      const others = [...edges].filter(
        (other) => other !== edge && reachBehind(other)[leaf] !== -2,
      ).length;
      const known = found.get(edge);
      found.set(edge, {
        edge,
        root: graph.sources[head[0] ?? edge] ?? source,
        chain: [...head, edge, ...toEdges(graph, behind, leaf)],
        leaf,
        packages: [...new Set([...(known?.packages ?? []), ...packages])],
        others: Math.max(known?.others ?? 0, others),
      });
    }
  }
  return [...found.values()];
}

const UNKNOWN = -1;

/** Packages by the roots that must not load them. */
function groupByRoots(
  roots: readonly number[],
  leaves: ChainQuestion['leaves'],
  isWanted: ChainQuestion['isWanted'],
): readonly { readonly names: Set<string>; readonly own: readonly number[] }[] {
  const groups = new Map<
    string,
    { readonly names: Set<string>; readonly own: readonly number[] }
  >();
  for (const name of new Set([...leaves.values()].flat())) {
    const own = roots.filter((root) => !isWanted(root, name));
    const key = own.join();
    const group = groups.get(key) ?? { names: new Set<string>(), own };
    group.names.add(name);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function toEdges(graph: ModuleGraph, via: Int32Array, node: number): readonly number[] {
  const edges: number[] = [];
  for (let edge = via[node] ?? -1; edge >= 0; edge = via[graph.sources[edge] ?? 0] ?? -1)
    edges.push(edge);
  return edges.reverse();
}

function toLength(graph: ModuleGraph, via: Int32Array, node: number): number {
  return toEdges(graph, via, node).length;
}

/** The load of a file that a record of the graph stands for. */
export function findLoad(
  facts: ModuleFacts,
  { range }: Pick<StartupLoad, 'range'>,
): LoadFact | undefined {
  return facts.loads.find((load) => load.range[0] === range[0] && load.range[1] === range[1]);
}
