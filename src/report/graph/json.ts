// The report of `ballast graph` as JSON.
import { sortPackages, sumCosts, toChain, type GraphReport } from '../../model/graph-report.ts';

/**
 * Formats a run: `modules` and `packages` name each other by label; chains go from the entry to the
 * package.
 */
export function formatGraphJson(report: GraphReport): string {
  const { nodes, entries, later, foreseen, unresolved } = report;
  const toLabel = (id: number): string => nodes[id]?.label ?? '';
  const { cpuMs, rssMB } = sumCosts(nodes.map(({ cost }) => cost));
  const packages = sortPackages(report).map((id) => ({
    name: toLabel(id),
    chain: toChain(report, id).map(toLabel),
    loadedBy: nodes.flatMap(({ loads, label }) => (loads.includes(id) ? [label] : [])),
    ...(nodes[id]?.dominator !== undefined && { onlyThrough: toLabel(nodes[id].dominator) }),
    ...(nodes[id]?.cost && { cost: nodes[id].cost }),
    ...(nodes[id]?.brings && { brings: nodes[id].brings }),
  }));
  const modules = nodes.flatMap(({ kind, label, loads, dominator }) =>
    kind === 'module'
      ? [
          {
            path: label,
            loads: [...new Set(loads)].map(toLabel),
            ...(dominator !== undefined && { onlyThrough: toLabel(dominator) }),
          },
        ]
      : [],
  );
  return JSON.stringify(
    {
      entries: entries.map(toLabel),
      cpuMs,
      rssMB,
      packages,
      modules,
      later,
      ...(foreseen && { foreseen }),
      unresolved: unresolved.map(({ label, specifier }) => ({ path: label, specifier })),
    },
    undefined,
    2,
  );
}
