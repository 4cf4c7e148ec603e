// What one file of a program or of an installed package loads, and what it may load later while it
// runs. Files are lexed or parsed on demand.
import { dirname } from 'node:path';
import type { LaterStep } from '../model/graph-report.ts';
import { extractComputedLoads } from '../syntax/modules/computed-loads.ts';
import { mayCompute } from '../syntax/modules/import-records.ts';
import { toSourceText } from '../text/source-text.ts';
import { createModuleIndex, type ModuleIndex } from '../module-graph/module-index.ts';
import { getPackageFolder } from '../files/manifest.ts';
import { findMatches } from './glob-specifiers.ts';
import { createPackageGraph } from './package-graph.ts';
import { readIfThere } from '../files/read-if-there.ts';

/** A file that another file loads or may load. */
interface RunTimeEdge {
  readonly to: string;
  readonly by: LaterStep['by'];
  /** As written in the loading file. */
  readonly specifier: string;
}

export interface RunTimeEdges {
  /**
   * What a file loads and may load. Edges marked `eager` are certain; other requires of a package
   * count as `call` without being parsed.
   */
  find(path: string): Iterable<RunTimeEdge>;
  /**
   * The packages whose names a file passes to functions of its own package that load what they are
   * given, as far as `find` has met those functions.
   */
  findPassed(path: string): Iterable<RunTimeEdge>;
  /** The file that a specifier means in a folder, or undefined. */
  resolve(directory: string, specifier: string): string | undefined;
  /** Whether a file of a package loads another file when it is evaluated. Parses it. */
  isEager(from: string, to: string): boolean;
}

/** A longer text is a bundle, and takes seconds to parse. */
const MOST_PARSED = 1_000_000;
/** A file without an extension may be a script. */
const NO_CODE = /\.(?:json|node)$/;

/**
 * Creates a reader that caches what it has read.
 *
 * @param isStarting - the nodes that the startup is known to load
 */
export function createRunTimeEdges(
  cwd: string,
  project: ModuleIndex,
  isStarting: ReadonlySet<number>,
): RunTimeEdges {
  const graph = createPackageGraph(0);
  /**
   * An index of the files that only a computed name or a manifest leads to; they aren't in the
   * project's graph.
   */
  let extra: ModuleIndex | undefined;

  /** By package folder, the names of functions that load what they are given. */
  const loaders = new Map<string | undefined, readonly string[]>();

  const findOwn = function* (path: string): Iterable<RunTimeEdge> {
    const known = project.getId('module', path);
    const holder = known === undefined ? (extra ??= createModuleIndex(cwd)) : project;
    if (known === undefined) holder.add([path]);
    const id = known ?? holder.getId('module', path) ?? -1;
    const named = holder.getNamed(id);
    for (const [index, { specifier, atStartup, form }] of holder.getLoads(id).entries()) {
      const target = named[index] ?? -1;
      const node = holder.nodes[target];
      const by = atStartup || (holder === project && isStarting.has(target)) ? 'eager' : 'call';
      if (node?.kind === 'module') yield { to: node.name, by, specifier };
      if (node?.kind !== 'package') continue;
      const [first, second] =
        form === 'require' || form === 'import-equals'
          ? (['require', 'import'] as const)
          : (['import', 'require'] as const);
      const to =
        graph.resolve(dirname(path), specifier, first) ??
        graph.resolve(dirname(path), specifier, second);
      if (to !== undefined) yield { to, by, specifier };
    }
    const text = NO_CODE.test(path) ? undefined : readIfThere(path);
    if (text !== undefined && mayCompute(text)) yield* findComputed(path, text);
  };
  const findInPackage = function* (path: string): Iterable<RunTimeEdge> {
    const { certain, possible, dynamic, mayCompute: isComputed } = graph.read(path);
    for (const to of certain) yield { to, by: 'eager', specifier: '' };
    for (const [specifier, to] of possible) yield { to, by: 'call', specifier };
    for (const specifier of dynamic) {
      const to = graph.resolve(dirname(path), specifier, 'import');
      if (to !== undefined) yield { to, by: 'call', specifier };
    }
    if (isComputed) yield* findComputed(path, readIfThere(path) ?? '');
  };
  const findComputed = function* (path: string, text: string): Iterable<RunTimeEdge> {
    if (text.length > MOST_PARSED) return;
    const { loads, loaders: own } = extractComputedLoads(toSourceText(path, text));
    const folder = getPackageFolder(path);
    if (own.length > 0) loaders.set(folder, [...(loaders.get(folder) ?? []), ...own]);
    for (const { kind, pieces } of loads) {
      for (const match of findMatches(dirname(path), pieces)) {
        const to = graph.resolve(dirname(path), match, kind);
        // `require('../../' + name)` in a package could mean any installed package, so it says
        // nothing.
        if (to !== undefined && to !== path && getPackageFolder(to) === getPackageFolder(path))
          yield { to, by: 'computed', specifier: pieces.join('${…}') };
      }
    }
  };
  const findPassed = function* (path: string): Iterable<RunTimeEdge> {
    const names = loaders
      .get(getPackageFolder(path))
      ?.map((name) => name.replaceAll('$', String.raw`\$`));
    const text = names && !NO_CODE.test(path) ? (readIfThere(path) ?? '') : '';
    // this.load('sqlite3')
    for (const [call, , specifier = ''] of text.matchAll(
      new RegExp(
        String.raw`(?<![\w$])(?:${names?.join('|') ?? ''})\s*\(\s*(['"\`])([@\w][^'"\`\\\n$]*)\1`,
        'g',
      ),
    )) {
      const to =
        graph.resolve(dirname(path), specifier, 'require') ??
        graph.resolve(dirname(path), specifier, 'import');
      if (to !== undefined) yield { to, by: 'computed', specifier: `${call})` };
    }
  };
  return {
    findPassed,
    find: (path) => (getPackageFolder(path) === undefined ? findOwn(path) : findInPackage(path)),
    resolve: (directory, specifier) =>
      graph.resolve(directory, specifier, 'require') ??
      graph.resolve(directory, specifier, 'import'),
    isEager: (from, to) =>
      getPackageFolder(from) !== undefined &&
      [...graph.read(from).certain, ...graph.findTopLevel(from)].includes(to),
  };
}
