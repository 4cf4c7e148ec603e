// The heavy packages that may be loaded while a started program runs, and by what: loads in
// functions, computed names, and plug-ins that a framework finds by a manifest.
import type { LaterPackage, LaterStep } from '../model/graph-report.ts';
import type { Startup, ModuleIndex } from '../module-graph/module-index.ts';
import { getPackageFolder, toPackageName } from '../files/manifest.ts';
import { toLabel } from '../files/label.ts';
import { findPlugInFiles } from './plug-in-files.ts';
import { createRunTimeEdges, type RunTimeEdges } from './dynamic-edges.ts';

/**
 * Finds the heavy packages that may be loaded later.
 *
 * @param starting - the nodes that the startup is known to load
 */
export type FindLater = (
  cwd: string,
  project: ModuleIndex,
  startup: Startup,
  starting: readonly number[],
) => readonly LaterPackage[];

/** A file, with the chain to it that has the fewest loads that may never happen. */
interface Visit {
  readonly path: string;
  readonly by: LaterStep['by'];
  readonly specifier: string;
  readonly before?: Visit;
}

/**
 * Creates the search.
 *
 * @param isHeavy - which packages count. The search stops at them: what they load is part of their
 * cost
 */
export function createFindLater(isHeavy: (name: string) => boolean): FindLater {
  return (cwd, project, startup, starting) => {
    const paths = starting.flatMap((node) =>
      project.nodes[node]?.kind === 'module' ? [project.nodes[node].name] : [],
    );
    const edges = createRunTimeEdges(cwd, project, new Set(starting));
    const seen = new Set(paths);
    const packages = new Map<string, Visit>();
    const followed: Visit[] = [];
    /**
     * Follows everything that is loaded together with some files; returns what these may load
     * later.
     */
    const follow = (visits: readonly Visit[]): readonly Visit[] => {
      const order = [...visits];
      const later: Visit[] = [];
      for (const visit of order) {
        const name = getPackageName(visit.path);
        if (name !== undefined && !packages.has(name)) packages.set(name, visit);
        if (name !== undefined && isHeavy(name)) continue;
        followed.push(visit);
        for (const { to, by, specifier } of edges.find(visit.path)) {
          if (seen.has(to)) continue;
          (by === 'eager' ? order : later).push({ path: to, by, specifier, before: visit });
          if (by === 'eager') seen.add(to);
        }
      }
      return later;
    };
    let later = follow(paths.map((path): Visit => ({ path, by: 'eager', specifier: '' })));
    const entries = startup.roots.flatMap((root) => project.nodes[root]?.name ?? []);
    const plugIns = findPlugInFiles(
      entries,
      new Map(Array.from(packages, ([name, { path }]) => [name, path])),
      edges.resolve,
    );
    later = [
      ...later,
      ...plugIns.map(({ path, framework, key }): Visit => ({
        path,
        by: 'manifest',
        specifier: key,
        ...toBefore(packages.get(framework)),
      })),
    ];
    do {
      while (later.length > 0)
        later = follow(later.filter(({ path }) => !seen.has(path) && seen.add(path)));
      // The functions that load what they are given are only known once all files have been read.
      later = followed.flatMap((before) =>
        [...edges.findPassed(before.path)].flatMap(({ to, by, specifier }) =>
          seen.has(to) ? [] : [{ path: to, by, specifier, before }],
        ),
      );
    } while (later.length > 0);
    const found = [...packages]
      .filter(([name]) => isHeavy(name))
      .map(([name, visit]): LaterPackage => ({ name, chain: toSteps(visit, cwd, edges) }));
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  };
}

function toBefore(before: Visit | undefined): Pick<Visit, 'before'> {
  return before ? { before } : {};
}

function getPackageName(path: string): string | undefined {
  const folder = getPackageFolder(path);
  return folder === undefined ? undefined : toPackageName(folder);
}

/**
 * Parses files only for chains that are shown, to tell whether a package's `require` is in a
 * function.
 */
function toSteps(visit: Visit, cwd: string, edges: RunTimeEdges): readonly LaterStep[] {
  const steps: LaterStep[] = [];
  for (let at: Visit | undefined = visit; at; at = at.before) {
    const { path, specifier, before } = at;
    const by = at.by === 'call' && before && edges.isEager(before.path, path) ? 'eager' : at.by;
    steps.push({ file: toFile(path, cwd), by, ...(specifier !== '' && { specifier }) });
  }
  return steps.reverse();
}

/**
 * `knex/lib/index.js`: the location of the package in `node_modules` is of no interest to a reader.
 */
function toFile(path: string, cwd: string): string {
  const folder = getPackageFolder(path);
  return folder === undefined
    ? toLabel(cwd, path)
    : `${toPackageName(folder)}${path.slice(folder.length)}`.replaceAll('\\', '/');
}
