// The modules of a project and what they load: lexed and resolved once, parsed only to tell whether
// a load really happens.
import { buildGraphOf, type EdgeColumns, type ModuleGraph, type NodeKind } from '../graph/edges.ts';
import { isSourceFile } from '../files/source-file.ts';
import type { ParseFailure } from '../syntax/failure.ts';
import type { StartupLoad } from '../syntax/modules/facts.ts';
import type { LoadPrice, ModuleVerdict } from './module-lexer.ts';
import { getModuleStartup, getPossibleStartup } from './module-startup.ts';
import {
  createModuleStore,
  getTargets,
  getVerdict,
  readModule,
  readQueued,
  toId,
  type ModuleNode,
  type ModuleStore,
  type ModuleStoreOptions,
} from './module-store.ts';
import { walkStartup } from './startup-walk.ts';

/** A specifier that does not resolve: its file does not exist. */
interface Unresolved {
  readonly path: string;
  readonly specifier: string;
}

/** A module that could not be analysed, and why. */
export interface FailedModule {
  readonly path: string;
  readonly failure: ParseFailure;
}

/** What a startup loads: the graph of the loads that happen, by node numbers of the project. */
export interface Startup {
  readonly graph: ModuleGraph;
  readonly roots: readonly number[];
  /**
   * Functions that run at startup because another module calls them: by module, the ids of their
   * function scopes.
   */
  readonly running: ReadonlyMap<number, ReadonlySet<number>>;
  /** How many modules this process had to parse for it. */
  readonly parsed: number;
}

export interface ModuleIndex {
  readonly nodes: readonly ModuleNode[];
  /** Adds files, and everything that they may load. */
  add(paths: Iterable<string>): void;
  /**
   * Replaces the text of one file; without `text`, rereads it from disk. Returns whether its loads
   * may have changed.
   */
  update(path: string, text?: string): boolean;
  getId(kind: NodeKind, name: string): number | undefined;
  /**
   * A superset of the startup: every load that may happen, now or later; with `marks`, only between
   * marked modules.
   */
  getSuperset(marks?: Uint8Array): ModuleGraph;
  /** Marks every node from which a target may be reached, the targets included. */
  findReaching(targets: Iterable<number>): Uint8Array;
  /** What a module may load. */
  findTargets(module: number): Int32Array;
  /**
   * What evaluating some modules really loads.
   * @param targets if given, only chains to these are followed
   * @param isLookedInto false for a module that is not to be parsed yet: everything that it may
   *   load counts, with the record -1
   */
  startup(
    roots: readonly number[],
    targets?: readonly number[],
    isLookedInto?: (module: number) => boolean,
  ): Startup;
  /** The loads of a module; the records of the graph's edges are indexes of this list. */
  getLoads(module: number): readonly StartupLoad[];
  /**
   * The nodes of the loads, negative for none and for loads that TypeScript elides. Parses the
   * module.
   */
  getNamed(module: number): readonly number[];
  /** The prices of the loads; empty without `priceLoads`. */
  getPrices(module: number): readonly LoadPrice[];
  /** Saves the results for the next run, if there is a cache. */
  save(): void;
  /** The unresolved static imports. */
  findUnresolved(): readonly Unresolved[];
  /** The modules whose analysis failed. */
  findFailures(): readonly FailedModule[];
}

/**
 * Creates an empty index.
 * @param root a folder of the project, from which its workspace packages are found
 */
export function createModuleIndex(root: string, options: ModuleStoreOptions = {}): ModuleIndex {
  const store = createModuleStore(root, options);
  const { nodes, states, ids } = store;
  return {
    nodes,
    add(paths) {
      for (const path of paths) {
        const id = toId(store, 'module', path);
        if (!isSourceFile(path)) store.entries.add(id);
      }
      readQueued(store);
    },
    update: (path, text) => updateModule(store, path, text),
    getId: (kind, name) => ids[kind].get(name),
    getSuperset: (marks) => buildSuperset(store, marks),
    findReaching: (targets) => markReaching(store, targets),
    findTargets: (module) => getTargets(store, module),
    startup: (roots, targets, isLookedInto = () => true) =>
      followStartup(store, roots, targets, isLookedInto),
    getLoads(module) {
      const state = states.get(module);
      return state ? getVerdict(store, state).startup.loads : [];
    },
    getNamed(module) {
      getModuleStartup(store, module);
      return states.get(module)?.named ?? [];
    },
    getPrices(module) {
      const state = states.get(module);
      return state ? getVerdict(store, state).prices : [];
    },
    save: () => {
      saveTargets(store);
    },
    findUnresolved: () => findUnresolved(store),
    findFailures: () =>
      [...states.values()].flatMap(({ path, verdict }) =>
        verdict?.failure ? [{ path, failure: verdict.failure }] : [],
      ),
  };
}

function updateModule(store: ModuleStore, path: string, text: string | undefined): boolean {
  if (text === undefined) store.texts.delete(path);
  else store.texts.set(path, text);
  const id = toId(store, 'module', path);
  const before = store.states.get(id);
  readModule(store, id);
  readQueued(store);
  const after = store.states.get(id);
  if (!before || !after || String(before.targets) !== String(after.targets)) return true;
  return (
    before.verdict !== undefined && describe(before.verdict) !== describe(getVerdict(store, after))
  );
}

/** A verdict as text, without ranges. */
function describe(verdict: ModuleVerdict): string {
  return JSON.stringify(verdict, (key, value: unknown) => (key === 'range' ? undefined : value));
}

function buildSuperset({ states, nodes }: ModuleStore, marks?: Uint8Array): ModuleGraph {
  const edges: EdgeColumns = { from: [], to: [], record: [] };
  for (const [from, { reached }] of states) {
    if (marks && marks[from] !== 1) continue;
    for (const to of reached) {
      if (marks && marks[to] !== 1) continue;
      edges.from.push(from);
      edges.to.push(to);
      edges.record.push(0);
    }
  }
  return buildGraphOf(nodes.length, edges);
}

function markReaching({ nodes, importers }: ModuleStore, targets: Iterable<number>): Uint8Array {
  const marks = new Uint8Array(nodes.length);
  const found = [...targets];
  for (const target of found) marks[target] = 1;
  for (const target of found) {
    for (const importer of importers[target] ?? []) {
      if (marks[importer] === 1) continue;
      marks[importer] = 1;
      found.push(importer);
    }
  }
  return marks;
}

function followStartup(
  store: ModuleStore,
  roots: readonly number[],
  targets: readonly number[] | undefined,
  isLookedInto: (module: number) => boolean,
): Startup {
  const before = store.parsed;
  const marks = targets && markReaching(store, targets);
  const { edges, calls } = walkStartup(
    roots,
    (node) =>
      isLookedInto(node) ? getModuleStartup(store, node) : getPossibleStartup(store, node),
    marks ? (node) => marks[node] === 1 : undefined,
  );
  const running = new Map<number, Set<number>>();
  for (const { to, key } of calls) {
    const state = store.states.get(to);
    const own = state && getVerdict(store, state).startup.functions[key];
    const scopes = running.get(to) ?? new Set<number>();
    for (const scope of own?.functionScopes ?? []) scopes.add(scope);
    running.set(to, scopes);
  }
  const graph = buildGraphOf(store.nodes.length, edges);
  return { graph, roots, running, parsed: store.parsed - before };
}

function saveTargets({ cache, nodes, states, ids }: ModuleStore): void {
  cache?.save(
    nodes.map(({ kind, name }) => [kind, name]),
    (path) => {
      const state = states.get(ids.module.get(path) ?? -1);
      return state?.entry && state.targets.map((list) => [...list]);
    },
  );
}

function findUnresolved({ states }: ModuleStore): readonly Unresolved[] {
  return [...states.values()].flatMap(
    ({ path, targets: [imports], imports: specifiers, statics }) =>
      specifiers.flatMap((specifier, index) =>
        imports?.[index] === -2 && index < statics ? [{ path, specifier }] : [],
      ),
  );
}
