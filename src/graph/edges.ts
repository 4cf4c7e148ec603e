// The module graph in compact form: nodes are numbers, edges are in typed arrays.

/** A file of the project, a package, or a module built into Node. */
export type NodeKind = 'module' | 'package' | 'builtin';

/** One edge. `record` is the place of the import in the list of its module. */
export interface GraphEdge {
  readonly from: number;
  readonly to: number;
  readonly record: number;
}

/**
 * Edges are sorted by source, in the order in which they were given; `reverse…` sorts them by
 * target.
 */
export interface ModuleGraph {
  readonly size: number;
  readonly edgeCount: number;
  /** The edges of node `n` are `starts[n]` to `starts[n + 1] - 1`. */
  readonly starts: Int32Array;
  readonly sources: Int32Array;
  readonly targets: Int32Array;
  readonly records: Int32Array;
  readonly reverseStarts: Int32Array;
  /** Edge numbers, by target. */
  readonly reverseEdges: Int32Array;
}

/**
 * Edges as columns. For many edges, creating an object for each takes longer than building the
 * graph.
 */
export interface EdgeColumns {
  readonly from: number[];
  readonly to: number[];
  readonly record: number[];
}

/** Builds a graph of `size` nodes. Parallel edges are kept. */
export function buildGraph(size: number, edges: readonly GraphEdge[]): ModuleGraph {
  return buildGraphOf(size, {
    from: edges.map(({ from }) => from),
    to: edges.map(({ to }) => to),
    record: edges.map(({ record }) => record),
  });
}

/** Builds a graph of `size` nodes from columns. Parallel edges are kept. */
export function buildGraphOf(size: number, { from, to, record }: EdgeColumns): ModuleGraph {
  const edgeCount = from.length;
  const order = toOffsets(size, Int32Array.from(from));
  const sources = new Int32Array(edgeCount);
  const targets = new Int32Array(edgeCount);
  const records = new Int32Array(edgeCount);
  for (let index = 0; index < edgeCount; index += 1) {
    const place = order.places[index] ?? 0;
    sources[place] = from[index] ?? 0;
    targets[place] = to[index] ?? 0;
    records[place] = record[index] ?? 0;
  }
  const reverse = toOffsets(size, targets);
  const reverseEdges = new Int32Array(edgeCount);
  for (let edge = 0; edge < edgeCount; edge += 1) reverseEdges[reverse.places[edge] ?? 0] = edge;
  return {
    size,
    edgeCount,
    starts: order.starts,
    sources,
    targets,
    records,
    reverseStarts: reverse.starts,
    reverseEdges,
  };
}

/** Finds the edges from a node, by number. */
export function* findEdgesFrom(graph: ModuleGraph, node: number): Iterable<number> {
  for (let edge = graph.starts[node] ?? 0, end = graph.starts[node + 1] ?? 0; edge < end; edge += 1)
    yield edge;
}

/** Finds the edges to a node, by number. */
export function* findEdgesTo(graph: ModuleGraph, node: number): Iterable<number> {
  for (
    let at = graph.reverseStarts[node] ?? 0, end = graph.reverseStarts[node + 1] ?? 0;
    at < end;
    at += 1
  )
    yield graph.reverseEdges[at] ?? 0;
}

/** Counting sort: the start of each key's group, and the place of each element. */
function toOffsets(
  size: number,
  keys: Int32Array,
): { readonly starts: Int32Array; readonly places: Int32Array } {
  const starts = new Int32Array(size + 1);
  for (const key of keys) starts[key + 1] = (starts[key + 1] ?? 0) + 1;
  for (let key = 0; key < size; key += 1)
    starts[key + 1] = (starts[key + 1] ?? 0) + (starts[key] ?? 0);
  const next = starts.slice();
  const places = new Int32Array(keys.length);
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index] ?? 0;
    const place = next[key] ?? 0;
    places[index] = place;
    next[key] = place + 1;
  }
  return { starts, places };
}
