// Compares what a start loaded with what the graph predicts.
import type { HeavyVerdict, Verdict } from '../model/measure-report.ts';
import { getPackageOfPath, type LoadTrace } from './load-trace.ts';

/** Everything that was loaded: files of the project by path, packages by name. */
export interface LoadedNodes {
  readonly files: ReadonlySet<string>;
  /** By package, one of its loaded files. */
  readonly packages: ReadonlyMap<string, string>;
  /** By file or package, what it loads. */
  readonly targets: ReadonlyMap<string, ReadonlySet<string>>;
  /** Packages loaded only by Node's preloads, such as a TypeScript runner. */
  readonly preloaded: ReadonlySet<string>;
}

/** Merges the traces of several runs: what one of them loaded counts as loaded. */
export function joinTraces(traces: readonly LoadTrace[]): LoadedNodes {
  const files = new Set<string>();
  const packages = new Map<string, string>();
  const targets = new Map<string, Set<string>>();
  const roots = new Set<string>();
  const link = (from: string, to: string): void => {
    const [source, target] = [getPackageOfPath(from) ?? from, getPackageOfPath(to) ?? to];
    if (source === target) return;
    const known = targets.get(source) ?? new Set();
    targets.set(source, known.add(target));
  };
  for (const trace of traces) {
    const linked = new Set(trace.links.map(({ to }) => to));
    for (const { path, from, atMs } of trace.files) {
      const name = getPackageOfPath(path);
      if (name === undefined) files.add(path);
      else if (!packages.has(name)) packages.set(name, path);
      if (from !== undefined) link(from, path);
      else if (name !== undefined && atMs !== undefined && !linked.has(path)) roots.add(name);
    }
    for (const { from, to } of trace.links) link(from, to);
  }
  const isLoaded = (node: string): boolean => files.has(node) || packages.has(node);
  const own = findReached(files, targets, isLoaded);
  const preloaded = [...findReached(roots, targets, isLoaded).keys()].filter(
    (name) => !own.has(name),
  );
  return { files, packages, targets, preloaded: new Set(preloaded) };
}

/**
 * Gives a verdict on every heavy package that was predicted or loaded, sorted by name.
 *
 * @param mayBeLoaded - packages that may be loaded later: no verdict if they were not loaded
 */
export function judgeLoads(
  { files, packages, targets, preloaded }: LoadedNodes,
  predicted: ReadonlySet<string>,
  mayBeLoaded: ReadonlySet<string>,
  isHeavy: (name: string) => boolean,
): readonly HeavyVerdict[] {
  const isLoaded = (node: string): boolean => files.has(node) || packages.has(node);
  // What a heavy package loads is part of its cost, so chains end at it.
  const fronts = findReached(files, targets, isLoaded, isHeavy);
  const all = findReached(files, targets, isLoaded);
  const judge = (name: string): Verdict => {
    if (!packages.has(name)) return 'not-loaded';
    if (predicted.has(name)) return 'predicted';
    if (!fronts.has(name) && all.has(name)) return 'inside';
    if (mayBeLoaded.has(name)) return 'foreseen';
    if (!fronts.has(name)) return 'unpredicted';
    return files.has(fronts.get(name) ?? '') ? 'unpredicted' : 'through';
  };
  const names = [...new Set([...packages.keys(), ...predicted])]
    .filter((name) => isHeavy(name) && !preloaded.has(name))
    .sort();
  return names.map((name) => ({
    name,
    verdict: judge(name),
    chain: toChain(name, fronts.has(name) ? fronts : all),
  }));
}

type Before = ReadonlyMap<string, string | undefined>;

/** Searches breadth first for shortest chains; `isEnd` nodes are reached but not followed. */
function findReached(
  roots: Iterable<string>,
  targets: LoadedNodes['targets'],
  isLoaded: (node: string) => boolean,
  isEnd: (node: string) => boolean = () => false,
): Before {
  const before = new Map<string, string | undefined>([...roots].map((root) => [root, undefined]));
  for (const [node] of before) {
    if (isEnd(node)) continue;
    for (const target of targets.get(node) ?? [])
      if (isLoaded(target) && !before.has(target)) before.set(target, node);
  }
  return before;
}

function toChain(name: string, before: Before): readonly string[] {
  const chain: string[] = [];
  for (
    let at: string | undefined = before.has(name) ? name : undefined;
    at !== undefined;
    at = before.get(at)
  )
    chain.push(at);
  return chain.reverse();
}
