// The report of `ballast graph` as a diagram in Mermaid or DOT: the chains to packages with a known
// cost.
import { toMemory, toTime } from '../../catalogue/cost.ts';
import {
  sortPackages,
  toChain,
  type GraphNode,
  type GraphReport,
} from '../../model/graph-report.ts';

/** @see https://mermaid.js.org/syntax/flowchart.html */
export function formatGraphMermaid(report: GraphReport): string {
  const { nodes, edges } = toDiagram(report);
  const lines = nodes.map(([id, node]) => {
    const text = toText(node).map(escapeMermaid).join('<br>');
    return node.kind === 'package'
      ? `  n${String(id)}[["${text}"]]:::${node.cost?.isHeavy ? 'heavy' : 'package'}`
      : `  n${String(id)}["${text}"]`;
  });
  return [
    'flowchart LR',
    ...lines,
    ...edges.map(([from, to]) => `  n${String(from)} --> n${String(to)}`),
    '  classDef heavy fill:#c2410c,stroke:#7c2d12,color:#fff',
    '  classDef package fill:#e2e8f0,stroke:#64748b,color:#0f172a',
  ].join('\n');
}

/** @see https://graphviz.org/doc/info/lang.html */
export function formatGraphDot(report: GraphReport): string {
  const { nodes, edges } = toDiagram(report);
  const lines = nodes.map(([id, node]) => {
    const style =
      node.kind === 'package'
        ? `, shape=box3d, style=filled, fillcolor="${node.cost?.isHeavy ? '#fdba74' : '#e2e8f0'}"`
        : '';
    return `  n${String(id)} [label="${toText(node).map(escapeDot).join('\\n')}"${style}];`;
  });
  return [
    'digraph boot {',
    '  rankdir=LR;',
    '  node [shape=box, fontname="sans-serif"];',
    ...lines,
    ...edges.map(([from, to]) => `  n${String(from)} -> n${String(to)};`),
    '}',
  ].join('\n');
}

/**
 * Selects everything between an entry and a package with a known cost; the entries alone if there
 * is none.
 */
function toDiagram(report: GraphReport): {
  readonly nodes: readonly (readonly [number, GraphNode])[];
  readonly edges: readonly (readonly [number, number])[];
} {
  const kept = new Set(report.entries);
  for (const id of sortPackages(report))
    if (report.nodes[id]?.cost) for (const node of toChain(report, id)) kept.add(node);
  const nodes = [...kept]
    .sort((a, b) => a - b)
    .flatMap((id): readonly (readonly [number, GraphNode])[] => {
      const node = report.nodes[id];
      return node ? [[id, node]] : [];
    });
  const edges = nodes.flatMap(([id, { loads }]) =>
    [...new Set(loads)].filter((to) => kept.has(to)).map((to) => [id, to] as const),
  );
  return { nodes, edges };
}

function toText({ label, cost }: GraphNode): readonly string[] {
  return cost
    ? [
        label,
        `${cost.estimatedFromBytes === undefined ? '' : '~'}${toTime(cost.cpuMs)}, ${toMemory(cost.rssMB)}`,
      ]
    : [label];
}

/** @see https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters */
function escapeMermaid(text: string): string {
  return text.replace(/[#&<>"`\\{}[\]|]/g, (character) => `#${String(character.charCodeAt(0))};`);
}

function escapeDot(text: string): string {
  return text.replace(/["\\]/g, '\\$&');
}
