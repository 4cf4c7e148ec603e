// Measures the start of an entry: starts it several times and compares what it loaded with the
// graph.
import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type {
  LoadedPackage,
  Prediction,
  ProcessCost,
  StartMeasurement,
} from '../model/measure-report.ts';
import { getSourcesOf } from '../resolve/built-output.ts';
import {
  createCompilationProvider,
  type CompilationProvider,
} from '../resolve/compiler-options.ts';
import { resolveEntryCommand } from '../measure/entry-command.ts';
import { isEntryFile, resolveEntry } from '../resolve/entry-path.ts';
import { createFindLater } from '../packages/later-packages.ts';
import { isNativeLibrary } from '../packages/import-cost.ts';
import { getPackageOfPath } from '../measure/load-trace.ts';
import { joinTraces, judgeLoads, type LoadedNodes } from '../measure/load-verdicts.ts';
import { findManifestFolder } from '../files/manifest.ts';
import { getMedian } from '../model/median.ts';
import { observeStart, type Observation, type StartCommand } from '../measure/observe-startup.ts';
import { toLabel } from '../files/label.ts';
import { createPackageInspector } from '../packages/package-inspector.ts';
import { runGraph } from './run-graph.ts';
import { addUnseenLinks } from '../measure/unobserved-imports.ts';
import { UsageError } from '../files/usage-error.ts';

export interface MeasureOptions extends Pick<
  StartCommand,
  'until' | 'timeoutMs' | 'env' | 'signal'
> {
  readonly args: readonly string[];
  readonly runs: number;
  readonly catalogue: Catalogue;
  /** Which packages count as heavy. */
  readonly isHeavy: (name: string) => boolean;
}

/**
 * Measures the start of an entry.
 *
 * @throws UsageError when there is no such file, when it can't be run here, or when it does not
 * reach the awaited moment
 */
export async function runMeasure(
  cwd: string,
  entry: string,
  options: MeasureOptions,
): Promise<StartMeasurement> {
  const path = resolveEntry(cwd, entry);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats)
    throw new UsageError(`\`${entry}\` does not exist. Name the file that starts the server.`);
  if (!stats.isFile())
    throw new UsageError(`\`${entry}\` is not a file. Name the file that starts the server.`);
  const getCompilation = createCompilationProvider();
  const source = getSourcesOf(path, getCompilation)[0] ?? path;
  const graph =
    getPackageOfPath(path) === undefined && isEntryFile(source)
      ? runGraph(
          cwd,
          [source],
          options.catalogue,
          createPackageInspector(cwd, options.catalogue, 'recommended'),
          createFindLater(options.isHeavy),
        )
      : undefined;
  const modules =
    graph?.nodes.flatMap(({ kind, label }) => (kind === 'module' ? [resolve(cwd, label)] : [])) ??
    [];
  const command = resolveEntryCommand(path, modules, cwd, getCompilation);
  const start: StartCommand = {
    ...options,
    label: entry,
    cwd,
    args: [...command.options, command.file, ...options.args],
  };
  const plain: Observation[] = [];
  const traced: Observation[] = [];
  // Alternate, so that a disturbance of the machine affects both. Tracing loads takes time and
  // memory itself, so costs come from the plain runs.
  for (let run = 0; run < options.runs; run += 1) {
    plain.push(await observeStart(start, false));
    traced.push(await observeStart(start, true));
  }
  const loaded = joinTraces(traced.map(({ trace }) => addUnseenLinks(trace)));
  const files = [
    ...new Set([...loaded.files].flatMap((file) => getSourcesOf(file, getCompilation))),
  ].sort();
  return {
    entry,
    command: ['node', ...start.args.map((arg) => toLabelOfPath(cwd, arg))].join(' '),
    ...(command.runner !== undefined && { runner: command.runner }),
    until: options.until === 'listening' ? 'listening' : String(options.until),
    runs: options.runs,
    isMainProcess: plain.every(({ isMainProcess }) => isMainProcess),
    cost: toCost(plain, cwd),
    packages: toPackages(loaded, traced, options),
    files: files.map((file) => toLabel(cwd, file)),
    ...(graph && { prediction: toPrediction(cwd, graph, loaded, files, options, getCompilation) }),
  };
}

function toCost(plain: readonly Observation[], cwd: string): ProcessCost {
  const getFigure = (get: (one: Observation) => number): number =>
    Math.round(getMedian(plain.map(get)));
  const traces = plain.map(({ trace }) => trace);
  const threads = traces.flatMap((trace) => trace.threads ?? []);
  const mapped = traces.flatMap((trace) => (trace.mapped ? [trace.mapped] : []));
  const folder = findManifestFolder(cwd) ?? cwd;
  return {
    elapsedMs: getFigure(({ elapsedMs }) => elapsedMs),
    cpuMs: getFigure(({ trace }) => trace.cpuMs),
    rssMB: getFigure(({ trace }) => trace.rssBytes / 2 ** 20),
    ...(threads.length > 0 && { threads: getMedian(threads) }),
    ...(mapped.length > 0 && {
      libraries: [...new Set(mapped.flat())].filter((path) => isNativeLibrary(path, folder)).sort(),
    }),
  };
}

function toPackages(
  loaded: LoadedNodes,
  traced: readonly Observation[],
  { isHeavy }: MeasureOptions,
): readonly LoadedPackage[] {
  const packages = Array.from(loaded.packages, ([name, path]): LoadedPackage => {
    const spans = traced.flatMap(({ trace }) => trace.spans.filter((span) => span.name === name));
    const getFigure = (values: readonly number[]): number =>
      values.length === 0 ? 0 : Math.round(getMedian(values));
    const version = readVersion(path, name);
    return {
      name,
      ...(version !== undefined && { version }),
      ms: getFigure(spans.map(({ ms }) => ms)),
      rssMB: getFigure(spans.map(({ rssBytes }) => rssBytes / 2 ** 20)),
      isHeavy: isHeavy(name),
      isPreloaded: loaded.preloaded.has(name),
    };
  });
  return packages.sort((a, b) => b.ms - a.ms || (a.name < b.name ? -1 : 1));
}

function toPrediction(
  cwd: string,
  graph: ReturnType<typeof runGraph>,
  loaded: LoadedNodes,
  files: readonly string[],
  { isHeavy }: MeasureOptions,
  getCompilation: CompilationProvider,
): Prediction {
  const predicted = new Set(
    graph.nodes.flatMap(({ kind, label, brings = [] }) =>
      kind === 'package' ? [label, ...brings] : [],
    ),
  );
  const modules = new Set(
    graph.nodes.flatMap(({ kind, label }) =>
      kind === 'module' ? getSourcesOf(resolve(cwd, label), getCompilation) : [],
    ),
  );
  const known = new Set(files);
  const toShown = (node: string): string =>
    loaded.packages.has(node) ? node : toLabel(cwd, getSourcesOf(node, getCompilation)[0] ?? node);
  const { later, foreseen = [] } = graph;
  const mayBeLoaded = new Set([...later, ...foreseen.map(({ name }) => name)]);
  return {
    heavy: judgeLoads(loaded, predicted, mayBeLoaded, isHeavy).map((one) => ({
      ...one,
      chain: one.chain.map(toShown),
    })),
    later,
    foreseen,
    foreseenNotLoaded: foreseen.flatMap(({ name }) => (loaded.packages.has(name) ? [] : [name])),
    filesNotLoaded: [...modules]
      .filter((path) => !known.has(path))
      .map((path) => toLabel(cwd, path))
      .sort(),
    filesNotPredicted: files
      .filter((path) => !modules.has(path) && /\.[mc]?[jt]sx?$/.test(path))
      .map((path) => toLabel(cwd, path)),
  };
}

/**
 * Reads the version of a package from the manifest above one of its files; undefined if there is
 * none.
 */
function readVersion(path: string, name: string): string | undefined {
  const folder = path.slice(
    0,
    path.lastIndexOf(join('node_modules', name)) + join('node_modules', name).length,
  );
  try {
    const manifest: unknown = JSON.parse(
      readFileSync(join(folder === '' ? dirname(path) : folder, 'package.json'), 'utf8'),
    );
    return typeof manifest === 'object' && manifest !== null && 'version' in manifest
      ? String(manifest.version)
      : undefined;
  } catch {
    return undefined;
  }
}

function toLabelOfPath(cwd: string, arg: string): string {
  const path = arg.replace(/^file:\/\//, '');
  return path.startsWith(cwd) ? toLabel(cwd, path) : arg;
}
