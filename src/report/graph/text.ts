// The report of `ballast graph` for a terminal.
import { toMemory, toTime } from '../../catalogue/cost.ts';
import type { Colors } from '../colors.ts';
import {
  describeCostSource,
  describeLater,
  sortPackages,
  sumCosts,
  toChain,
  type GraphNode,
  type GraphReport,
} from '../../model/graph-report.ts';
import { formatCount, formatElapsed, SEPARATOR } from '../wording.ts';

/**
 * Formats what a start loads: a head, the packages with their chains, and the tree down to packages
 * with a known cost.
 */
export function formatGraphText(report: GraphReport, colors: Colors): string {
  const parts = [
    formatHead(report, colors),
    formatPackages(report, colors),
    formatTree(report, colors),
    formatLater(report, colors),
    formatUnresolved(report, colors),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function formatHead(report: GraphReport, colors: Colors): string {
  const { nodes, entries, elapsedMs } = report;
  const packages = nodes.filter(({ kind }) => kind === 'package');
  const names = entries.map((entry) => colors.bold(nodes[entry]?.label ?? '')).join(' and ');
  const costs = packages.flatMap(({ cost }) => cost ?? []);
  const measured = sumCosts(
    costs.filter(({ estimatedFromBytes }) => estimatedFromBytes === undefined),
  );
  const estimated = sumCosts(
    costs.filter(({ estimatedFromBytes }) => estimatedFromBytes !== undefined),
  );
  const sum =
    measured.count === 0
      ? 'none of them measured'
      : `${toTime(measured.cpuMs)} CPU and ${toMemory(measured.rssMB)} in ${formatCount(measured.count, 'measured package')}`;
  const more =
    estimated.count === 0
      ? []
      : [
          `about ${toTime(estimated.cpuMs)} and ${toMemory(estimated.rssMB)} in ${formatCount(estimated.count, 'other')}, by inspection`,
        ];
  return [
    `${names} ${entries.length === 1 ? 'loads' : 'load'} ${formatCount(nodes.length - packages.length, 'module')} and ${formatCount(packages.length, 'package')} at the start`,
    sum,
    ...more,
    colors.dim(formatElapsed(elapsedMs)),
  ].join(colors.dim(SEPARATOR));
}

function formatPackages(report: GraphReport, colors: Colors): string {
  const ids = sortPackages(report);
  const measured = ids.filter((id) => report.nodes[id]?.cost);
  const rows = measured.map((id) => {
    const { cost, label } = toNode(report, id);
    const source = cost?.estimatedFromBytes === undefined ? '' : describeCostSource(cost);
    return {
      time: `${source === '' ? '' : '~'}${toTime(cost?.cpuMs ?? 0)}`,
      memory: toMemory(cost?.rssMB ?? 0),
      source,
      label,
      isHeavy: cost?.isHeavy === true,
      chain: toChain(report, id)
        .slice(0, -1)
        .map((one) => toNode(report, one).label),
    };
  });
  const width = (get: (row: (typeof rows)[number]) => string): number =>
    Math.max(...rows.map((row) => get(row).length));
  const lines = rows.map((row) => {
    const name = row.label.padEnd(width(({ label }) => label));
    return `  ${row.time.padStart(width(({ time }) => time))}  ${row.memory.padStart(width(({ memory }) => memory))}  ${row.isHeavy ? colors.yellow(name) : name}  ${colors.dim(row.chain.join(' → '))}${row.source === '' ? '' : `  ${row.source}`}`;
  });
  const rest = ids.filter((id) => !report.nodes[id]?.cost).map((id) => toNode(report, id).label);
  const native = ids.flatMap((id) => {
    const { label, native: loader, cost } = toNode(report, id);
    return loader === undefined || cost
      ? []
      : [loader === label ? label : `${label} (by ${loader})`];
  });
  const inner = ids.flatMap(
    (id) =>
      toNode(report, id).brings?.map((name) => `${name} (by ${toNode(report, id).label})`) ?? [],
  );
  const foreseen = report.foreseen ?? [];
  const longest = Math.max(...foreseen.map(({ name }) => name.length));
  const may = foreseen.map((one) => `    ${one.name.padEnd(longest)}  ${describeLater(one)}`);
  const notes = [
    ...(inner.length > 0 ? [`  loaded by packages: ${inner.join(', ')}`] : []),
    ...(may.length > 0
      ? ['  may be loaded later, by packages and plug-ins while the program runs:', ...may]
      : []),
    ...(native.length > 0 ? [`  load native code, by inspection: ${native.join(', ')}`] : []),
    ...(rest.length > 0 ? [`  not measured: ${rest.join(', ')}`] : []),
  ];
  return [...lines, ...notes.map((note) => colors.dim(note))].join('\n');
}

/**
 * Formats the shortest chains as a tree. What leads to no package with a known cost is counted, not
 * shown.
 */
function formatTree(report: GraphReport, colors: Colors): string {
  const children = new Map<number, number[]>();
  for (const [id, { via }] of report.nodes.entries()) {
    if (via === undefined) continue;
    const list = children.get(via);
    if (list) list.push(id);
    else children.set(via, [id]);
  }
  const weights = new Map<number, boolean>();
  const queue = sortPackages(report).filter((id) => report.nodes[id]?.cost);
  for (const id of queue) for (const node of toChain(report, id)) weights.set(node, true);
  const lines: string[] = [];
  const show = (id: number, head: string, indent: string): void => {
    const node = toNode(report, id);
    lines.push(
      `${colors.dim(head)}${node.kind === 'package' ? colors.yellow(node.label) : node.label}${node.cost ? colors.dim(`  ${node.cost.estimatedFromBytes === undefined ? '' : '~'}${toTime(node.cost.cpuMs)}, ${toMemory(node.cost.rssMB)}`) : ''}`,
    );
    const own = children.get(id) ?? [];
    const shown = own.filter((child) => weights.has(child));
    const rest = describeRest(
      own.filter((child) => !weights.has(child)),
      report,
      children,
    );
    for (const [index, child] of shown.entries()) {
      const isLast = index === shown.length - 1 && rest === undefined;
      show(child, `${indent}${isLast ? '└─ ' : '├─ '}`, `${indent}${isLast ? '   ' : '│  '}`);
    }
    if (rest !== undefined)
      lines.push(colors.dim(`${indent}└─ ${shown.length > 0 ? 'and ' : ''}${rest}`));
  };
  for (const entry of report.entries) show(entry, '', '');
  return lines.join('\n');
}

function describeRest(
  ids: readonly number[],
  report: GraphReport,
  children: ReadonlyMap<number, readonly number[]>,
): string | undefined {
  let [modules, packages] = [0, 0];
  const queue = [...ids];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (toNode(report, id).kind === 'module') modules += 1;
    else packages += 1;
    queue.push(...(children.get(id) ?? []));
  }
  const parts = [
    ...(modules > 0 ? [formatCount(modules, 'module')] : []),
    ...(packages > 0 ? [formatCount(packages, 'package')] : []),
  ];
  return parts.length === 0 ? undefined : parts.join(', ');
}

function formatLater({ later }: GraphReport, colors: Colors): string {
  return later.length === 0
    ? ''
    : `${colors.green('loaded later, if at all')}: ${later.join(', ')}`;
}

function formatUnresolved({ unresolved }: GraphReport, colors: Colors): string {
  if (unresolved.length === 0) return '';
  const shown = unresolved.slice(0, 10).map(({ label, specifier }) => `  ${label}: ${specifier}`);
  const more =
    unresolved.length > shown.length
      ? [colors.dim(`  and ${formatCount(unresolved.length - shown.length, 'other')}`)]
      : [];
  return [
    colors.yellow(`${formatCount(unresolved.length, 'import')} of files that do not exist`),
    ...shown,
    ...more,
  ].join('\n');
}

function toNode({ nodes }: GraphReport, id: number): GraphNode {
  return nodes[id] ?? { kind: 'module', label: '', loads: [] };
}
