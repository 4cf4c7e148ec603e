// Where to cut the chains through which a startup loads heavy packages. Considers only modules that
// lead to those packages, and parses only those that the result depends on. The caller decides when
// to search again.
import { basename, dirname } from 'node:path';
import { getCpuMs } from '../catalogue/cost.ts';
import {
  findCutEdges,
  getPrice,
  type CutEdge,
} from '../checks/no-heavy-import-chain/chain-cuts.ts';
import type { ChainCut } from '../checks/define-check.ts';
import { UNCUTTABLE } from '../graph/minimum-cut.ts';
import { findEdgesTo, type ModuleGraph } from '../graph/edges.ts';
import { findReached, findRoots } from '../graph/reach.ts';
import type { Startup, ModuleIndex } from './module-index.ts';
import { createHostProvider } from '../resolve/module-hosts.ts';
import type { PriceLoads } from './module-lexer.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import { toLabel } from '../files/label.ts';
import type { HeavyPackage } from '../catalogue/types.ts';

/** Files with the heavy packages that they load and can't defer themselves. */
export type HeavyImporters = ReadonlyMap<string, readonly HeavyPackage[]>;

/** The imports to cut, by their files. */
export type ChainCuts = ReadonlyMap<string, readonly ChainCut[]>;

export interface ChainSearch {
  /** @param paths the files of the project, entries included */
  find(paths: Iterable<string>, heavyImporters: HeavyImporters): ChainCuts;
  /**
   * Whether a change of this module may change the result: in the last search, it led to a package
   * that was asked for, or was not known.
   */
  mayMatter(module: number): boolean;
}

/**
 * No more imports than this are cut for one heavy importer: what everything loads is loaded at
 * startup anyway.
 */
const MOST_CUTS = 12;
const MOST_CANDIDATES = 200;

/**
 * Creates a search over a project whose loads have prices. It remembers which modules it had to
 * parse.
 */
export function createChainSearch(
  project: ModuleIndex,
  config: Pick<ResolvedConfig, 'root' | 'catalogue' | 'getEntry'>,
): ChainSearch {
  const lookedInto = new Set<number>();
  let mattering: Uint8Array | undefined;
  const toName = (node: number): string => project.nodes[node]?.name ?? '';

  const find = (paths: Iterable<string>, heavyImporters: HeavyImporters): ChainCuts => {
    const byNode = new Map<number, readonly HeavyPackage[]>();
    for (const [path, packages] of heavyImporters) {
      const id = project.getId('module', path);
      if (id !== undefined) byNode.set(id, packages);
    }
    const byName = new Map([...heavyImporters.values()].flat().map((heavy) => [heavy.name, heavy]));
    const marks = project.findReaching(byNode.keys());
    mattering = marks;
    const among: number[] = [];
    for (const path of paths) {
      const id = project.getId('module', path);
      if (id !== undefined && marks[id] === 1) among.push(id);
    }
    among.sort((a, b) => (toName(a) < toName(b) ? -1 : 1));
    const roots = findRoots(project.getSuperset(marks), among);
    const { startup, found } = findVerified(
      roots,
      new Map([...byNode].map(([id, packages]) => [id, packages.map(({ name }) => name)])),
    );
    const cuts = new Map<string, ChainCut[]>();
    for (const { edge, chain, packages, others } of found) {
      const source = startup.graph.sources[edge] ?? 0;
      const record = project.getLoads(source)[startup.graph.records[edge] ?? -1];
      if (!record) continue;
      const heavy = packages
        .flatMap((name) => byName.get(name) ?? [])
        .sort((a, b) => getCpuMs(b) - getCpuMs(a));
      const list = cuts.get(toName(source)) ?? [];
      list.push({
        range: record.range,
        specifier: record.specifier,
        chain: toChainLabels(startup.graph, chain, heavy[0]?.name, byNode),
        packages: heavy,
        others,
      });
      cuts.set(toName(source), list);
    }
    return cuts;
  };

  /**
   * Finds the cuts, parsing only the modules that they depend on. At first, everything that a
   * module may load counts as loaded, and as easy to cut. Then the modules on the chains of the
   * cuts are parsed, and those that import a module with a cut, as they may call its exports, until
   * all are. So every chain in the result is really loaded.
   */
  const findVerified = (
    roots: readonly number[],
    all: ReadonlyMap<number, readonly string[]>,
  ): { readonly startup: Startup; readonly found: readonly CutEdge[] } => {
    const heavyImporters = new Map(all);
    for (;;) {
      const startup = project.startup(roots, [...heavyImporters.keys()], (module) =>
        lookedInto.has(module),
      );
      const { graph } = startup;
      const found = findCutEdges({
        graph,
        roots,
        leaves: heavyImporters,
        isWanted: (root, name) => {
          const entry = config.getEntry(toLabel(config.root, toName(root)));
          return entry === true || entry.has(name);
        },
        getPrice: (edge) => getEdgePrice(startup, edge),
      });
      const hopeless = [...heavyImporters.keys()].filter((leaf) => {
        const own = found.filter((one) => one.leaf === leaf);
        return (
          own.length > MOST_CANDIDATES ||
          own.filter(({ edge }) => (graph.records[edge] ?? -1) >= 0).length > MOST_CUTS
        );
      });
      for (const leaf of hopeless) heavyImporters.delete(leaf);
      const asked = new Set<number>();
      for (const { edge, chain, leaf } of found) {
        if (!heavyImporters.has(leaf)) continue;
        for (const one of [edge, ...chain]) asked.add(graph.sources[one] ?? 0);
        for (const one of findEdgesTo(graph, graph.sources[edge] ?? 0))
          asked.add(graph.sources[one] ?? 0);
      }
      const fresh = [...asked].filter((module) => !lookedInto.has(module));
      if (fresh.length === 0 && hopeless.length === 0) return { startup, found };
      for (const module of fresh) lookedInto.add(module);
    }
  };

  const getEdgePrice = ({ graph, running }: Startup, edge: number): number => {
    const source = graph.sources[edge] ?? 0;
    const record = graph.records[edge] ?? -1;
    if (record < 0) return 1;
    const price = project.getPrices(source)[record];
    // What a function that runs at startup uses is loaded anyway.
    const isRunning =
      price?.functionScopes.some((functionScope) => running.get(source)?.has(functionScope)) ??
      true;
    return price === undefined || price.price < 0 || isRunning ? UNCUTTABLE : price.price;
  };

  /**
   * File names along the chain, extended to the module that loads the most expensive package, and
   * that package.
   */
  const toChainLabels = (
    graph: ModuleGraph,
    chain: readonly number[],
    name: string | undefined,
    heavyImporters: ReadonlyMap<number, readonly HeavyPackage[]>,
  ): readonly string[] => {
    const [first] = chain;
    const nodes = [
      ...(first === undefined ? [] : [graph.sources[first] ?? 0]),
      ...chain.map((edge) => graph.targets[edge] ?? 0),
    ];
    const last = nodes.at(-1) ?? 0;
    const loadsIt = (node: number): boolean =>
      heavyImporters.get(node)?.some((one) => one.name === name) === true;
    if (!loadsIt(last)) {
      const { order, via } = findReached(graph, [last]);
      const target = order.find(loadsIt);
      const tail: number[] = [];
      for (
        let node = target;
        node !== undefined && node !== last;
        node = graph.sources[via[node] ?? -1]
      )
        tail.push(node);
      nodes.push(...tail.reverse());
    }
    return [
      ...nodes.map((node) => toShortLabel(toName(node))),
      ...(name === undefined ? [] : [name]),
    ];
  };

  return { find, mayMatter: (module) => mattering?.[module] !== 0 };
}

/** `routes/index.ts` for an index file, which says nothing by its own name. */
function toShortLabel(path: string): string {
  const name = basename(path);
  return name.startsWith('index.') ? `${basename(dirname(path))}/${name}` : name;
}

/** Prices every load at startup; the compiler options are read once for all files. */
export function createLoadPricer(root: string): PriceLoads {
  const getHost = createHostProvider(root);
  return (facts) => {
    const { elision } = getHost(facts);
    return facts.loads.map((load) =>
      load.isTypeOnly || !load.atStartup
        ? { price: -1, functionScopes: [] }
        : getPrice(load, facts, elision),
    );
  };
}
