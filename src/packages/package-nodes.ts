// What is known about the packages of a startup graph: from the catalogue, else from inspecting
// their imports, of which the most expensive counts.
import { findMeasured, type Catalogue } from '../catalogue/catalogue.ts';
import { estimateCost } from '../catalogue/inspection.ts';
import { findEdgesTo, type ModuleGraph } from '../graph/edges.ts';
import type { ModuleIndex } from '../module-graph/module-index.ts';
import type {
  HeavyPackage,
  MeasuredPackage,
  Inspection,
  PackageEvidence,
  PackageInspector,
} from '../catalogue/types.ts';

/** What is known about a package that a start loads. */
export interface PackageKnowledge {
  readonly heavy?: HeavyPackage;
  /** From the catalogue, or from `ballast measure --package`. */
  readonly measured?: MeasuredPackage;
  /** For a package without a measurement, whether or not it is heavy. */
  readonly inspection?: Inspection;
}

/** Returns what is known about a node. */
export type PackageReader = (node: number) => PackageKnowledge;

/**
 * Creates a reader for the packages of a graph that caches its results.
 *
 * @param inspector - absent if packages are not to be inspected
 */
export function createNodeReader(
  project: ModuleIndex,
  graph: ModuleGraph,
  catalogue: Catalogue,
  inspector: PackageInspector | undefined,
): PackageReader {
  const known = new Map<number, PackageKnowledge>();
  const read = (node: number): PackageKnowledge => {
    const name = project.nodes[node]?.name ?? '';
    const heavy = catalogue.find(name);
    const measured = findMeasured(name);
    if (!inspector || catalogue.isKnown(name))
      return { ...(heavy && { heavy }), ...(measured && { measured }) };
    const imports = [...findEdgesTo(graph, node)].flatMap((edge) => {
      const source = graph.sources[edge] ?? 0;
      const load = project.getLoads(source)[graph.records[edge] ?? -1];
      const path = project.nodes[source]?.name ?? '';
      const evidence = load && inspector.inspect(path, load.specifier);
      return evidence ? [{ evidence, heavy: inspector.find(path, load.specifier) }] : [];
    });
    const [costliest] = imports.sort((a, b) => toCpuMs(b.evidence) - toCpuMs(a.evidence));
    return costliest
      ? { ...costliest.evidence, ...(costliest.heavy && { heavy: costliest.heavy }) }
      : {};
  };
  return (node) => {
    const found = known.get(node) ?? read(node);
    known.set(node, found);
    return found;
  };
}

/**
 * The likely cost of a package, measured or estimated; undefined if nothing is known, or only that
 * the cost is small.
 */
export function getLikelyCost({
  measured,
  inspection,
  heavy,
}: PackageKnowledge): { readonly cpuMs: number; readonly rssMB: number } | undefined {
  if (measured) return measured;
  return inspection && heavy?.costly ? estimateCost(inspection) : undefined;
}

function toCpuMs({ measured, inspection }: PackageEvidence): number {
  return measured ? measured.cpuMs : estimateCost(inspection).cpuMs;
}
