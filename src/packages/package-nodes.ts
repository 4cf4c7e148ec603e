// What the package nodes of a start are known to cost: by the catalogue, else by what is installed,
// at the dearest of their imports.
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

/** What is known of a package that a start loads. */
export interface PackageKnowledge {
  readonly heavy?: HeavyPackage;
  /** By the catalogue, or by `ballast measure --package`. */
  readonly measured?: MeasuredPackage;
  /** Of a package that nobody has measured, whether or not it is heavy. */
  readonly inspection?: Inspection;
}

/** Gives what is known of a node; it is looked at once. */
export type PackageReader = (node: number) => PackageKnowledge;

/**
 * Makes a reader for the packages of a graph.
 * @param inspector absent where packages are not to be inspected
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
      const look = load && inspector.look(path, load.specifier);
      return look ? [{ look, heavy: inspector.find(path, load.specifier) }] : [];
    });
    const [dearest] = imports.sort((a, b) => toSize(b.look) - toSize(a.look));
    return dearest ? { ...dearest.look, ...(dearest.heavy && { heavy: dearest.heavy }) } : {};
  };
  return (node) => {
    const found = known.get(node) ?? read(node);
    known.set(node, found);
    return found;
  };
}

/**
 * What a package is likely to cost the start, with the source of the figures; undefined where
 * nothing is known, or only that it is little.
 */
export function getLikelyCost({
  measured,
  inspection,
  heavy,
}: PackageKnowledge): { readonly cpuMs: number; readonly rssMB: number } | undefined {
  if (measured) return measured;
  return inspection && heavy?.costly ? estimateCost(inspection) : undefined;
}

function toSize({ measured, inspection }: PackageEvidence): number {
  return measured ? measured.cpuMs : estimateCost(inspection).cpuMs;
}
