// What the startup of some modules loads, as a report.
import type { Catalogue } from '../catalogue/catalogue.ts';
import { estimateCost } from '../catalogue/inspection.ts';
import { findDominators } from '../graph/dominators.ts';
import { buildGraph, findEdgesFrom, type GraphEdge } from '../graph/edges.ts';
import { findReached } from '../graph/reach.ts';
import type { GraphNode, GraphReport, PackageCost } from '../model/graph-report.ts';
import type { FailedFile } from '../model/report.ts';
import type { Startup, ModuleIndex } from '../module-graph/module-index.ts';
import type { FindLater } from '../packages/later-packages.ts';
import { createNodeReader, type PackageKnowledge } from '../packages/package-nodes.ts';
import { toLabel } from '../files/label.ts';
import type { PackageInspector } from '../catalogue/types.ts';

/** Optional inputs of a report. */
export interface GraphParts {
  readonly inspector?: PackageInspector | undefined;
  readonly findLater?: FindLater | undefined;
  /** The startup, where it was followed already. */
  readonly startup?: Startup;
}

/** Gets the nodes that a report shows, the nearest first: all but the modules built into Node. */
export function getReportedNodes(
  project: ModuleIndex,
  { graph, roots }: Startup,
): readonly number[] {
  return findReached(graph, roots).order.filter((node) => project.nodes[node]?.kind !== 'builtin');
}

/**
 * Reports what the startup of some modules loads.
 * @param roots node numbers
 * @param cwd the folder that labels are relative to
 */
export function buildGraphReport(
  project: ModuleIndex,
  roots: readonly number[],
  cwd: string,
  catalogue: Catalogue,
  { inspector, findLater, startup = project.startup(roots) }: GraphParts = {},
): Omit<GraphReport, 'elapsedMs'> {
  const { graph } = startup;
  const { via } = findReached(graph, roots);
  const idom = findDominatorsOf(
    graph.size,
    roots,
    Array.from(graph.sources, (from, edge): GraphEdge => ({
      from,
      to: graph.targets[edge] ?? 0,
      record: 0,
    })),
  );
  const kept = getReportedNodes(project, startup);
  const read = createNodeReader(project, graph, catalogue, inspector);
  const places = new Map(kept.map((node, place) => [node, place]));
  const names = new Set(kept.map((node) => project.nodes[node]?.name));
  const nodes = kept.map((node): GraphNode => {
    const { kind, name } = project.nodes[node] ?? { kind: 'module', name: '' };
    const before = places.get(graph.sources[via[node] ?? -1] ?? -1);
    const dominator = places.get(idom[node] ?? -1);
    const known = kind === 'package' ? read(node) : {};
    const cost = toCost(known);
    const brings =
      known.inspection?.loads?.filter(
        (one) => catalogue.find(one) !== undefined && !names.has(one),
      ) ?? [];
    return {
      kind: kind === 'package' ? 'package' : 'module',
      label: kind === 'package' ? name : toLabel(cwd, name),
      ...(before !== undefined && { via: before }),
      ...(dominator !== undefined && { dominator }),
      loads: [...findEdgesFrom(graph, node)].flatMap(
        (edge) => places.get(graph.targets[edge] ?? -1) ?? [],
      ),
      ...(cost && { cost }),
      ...(known.inspection?.native !== undefined && { native: known.inspection.native }),
      ...(brings.length > 0 && { brings }),
    };
  });
  const all = new Set(findReached(project.getSuperset(), roots).order);
  const later = project.nodes.flatMap(({ kind, name }, id) =>
    kind === 'package' && all.has(id) && !places.has(id) && catalogue.find(name) ? [name] : [],
  );
  const loaded = new Set(kept);
  const unresolved = project
    .findUnresolved()
    .filter(({ path }) => loaded.has(project.getId('module', path) ?? -1));
  const predicted = new Set([...names, ...later, ...nodes.flatMap(({ brings = [] }) => brings)]);
  const foreseen = findLater?.(cwd, project, startup, kept).filter(
    ({ name }) => !predicted.has(name),
  );
  return {
    entries: roots.flatMap((root) => places.get(root) ?? []),
    nodes,
    later: later.sort(),
    ...(foreseen && { foreseen }),
    unresolved: unresolved.map(({ path, specifier }) => ({ label: toLabel(cwd, path), specifier })),
    failed: toFailedFiles(project, cwd),
  };
}

/** The modules of a project that could not be looked into, for a report. */
export function toFailedFiles(project: ModuleIndex, cwd: string): readonly FailedFile[] {
  return project
    .findFailures()
    .map(({ path, failure }) => ({ label: toLabel(cwd, path), message: failure.message }));
}

function toCost({ measured, inspection, heavy }: PackageKnowledge): PackageCost | undefined {
  if (measured) {
    const { cpuMs, rssMB, version, date, nativeLibraries } = measured;
    return {
      cpuMs,
      rssMB,
      version,
      date,
      nativeLibraries,
      isHeavy: heavy?.level === 'recommended',
    };
  }
  if (!inspection || !heavy?.costly) return undefined;
  const { version, bytes, native } = inspection;
  return {
    ...estimateCost(inspection),
    version,
    estimatedFromBytes: bytes,
    nativeLibraries: native === undefined ? 0 : 1,
    isHeavy: true,
  };
}

/** Finds dominators below several roots, by a node above all of them, which counts as none. */
function findDominatorsOf(
  size: number,
  roots: readonly number[],
  edges: readonly GraphEdge[],
): Int32Array {
  const top = size;
  const idom = findDominators(
    buildGraph(size + 1, [...edges, ...roots.map((to) => ({ from: top, to, record: 0 }))]),
    top,
  );
  return idom.map((dominator) => (dominator === top ? -1 : dominator));
}
