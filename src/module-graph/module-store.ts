// The state of the modules of a project: their nodes, what each may load according to the lexer,
// and the results of parsing.
import type { NodeKind } from '../graph/edges.ts';
import { readIfThere } from '../files/read-if-there.ts';
import { isSourceFile } from '../files/source-file.ts';
import {
  createCompilationProvider,
  type CompilationProvider,
} from '../resolve/compiler-options.ts';
import {
  createModuleResolver,
  type LoadKind,
  type ModuleResolver,
} from '../resolve/resolve-module.ts';
import { toSourceText } from '../text/source-text.ts';
import type { CacheEntry, GraphCache } from './graph-cache.ts';
import {
  createModuleLexer,
  judgeModule,
  NOTHING,
  type LexedModule,
  type LexModule,
  type ModuleVerdict,
  type PriceLoads,
} from './module-lexer.ts';
import type { ModuleStartup } from './startup-walk.ts';

/** A node of the graph: a module by its absolute path, a package or a Node built-in by its name. */
export interface ModuleNode {
  readonly kind: NodeKind;
  readonly name: string;
}

/** The state of one module. */
export interface ModuleState extends LexedModule {
  readonly path: string;
  /**
   * The node of each specifier, -1 if ignored, -2 if unresolved; imports and requires separately.
   */
  readonly targets: readonly Int32Array[];
  /** The distinct nodes among them. */
  readonly reached: Int32Array;
  /** Its cache entry; absent if its text is not the one on disk. */
  readonly entry?: CacheEntry;
  verdict?: ModuleVerdict;
  startup?: ModuleStartup;
  named?: readonly number[];
  /** Everything it may load, as if loaded at startup. */
  possible?: ModuleStartup;
}

export interface ModuleStoreOptions {
  /**
   * Tells files of the project that are known to exist, so that most look-ups don't access the
   * disk.
   */
  readonly isKnown?: (path: string) => boolean;
  readonly priceLoads?: PriceLoads;
  readonly cache?: GraphCache;
  /** Lexed modules of files whose text was read for another purpose. */
  readonly lexed?: ReadonlyMap<string, LexedModule>;
}

/** The modules of one project. */
export interface ModuleStore extends ModuleStoreOptions {
  readonly nodes: ModuleNode[];
  readonly ids: Readonly<Record<NodeKind, Map<string, number>>>;
  readonly states: Map<number, ModuleState>;
  /** By node: the modules that may load it. */
  readonly importers: number[][];
  /** Texts that replace those on disk, by path. */
  readonly texts: Map<string, string>;
  /** Entries without a source extension, which are modules only because they were named. */
  readonly entries: Set<number>;
  /** Modules that have not been read yet. */
  readonly queue: number[];
  /** Node numbers of the cache, mapped to those of the store. */
  readonly cacheIds: Map<number, number>;
  readonly lex: LexModule;
  readonly getCompilation: CompilationProvider;
  readonly resolver: ModuleResolver;
  /** How many modules were parsed. */
  parsed: number;
}

const NO_TARGETS = new Int32Array();

/**
 * Creates an empty store.
 * @param root a folder of the project, from which its workspace packages are found
 */
export function createModuleStore(root: string, options: ModuleStoreOptions): ModuleStore {
  const getCompilation = createCompilationProvider();
  return {
    ...options,
    nodes: [],
    ids: { module: new Map(), package: new Map(), builtin: new Map() },
    states: new Map(),
    importers: [],
    texts: new Map(),
    entries: new Set(),
    queue: [],
    cacheIds: new Map(),
    lex: createModuleLexer(),
    getCompilation,
    resolver: createModuleResolver(root, getCompilation, options.isKnown ?? (() => false)),
    parsed: 0,
  };
}

/** The number of a node. A new module is read by the next {@link readQueued}. */
export function toId(store: ModuleStore, kind: NodeKind, name: string): number {
  const known = store.ids[kind].get(name);
  if (known !== undefined) return known;
  const id = store.nodes.length;
  store.nodes.push({ kind, name });
  store.ids[kind].set(name, id);
  store.importers.push([]);
  if (kind === 'module') store.queue.push(id);
  return id;
}

/** The node that a specifier resolves to in a file, -1 if ignored, -2 if unresolved. */
export function resolveTarget(
  store: ModuleStore,
  importer: string,
  specifier: string,
  kind: LoadKind,
): number {
  const resolution = store.resolver.resolve(importer, specifier, kind);
  if (resolution.kind === 'file') return toId(store, 'module', resolution.path);
  if (resolution.kind === 'package' || resolution.kind === 'builtin')
    return toId(store, resolution.kind, resolution.name);
  return resolution.kind === 'ignored' ? -1 : -2;
}

/** Reads the queued modules, and all modules that they may load. */
export function readQueued(store: ModuleStore): void {
  const { queue, nodes, entries, states } = store;
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const isModule = isSourceFile(nodes[id]?.name ?? '') || entries.has(id);
    if (isModule && !states.has(id)) readModule(store, id);
  }
}

/** Lexes and resolves one module, or takes the result from the cache. */
export function readModule(store: ModuleStore, id: number): void {
  const { cache, texts } = store;
  const path = store.nodes[id]?.name ?? '';
  const isOnDisk = !texts.has(path);
  let text: string | undefined;
  const read = (): string | undefined => (text ??= readText(store, path));
  const entry = isOnDisk ? cache?.find(path, read) : undefined;
  if (entry?.targets) {
    const targets = entry.targets.map((list) =>
      Int32Array.from(list, (target) => (target < 0 ? target : toCachedId(store, target))),
    );
    putState(store, id, { ...pickLexed(entry), path, targets, entry });
    return;
  }
  const lexed =
    entry ?? (isOnDisk ? store.lexed?.get(path) : undefined) ?? lexText(store, path, read());
  const kept = entry ?? (isOnDisk && lexed !== NOTHING ? cache?.put(path, read, lexed) : undefined);
  const targets = [lexed.imports, lexed.requires].map((specifiers, kind) =>
    Int32Array.from(specifiers, (specifier) =>
      resolveTarget(store, path, specifier, kind === 0 ? 'import' : 'require'),
    ),
  );
  putState(store, id, { ...pickLexed(lexed), path, targets, ...(kept && { entry: kept }) });
}

/** The nodes that a module may load. */
export function getTargets({ states }: ModuleStore, id: number): Int32Array {
  return states.get(id)?.reached ?? NO_TARGETS;
}

/** The result of parsing a module; it is parsed once. */
export function getVerdict(store: ModuleStore, state: ModuleState): ModuleVerdict {
  if (state.verdict) return state.verdict;
  let verdict = state.entry && store.cache?.getVerdict(state.entry);
  if (!verdict) {
    store.parsed += 1;
    const text = readText(store, state.path) ?? '';
    verdict = judgeModule(toSourceText(state.path, text), store.priceLoads);
    if (state.entry) store.cache?.putVerdict(state.entry, verdict);
  }
  state.verdict = verdict;
  return verdict;
}

function toCachedId(store: ModuleStore, target: number): number {
  const known = store.cacheIds.get(target);
  if (known !== undefined) return known;
  const [kind, name] = store.cache?.nodes[target] ?? ['builtin', ''];
  const id = toId(store, kind === 'module' || kind === 'package' ? kind : 'builtin', name);
  store.cacheIds.set(target, id);
  return id;
}

function readText({ texts }: ModuleStore, path: string): string | undefined {
  return texts.get(path) ?? readIfThere(path);
}

function lexText({ lex }: ModuleStore, path: string, text: string | undefined): LexedModule {
  return text === undefined ? NOTHING : lex(path, text);
}

function putState(store: ModuleStore, id: number, state: Omit<ModuleState, 'reached'>): void {
  const { importers, states } = store;
  for (const target of getTargets(store, id)) {
    const list = importers[target] ?? [];
    list.splice(list.indexOf(id), 1);
  }
  const reached = new Set<number>();
  for (const list of state.targets) for (const target of list) if (target >= 0) reached.add(target);
  for (const target of reached) importers[target]?.push(id);
  states.set(id, { ...state, reached: Int32Array.from(reached) });
}

function pickLexed({ imports, statics, requires }: LexedModule): LexedModule {
  return { imports, statics, requires };
}
