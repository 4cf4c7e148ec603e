// The imports from some modules up to the entry.
import { findEdgesFrom, findEdgesTo, type ModuleGraph } from '../graph/edges.ts';
import { findReached } from '../graph/reach.ts';

/**
 * Finds the imports upstream of some modules: all imports of each module that is no longer loaded
 * at startup once these imports are lazy, and of each other module the first import that keeps it.
 * @param kept modules that have to stay
 * @param from modules to start from
 * @param free imports that can be made lazy
 * @returns edge numbers
 */
export function findUpstreamImports(
  graph: ModuleGraph,
  roots: readonly number[],
  kept: ReadonlySet<number>,
  from: readonly number[],
  free: ReadonlySet<number>,
): readonly number[] {
  const { via } = findReached(graph, roots);
  const getImports = (node: number): readonly number[] =>
    [...findEdgesTo(graph, node)].filter((edge) => via[graph.sources[edge] ?? 0] !== -2);
  const leaving = findAncestors(from, getImports, graph);
  const findKeeping = (node: number): number | undefined =>
    getImports(node).find((edge) => !free.has(edge) && !leaving.has(graph.sources[edge] ?? 0));
  const queue = [...leaving].filter((node) => kept.has(node) || findKeeping(node) !== undefined);
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    if (!leaving.delete(node)) continue;
    for (const edge of findEdgesFrom(graph, node)) {
      const other = graph.targets[edge] ?? 0;
      if (leaving.has(other) && findKeeping(other) !== undefined) queue.push(other);
    }
  }
  const upstream: number[] = [];
  const seen = new Set<number>();
  const open = [...from];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    const keeping = leaving.has(node) ? undefined : findKeeping(node);
    const edges = leaving.has(node) ? getImports(node) : keeping === undefined ? [] : [keeping];
    upstream.push(...edges);
    if (leaving.has(node)) open.push(...edges.map((edge) => graph.sources[edge] ?? 0));
  }
  return upstream;
}

function findAncestors(
  from: readonly number[],
  getImports: (node: number) => readonly number[],
  { sources }: ModuleGraph,
): Set<number> {
  const all = new Set<number>();
  const queue = [...from];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    if (all.has(node)) continue;
    all.add(node);
    queue.push(...getImports(node).map((edge) => sources[edge] ?? 0));
  }
  return all;
}
