// Finds the imports by which a start comes to load heavy packages: the graph of the project, kept as long as somebody asks, with the text
// of the file that is open. Nothing is lexed where no file loads a heavy package that it can't defer itself.
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, sep } from 'node:path';
import type { HeavyPackage } from '../catalogue/catalogue.ts';
import { getCpuMs } from '../catalogue/cost.ts';
import { findCutEdges, findNeededPackages, getPrice, type CutEdge } from '../checks/chain-cuts.ts';
import type { ChainCut } from '../checks/check.ts';
import { UNCUTTABLE } from '../graph/minimum-cut.ts';
import { findEdgesTo, type ModuleGraph } from '../graph/module-graph.ts';
import { findReached, findRoots } from '../graph/reach.ts';
import { analyzeModule, isParseFailure } from '../syntax/analyze.ts';
import type { ModuleFacts } from '../syntax/facts.ts';
import { toSourceText, type SourceText } from '../text/source-text.ts';
import { describeWorld, openBootCache } from './boot-cache.ts';
import { createBootProject, type Boot, type BootProject } from './boot-project.ts';
import { createHostProvider, type HostProvider } from './module-hosts.ts';
import type { PriceLoads } from './module-lexer.ts';
import { mayNameHeavy, withoutEntries } from './own-catalogue.ts';
import { toLabel, type ChainProvider, type ChainReport, type Plan } from './plan.ts';
import { listSourceFiles } from './walk.ts';

/** What one answer leaves for the next: the modules that were parsed, and the starts of the graph. */
interface Memory {
  readonly lookedInto: Set<number>;
  starts?: { readonly superset: ModuleGraph; readonly roots: readonly number[] };
}

/** For how long what was read counts as fresh, in a process that goes on, such as an editor's. */
const FRESH_MS = 2000;


/**
 * Makes a provider.
 * @param listed the files of the project, where somebody has just found them
 * @param needed what the listed files need, where somebody has just looked into them: those that are missing need nothing
 * @param usesCache whether what is found out is kept on the disk for the next process
 */
export function createChainProvider(plan: Omit<Plan, 'chains'>, listed?: readonly string[], needed?: ReadonlyMap<string, NeededPackages>, usesCache = false): ChainProvider {
  const stamps = new Map<string, string>();
  const overlays = new Map<string, string>();
  const leaves: Readonly<Record<ChainReport, Map<string, readonly HeavyPackage[]>>> = { costly: new Map(), all: new Map() };
  const cuts = new Map<ChainReport, ReadonlyMap<string, readonly ChainCut[]>>();
  let project: BootProject | undefined;
  let freshUntil = Number.NEGATIVE_INFINITY;
  let files = listed;
  let settings = '';
  let known = needed;
  let memory: Memory = { lookedInto: new Set() };
  let getHost = createHostProvider(plan.root);

  const look = (path: string, text: string): void => {
    const facts = mayNameHeavy(path, text, plan) ? analyzeModule(toSourceText(path, text)) : undefined;
    take(path, facts && !isParseFailure(facts) ? findNeeded(facts, plan, getHost) : undefined);
  };
  const take = (path: string, needed: NeededPackages | undefined): void => {
    for (const report of ['costly', 'all'] as const) {
      const found = needed?.[report] ?? [];
      if (found.length > 0) leaves[report].set(path, found);
      else leaves[report].delete(path);
    }
  };
  const refresh = (): void => {
    const now = performance.now();
    if (now < freshUntil) return;
    const current = files ?? listProjectFiles(plan);
    files = undefined;
    const world = describeWorld(plan.root, current).settings;
    if (settings !== world) {
      // What configures the files decides what they load, and what specifiers mean.
      stamps.clear();
      leaves.costly.clear();
      leaves.all.clear();
      getHost = createHostProvider(plan.root);
      project = undefined;
      cuts.clear();
      for (const [path, text] of overlays) {
        stamps.set(path, '');
        look(path, text);
      }
      settings = world;
    }
    const gone = new Set(stamps.keys());
    let hasNew = false;
    for (const path of current) {
      gone.delete(path);
      const stamp = known ? 'known' : getStamp(path);
      const before = stamps.get(path);
      if (stamp === before || overlays.has(path)) continue;
      stamps.set(path, stamp);
      if (known) take(path, known.get(path));
      else look(path, readIfThere(path) ?? '');
      if (before === undefined) hasNew = true;
      else project?.update(path);
      cuts.clear();
    }
    for (const path of gone) {
      if (overlays.has(path)) {
        gone.delete(path);
        continue;
      }
      stamps.delete(path);
      leaves.costly.delete(path);
      leaves.all.delete(path);
    }
    // What is there decides what specifiers mean.
    if (hasNew || gone.size > 0) {
      project = undefined;
      cuts.clear();
    }
    known = undefined;
    freshUntil = performance.now() + FRESH_MS;
  };
  /** Takes the text of a file where it is another than the disk's, and gives it back where it no longer is. */
  const overlay = ({ path, text, hasBom }: SourceText): void => {
    if (!stamps.has(path)) {
      // A file that is not saved yet; one that is there and not listed is none of the project's.
      if (!path.startsWith(plan.root + sep) || getStamp(path) !== '' || plan.getExemption(toLabel(plan.root, path)) !== undefined) return;
      stamps.set(path, '');
      project = undefined;
    }
    const whole = hasBom ? `\uFEFF${text}` : text;
    const known = overlays.get(path);
    if (known === whole) return;
    const isSaved = readIfThere(path) === whole;
    if (isSaved && known === undefined) return;
    if (isSaved) overlays.delete(path);
    else overlays.set(path, whole);
    look(path, whole);
    project?.update(path, isSaved ? undefined : whole);
    cuts.clear();
  };
  const getAll = (report: ChainReport): ReadonlyMap<string, readonly ChainCut[]> => {
    const known = cuts.get(report) ?? findAll(leaves[report]);
    cuts.set(report, known);
    return known;
  };
  const findAll = (own: ReadonlyMap<string, readonly HeavyPackage[]>): ReadonlyMap<string, readonly ChainCut[]> => {
    if (own.size === 0) return new Map();
    if (!project) {
      const paths = [...stamps.keys()];
      const cache = usesCache ? openBootCache(plan.root, `ballast ${getVersion()}`, paths) : undefined;
      project = createBootProject(plan.root, { isKnown: (path) => stamps.has(path), priceLoads: createLoadPricer(plan.root), ...(cache && { cache }) });
      project.add(stamps.keys());
      memory = { lookedInto: new Set() };
      for (const [path, text] of overlays) project.update(path, text);
    }
    const found = findCuts(project, [...stamps.keys()], own, plan, memory);
    project.save();
    return found;
  };
  return {
    getCuts(source, report) {
      refresh();
      overlay(source);
      return getAll(report).get(source.path) ?? [];
    },
    findCutPaths(report) {
      refresh();
      return getAll(report).keys();
    },
  };
}

/** A project with a folder that can't be read has no graph; whoever looks at that folder says so. */
function listProjectFiles({ root, getExemption }: Omit<Plan, 'chains'>): readonly string[] {
  try {
    return listSourceFiles(root, root).filter((path) => getExemption(toLabel(root, path)) === undefined);
  } catch {
    return [];
  }
}

/** The heavy packages that a file can't defer itself. */
export type NeededPackages = Readonly<Record<ChainReport, readonly HeavyPackage[]>>;

/** Finds them in a file that was parsed. */
export function findNeeded(facts: ModuleFacts, plan: Omit<Plan, 'chains'>, getHost: HostProvider): NeededPackages {
  const context = { catalogue: withoutEntries(facts.source.path, plan), host: getHost(facts) };
  return { costly: findNeededPackages(facts, context, 'costly'), all: findNeededPackages(facts, context, 'all') };
}

function findCuts(
  project: BootProject,
  paths: readonly string[],
  leaves: ReadonlyMap<string, readonly HeavyPackage[]>,
  plan: Omit<Plan, 'chains'>,
  memory: Memory,
): ReadonlyMap<string, readonly ChainCut[]> {
  const byNode = new Map([...leaves].flatMap(([path, packages]) => {
    const id = project.getId('module', path);
    return id === undefined ? [] : [[id, packages] as const];
  }));
  const byName = new Map([...leaves.values()].flat().map((heavy) => [heavy.name, heavy]));
  const superset = project.getSuperset();
  if (memory.starts?.superset !== superset) {
    const among = paths.flatMap((path) => project.getId('module', path) ?? []).sort((a, b) => (toName(project, a) < toName(project, b) ? -1 : 1));
    memory.starts = { superset, roots: findRoots(superset, among) };
  }
  const { roots } = memory.starts;
  const { boot, found } = findVerified(project, roots, new Map([...byNode].map(([id, packages]) => [id, packages.map(({ name }) => name)])), plan, memory.lookedInto);
  const { graph } = boot;
  const cuts = new Map<string, ChainCut[]>();
  for (const { edge, chain, packages, others } of found) {
    const source = graph.sources[edge] ?? 0;
    const record = project.getLoads(source)[graph.records[edge] ?? -1];
    if (!record) continue;
    const heavy = packages.flatMap((name) => byName.get(name) ?? []).sort((a, b) => getCpuMs(b) - getCpuMs(a));
    const labels = toChainLabels(project, boot, chain, heavy[0]?.name, byNode);
    const list = cuts.get(toName(project, source)) ?? [];
    list.push({ range: record.range, specifier: record.specifier, chain: labels, packages: heavy, others });
    cuts.set(toName(project, source), list);
  }
  return cuts;
}

/** Prices every load that happens at the start; the compiler options are read once for all files. */
function createLoadPricer(root: string): PriceLoads {
  const getHost = createHostProvider(root);
  return (facts) => {
    const { elision } = getHost(facts);
    return facts.loads.map((load) => (load.isTypeOnly || !load.atLoad ? { price: -1, frames: [] } : getPrice(load, facts, elision)));
  };
}

function getVersion(): string {
  const manifest: unknown = createRequire(import.meta.url)('eslint-plugin-ballast/package.json');
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '0.0.0';
}

/** More imports than these are not cut for one package: what is loaded by everything is loaded at the start. */
const MOST_CUTS = 12;
const MOST_CANDIDATES = 200;

/**
 * The cuts, over a graph of which only those modules were parsed that the answer hangs on. To begin with, everything that a module may load
 * counts as loaded, and as easy to cut. Then the modules are looked into that lie on the chains of the cut, and those that import where
 * it cuts, as they may call what is there; until all of them were. So every chain is one that is really loaded.
 */
function findVerified(project: BootProject, roots: readonly number[], all: ReadonlyMap<number, readonly string[]>, plan: Omit<Plan, 'chains'>, lookedInto: Set<number>): { readonly boot: Boot; readonly found: readonly CutEdge[] } {
  const leaves = new Map(all);
  for (;;) {
    const boot = project.boot(roots, [...leaves.keys()], (module) => lookedInto.has(module));
    const { graph, running } = boot;
    const found = findCutEdges({
      graph,
      roots,
      leaves,
      isWanted: (root, name) => {
        const entry = plan.getEntry(toLabel(plan.root, toName(project, root)));
        return entry === true || entry.has(name);
      },
      getPrice: (edge) => {
        const source = graph.sources[edge] ?? 0;
        const record = graph.records[edge] ?? -1;
        if (record < 0) return 1;
        const price = project.getPrices(source)[record];
        // What a function uses that runs with the start is loaded anyway.
        const isRunning = price?.frames.some((frame) => running.get(source)?.has(frame)) ?? true;
        return price === undefined || price.price < 0 || isRunning ? UNCUTTABLE : price.price;
      },
    });
    const hopeless = [...leaves.keys()].filter((leaf) => {
      const own = found.filter((one) => one.leaf === leaf);
      return own.length > MOST_CANDIDATES || own.filter(({ edge }) => (graph.records[edge] ?? -1) >= 0).length > MOST_CUTS;
    });
    for (const leaf of hopeless) leaves.delete(leaf);
    const asked = new Set<number>();
    for (const { edge, chain, leaf } of found) {
      if (!leaves.has(leaf)) continue;
      for (const one of [edge, ...chain]) asked.add(graph.sources[one] ?? 0);
      for (const one of findEdgesTo(graph, graph.sources[edge] ?? 0)) asked.add(graph.sources[one] ?? 0);
    }
    const fresh = [...asked].filter((module) => !lookedInto.has(module));
    if (fresh.length === 0 && hopeless.length === 0) return { boot, found };
    for (const module of fresh) lookedInto.add(module);
  }
}

/** File names along the chain, and the dearest package at its end; the chain goes on to the module that loads it. */
function toChainLabels(project: BootProject, { graph }: Boot, chain: readonly number[], name: string | undefined, leaves: ReadonlyMap<number, readonly HeavyPackage[]>): readonly string[] {
  const [first] = chain;
  const nodes = [...(first === undefined ? [] : [graph.sources[first] ?? 0]), ...chain.map((edge) => graph.targets[edge] ?? 0)];
  const last = nodes.at(-1) ?? 0;
  const loadsIt = (node: number): boolean => leaves.get(node)?.some((one) => one.name === name) === true;
  if (!loadsIt(last)) {
    const { order, via } = findReached(graph, [last]);
    const target = order.find(loadsIt);
    const tail: number[] = [];
    for (let node = target; node !== undefined && node !== last; node = graph.sources[via[node] ?? -1]) tail.push(node);
    nodes.push(...tail.reverse());
  }
  return [...nodes.map((node) => toShortLabel(toName(project, node))), ...(name === undefined ? [] : [name])];
}

/** `routes/index.ts` for an index file, which says nothing by its own name. */
function toShortLabel(path: string): string {
  const name = basename(path);
  return name.startsWith('index.') ? `${basename(dirname(path))}/${name}` : name;
}

function toName(project: BootProject, node: number): string {
  return project.nodes[node]?.name ?? '';
}

function getStamp(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats ? `${String(stats.mtimeMs)} ${String(stats.size)} ${String(stats.ino)}` : '';
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // it has gone since it was found
  }
}
