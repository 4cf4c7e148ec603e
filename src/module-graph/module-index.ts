// The modules of a project and what they load: lexed and resolved once, parsed only where somebody asks whether a load really happens.
// Follows imports out of the files that it is given. No output.
import type { ModuleStartup, NodeCall, NodeLoad } from './startup-walk.ts';
import { walkStartup } from './startup-walk.ts';
import { buildGraphOf, type EdgeColumns, type ModuleGraph, type NodeKind } from '../graph/edges.ts';
import { isErased } from '../syntax/modules/startup-facts.ts';
import { toSourceText } from '../text/source-text.ts';
import { createCompilationProvider, toImportEmit } from '../resolve/compiler-options.ts';
import type { GraphCache, CacheEntry } from './graph-cache.ts';
import {
  createModuleLexer,
  judgeModule,
  NOTHING,
  type LexedModule,
  type LoadPrice,
  type ModuleVerdict,
  type PriceLoads,
} from './module-lexer.ts';
import { readIfThere } from '../files/read-if-there.ts';
import { createModuleResolver, type LoadKind } from '../resolve/resolve-module.ts';
import { isSourceFile } from '../files/source-file.ts';
import type { StartupFacts, StartupLoad, ImportedCall } from '../syntax/modules/facts.ts';

/** A node of the graph: a module by its absolute path, a package or something of Node's own by its name. */
export interface ModuleNode {
  readonly kind: NodeKind;
  readonly name: string;
}

/** A specifier that means nothing: a file that is not there. */
export interface Unresolved {
  readonly path: string;
  readonly specifier: string;
}

/** What a start loads: the graph of loads that happen, in the numbers of the project's nodes. */
export interface Startup {
  readonly graph: ModuleGraph;
  readonly roots: readonly number[];
  /** Functions that run with the start because another module calls them: by module, the numbers of their frames. */
  readonly running: ReadonlyMap<number, ReadonlySet<number>>;
  /** How many modules had to be parsed for it, in this process. */
  readonly parsed: number;
}

export interface ModuleIndex {
  readonly nodes: readonly ModuleNode[];
  /** Takes files in, and whatever they may load. */
  add(paths: Iterable<string>): void;
  /** Takes the text of one file instead of what lies on the disk, or what lies there now. Gives whether it may load something else than before. */
  update(path: string, text?: string): boolean;
  getId(kind: NodeKind, name: string): number | undefined;
  /** Every load that may happen, now or later: a superset; of modules that are marked alone, where somebody says which matter. */
  getSuperset(marks?: Uint8Array): ModuleGraph;
  /** Marks everything from which a target may be reached, the targets included. */
  findReaching(targets: Iterable<number>): Uint8Array;
  /** What a module may load. */
  findTargets(module: number): Int32Array;
  /**
   * What evaluating some modules really loads.
   * @param targets where somebody asks only by which ways these are reached: nothing else is looked into
   * @param isLookedInto false for a module that is not to be parsed yet: all that it may load counts, with the record -1
   */
  startup(
    roots: readonly number[],
    targets?: readonly number[],
    isLookedInto?: (module: number) => boolean,
  ): Startup;
  /** The loads of a module, by the records of the graph's edges. */
  getLoads(module: number): readonly StartupLoad[];
  /** The nodes that they name, -1 for none and for what TypeScript leaves out. Parses the module. */
  getNamed(module: number): readonly number[];
  /** Their prices, where the project was made with a function that gives them. */
  getPrices(module: number): readonly LoadPrice[];
  /** Keeps what was found out for the next run, where there is a cache. */
  save(): void;
  /** Of static imports. */
  findUnresolved(): readonly Unresolved[];
}

/** What is known of one module. */
interface ModuleState extends LexedModule {
  readonly path: string;
  /** The node of each specifier, -1 for what is no node; imports and requires apart. */
  readonly targets: readonly Int32Array[];
  /** The nodes among them, each once. */
  readonly reached: Int32Array;
  /** Where the cache keeps it; absent for a text that is not on the disk. */
  readonly entry?: CacheEntry;
  verdict?: ModuleVerdict;
  startup?: ModuleStartup;
  named?: readonly number[];
  /** All that it may load, as if it were loaded. */
  possible?: ModuleStartup;
}

export interface ModuleIndexOptions {
  /** Files of the project that are there, so that most look-ups need not ask the disk. */
  readonly isKnown?: (path: string) => boolean;
  readonly priceLoads?: PriceLoads;
  readonly cache?: GraphCache;
  /** What lexing gave of files whose text somebody had in hand. */
  readonly lexed?: ReadonlyMap<string, LexedModule>;
}

/**
 * Makes an empty project.
 * @param root a folder of it, from which its packages are found
 */
export function createModuleIndex(
  root: string,
  { isKnown = () => false, priceLoads, cache, lexed: lexedBefore }: ModuleIndexOptions = {},
): ModuleIndex {
  const nodes: ModuleNode[] = [];
  const ids: Readonly<Record<NodeKind, Map<string, number>>> = {
    module: new Map(),
    package: new Map(),
    builtin: new Map(),
  };
  const states = new Map<number, ModuleState>();
  const queue: number[] = [];
  const texts = new Map<string, string>();
  const lex = createModuleLexer();
  const getCompilation = createCompilationProvider();
  const resolver = createModuleResolver(root, getCompilation, isKnown);
  /** By node: the modules that may load it. */
  const importers: number[][] = [];
  /** Modules that only somebody's word makes such: scripts without an extension. */
  const entries = new Set<number>();
  let parsed = 0;

  const toId = (kind: NodeKind, name: string): number => {
    let id = ids[kind].get(name);
    if (id !== undefined) return id;
    id = nodes.length;
    nodes.push({ kind, name });
    ids[kind].set(name, id);
    importers.push([]);
    if (kind === 'module') queue.push(id);
    return id;
  };
  const toTarget = (importer: string, specifier: string, kind: LoadKind): number => {
    const resolution = resolver.resolve(importer, specifier, kind);
    if (resolution.kind === 'file') return toId('module', resolution.path);
    if (resolution.kind === 'package' || resolution.kind === 'builtin')
      return toId(resolution.kind, resolution.name);
    return resolution.kind === 'ignored' ? -1 : -2;
  };
  const cacheIds = new Map<number, number>();
  const fromCache = (target: number): number => {
    let id = cacheIds.get(target);
    if (id === undefined) {
      const [kind, name] = cache?.nodes[target] ?? ['builtin', ''];
      cacheIds.set(
        target,
        (id = toId(kind === 'module' || kind === 'package' ? kind : 'builtin', name)),
      );
    }
    return id;
  };
  const readText = (path: string): string | undefined => texts.get(path) ?? readIfThere(path);
  const lexText = (path: string, text: string | undefined): LexedModule =>
    text === undefined ? NOTHING : lex(path, text);
  const findTargets = (id: number): Int32Array => states.get(id)?.reached ?? NO_TARGETS;
  const put = (id: number, state: Omit<ModuleState, 'reached'>): void => {
    for (const target of findTargets(id)) {
      const list = importers[target] ?? [];
      list.splice(list.indexOf(id), 1);
    }
    const reached = new Set<number>();
    for (const list of state.targets)
      for (const target of list) if (target >= 0) reached.add(target);
    for (const target of reached) importers[target]?.push(id);
    states.set(id, { ...state, reached: Int32Array.from(reached) });
  };
  const take = (id: number): void => {
    const path = nodes[id]?.name ?? '';
    const own = texts.get(path);
    let text: string | undefined;
    const read = (): string | undefined => (text ??= readText(path));
    const entry = own === undefined ? cache?.find(path, read) : undefined;
    const known = entry?.targets?.map((list) =>
      Int32Array.from(list, (target) => (target < 0 ? target : fromCache(target))),
    );
    if (entry && known) {
      put(id, { ...pickLexed(entry), path, targets: known, entry });
    } else {
      const lexed =
        entry ?? (own === undefined ? lexedBefore?.get(path) : undefined) ?? lexText(path, read());
      const kept =
        entry ??
        (own === undefined && lexed !== NOTHING ? cache?.put(path, read, lexed) : undefined);
      const targets = [lexed.imports, lexed.requires].map((specifiers, kind) =>
        Int32Array.from(specifiers, (specifier) =>
          toTarget(path, specifier, kind === 0 ? 'import' : 'require'),
        ),
      );
      put(id, { ...pickLexed(lexed), path, targets, ...(kept && { entry: kept }) });
    }
  };
  const drain = (): void => {
    for (let id = queue.pop(); id !== undefined; id = queue.pop())
      if ((isSourceFile(nodes[id]?.name ?? '') || entries.has(id)) && !states.has(id)) take(id);
  };
  const getVerdict = (state: ModuleState): ModuleVerdict => {
    if (state.verdict) return state.verdict;
    let verdict = state.entry && cache?.getVerdict(state.entry);
    if (!verdict) {
      parsed += 1;
      verdict = judgeModule(toSourceText(state.path, readText(state.path) ?? ''), priceLoads);
      if (state.entry) cache?.putVerdict(state.entry, verdict);
    }
    state.verdict = verdict;
    return verdict;
  };
  const getFacts = (state: ModuleState): StartupFacts => getVerdict(state).startup;
  const toBoot = (state: ModuleState): ModuleStartup => {
    const { path } = state;
    const facts = getFacts(state);
    const emit = /\.[mc]?tsx?$/.test(path) ? toImportEmit(getCompilation(path).options) : undefined;
    const loads = facts.loads.map((load, record): NodeLoad => {
      if (emit && isErased(load.erasure, emit)) return { to: -1, record };
      return {
        to: toTarget(
          path,
          load.specifier,
          load.form === 'require' || load.form === 'import-equals' ? 'require' : 'import',
        ),
        record,
      };
    });
    const toCalls = (calls: readonly ImportedCall[]): readonly NodeCall[] =>
      calls
        .map(({ specifier, key }) => ({ to: toTarget(path, specifier, 'import'), key }))
        .filter(({ to }) => to >= 0);
    const startup: ModuleStartup = {
      eager: loads.filter(({ to, record }) => to >= 0 && facts.loads[record]?.atStartup === true),
      calls: toCalls(facts.calls),
      functions: new Map(
        Object.entries(facts.functions).map(([key, one]) => [
          key,
          {
            loads: one.loads.flatMap((index) => loads[index] ?? []).filter(({ to }) => to >= 0),
            calls: toCalls(one.calls),
          },
        ]),
      ),
      links: facts.links
        .map(({ name, specifier, imported }) => ({
          name,
          imported,
          to: toTarget(path, specifier, 'import'),
        }))
        .filter(({ to }) => to >= 0),
    };
    state.named = loads.map(({ to }) => to);
    drain();
    return startup;
  };
  const getBoot = (id: number): ModuleStartup | undefined => {
    const state = states.get(id);
    return state && (state.startup ??= toBoot(state));
  };
  const getSupersetOf = (id: number): ModuleStartup | undefined => {
    const state = states.get(id);
    if (!state) return undefined;
    if (state.possible) return state.possible;
    const eager = Array.from(state.reached, (to): NodeLoad => ({ to, record: -1 }));
    state.possible = { eager, calls: [], functions: new Map(), links: [] };
    return state.possible;
  };
  const getSuperset = (marks?: Uint8Array): ModuleGraph => {
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
  };
  const findReaching = (targets: Iterable<number>): Uint8Array => {
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
  };
  return {
    nodes,
    add(paths) {
      for (const path of paths) {
        const id = toId('module', path);
        if (!isSourceFile(path)) entries.add(id);
      }
      drain();
    },
    update(path, text) {
      if (text === undefined) texts.delete(path);
      else texts.set(path, text);
      const id = toId('module', path);
      const before = states.get(id);
      take(id);
      drain();
      const after = states.get(id);
      if (!before || !after || String(before.targets) !== String(after.targets)) return true;
      return (
        before.verdict !== undefined && describe(before.verdict) !== describe(getVerdict(after))
      );
    },
    getId: (kind, name) => ids[kind].get(name),
    getSuperset,
    findReaching,
    findTargets,
    startup(roots, targets, isLookedInto = () => true) {
      const before = parsed;
      const marks = targets && findReaching(targets);
      const { edges, calls } = walkStartup(
        roots,
        (node) => (isLookedInto(node) ? getBoot(node) : getSupersetOf(node)),
        marks ? (node) => marks[node] === 1 : undefined,
      );
      const running = new Map<number, Set<number>>();
      for (const { to, key } of calls) {
        const state = states.get(to);
        const functionScopes = running.get(to) ?? new Set<number>();
        for (const functionScope of (state && getFacts(state).functions[key]?.functionScopes) ?? [])
          functionScopes.add(functionScope);
        running.set(to, functionScopes);
      }
      return { graph: buildGraphOf(nodes.length, edges), roots, running, parsed: parsed - before };
    },
    getLoads(module) {
      const state = states.get(module);
      return state ? getFacts(state).loads : [];
    },
    getNamed(module) {
      getBoot(module);
      return states.get(module)?.named ?? [];
    },
    getPrices(module) {
      const state = states.get(module);
      return state ? getVerdict(state).prices : [];
    },
    save() {
      cache?.save(
        nodes.map(({ kind, name }) => [kind, name]),
        (path) => {
          const state = states.get(ids.module.get(path) ?? -1);
          return state?.entry && state.targets.map((list) => [...list]);
        },
      );
    },
    findUnresolved: () =>
      [...states.values()].flatMap(({ path, targets: [imports], imports: specifiers, statics }) =>
        specifiers.flatMap((specifier, index) =>
          imports?.[index] === -2 && index < statics ? [{ path, specifier }] : [],
        ),
      ),
  };
}

const NO_TARGETS = new Int32Array();

/** All of a verdict but the places. */
function describe(verdict: ModuleVerdict): string {
  return JSON.stringify(verdict, (key, value: unknown) => (key === 'range' ? undefined : value));
}

function pickLexed({ imports, statics, requires }: LexedModule): LexedModule {
  return { imports, statics, requires };
}
