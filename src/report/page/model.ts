// The graph in the page: what is reached when some loads are cut, through which chains, and what a
// node alone keeps loaded. Uses no document.
// The function is put into the page as text, so it may use nothing but its arguments.
import type { DataNode, PageData } from './data.ts';

export interface Total {
  readonly cpuMs: number;
  readonly rssMB: number;
  readonly modules: number;
  readonly packages: number;
  readonly measured: number;
  readonly heavy: number;
}

/** A step of a chain: a node, and the load that leads to the next one, -1 at the end. */
export interface Step {
  readonly node: number;
  readonly load: number;
}

/** By node: the load that reached it first, -1 for an entry, -2 for a node that is not reached. */
export type Reached = Int32Array;

export interface Model {
  readonly nodes: readonly DataNode[];
  readonly getNode: (id: number) => DataNode;
  readonly getLine: (load: number) => number;
  /**
   * Searches breadth first, as `src/graph/reach.ts` does, so that chains are the same as in every
   * other report.
   */
  readonly walk: (cuts: ReadonlySet<number>, without?: number) => Reached;
  readonly sum: (reached: Reached) => Total;
  /** The shortest chain to a node; empty if it is not reached. */
  readonly getChain: (reached: Reached, id: number) => readonly Step[];
  /** One chain for each module that loads it, the shortest first. */
  readonly getChains: (
    reached: Reached,
    cuts: ReadonlySet<number>,
    id: number,
  ) => readonly (readonly Step[])[];
  /** The nodes that would not be loaded without a node: those that it dominates. */
  readonly getOwned: (reached: Reached, cuts: ReadonlySet<number>, id: number) => readonly number[];
}

/** Creates the queries of a page. */
export function createModel({ nodes, entries }: PageData): Model {
  const sources: number[] = [];
  const targets: number[] = [];
  const starts: number[] = [];
  const lines: number[] = [];
  const importers = nodes.map((): number[] => []);
  for (const [id, node] of nodes.entries()) {
    starts.push(targets.length);
    for (const [index, to] of node.loads.entries()) {
      importers[to]?.push(targets.length);
      sources.push(id);
      targets.push(to);
      lines.push(node.lines[index] ?? 0);
    }
  }
  starts.push(targets.length);
  const getNode = (id: number): DataNode =>
    nodes[id] ?? { label: '', isPackage: false, loads: [], lines: [] };
  const walk = (cuts: ReadonlySet<number>, without = -1): Reached => {
    const via = new Int32Array(nodes.length).fill(-2);
    const order = entries.filter((entry) => entry !== without);
    for (const entry of order) via[entry] = -1;
    for (const from of order) {
      for (let load = starts[from] ?? 0, end = starts[from + 1] ?? 0; load < end; load += 1) {
        const to = targets[load] ?? 0;
        if (to === without || via[to] !== -2 || cuts.has(load)) continue;
        via[to] = load;
        order.push(to);
      }
    }
    return via;
  };
  const sum = (reached: Reached): Total => {
    let [cpuMs, rssMB, modules, packages, measured, heavy] = [0, 0, 0, 0, 0, 0];
    for (const [id, { isPackage, cost }] of nodes.entries()) {
      if (reached[id] === -2) continue;
      if (isPackage) packages += 1;
      else modules += 1;
      if (!cost) continue;
      cpuMs += cost.cpuMs;
      rssMB += cost.rssMB;
      measured += 1;
      if (cost.isHeavy) heavy += 1;
    }
    return { cpuMs, rssMB, modules, packages, measured, heavy };
  };
  const getChain = (reached: Reached, id: number): readonly Step[] => {
    if ((reached[id] ?? -2) === -2) return [];
    const steps: Step[] = [{ node: id, load: -1 }];
    for (let load = reached[id] ?? -1; load >= 0; load = reached[sources[load] ?? 0] ?? -1)
      steps.push({ node: sources[load] ?? 0, load });
    return steps.reverse();
  };
  const getChains = (
    reached: Reached,
    cuts: ReadonlySet<number>,
    id: number,
  ): readonly (readonly Step[])[] => {
    const shortest = getChain(reached, id);
    const seen = new Set(shortest.slice(-2, -1).map(({ node }) => node));
    const others: (readonly Step[])[] = [];
    for (const load of importers[id] ?? []) {
      const source = sources[load] ?? 0;
      if (cuts.has(load) || seen.has(source)) continue;
      seen.add(source);
      const chain = getChain(reached, source);
      // A module that is itself reached through this node is no other chain to it.
      if (chain.length === 0 || chain.some(({ node }) => node === id)) continue;
      others.push([...chain.slice(0, -1), { node: source, load }, { node: id, load: -1 }]);
    }
    others.sort((a, b) => a.length - b.length);
    return shortest.length === 0 ? others : [shortest, ...others];
  };
  const getOwned = (reached: Reached, cuts: ReadonlySet<number>, id: number): readonly number[] => {
    if ((reached[id] ?? -2) === -2) return [];
    const rest = walk(cuts, id);
    return nodes.flatMap((_, other) =>
      other !== id && reached[other] !== -2 && rest[other] === -2 ? [other] : [],
    );
  };
  return {
    nodes,
    getNode,
    getLine: (load) => lines[load] ?? 0,
    walk,
    sum,
    getChain,
    getChains,
    getOwned,
  };
}
