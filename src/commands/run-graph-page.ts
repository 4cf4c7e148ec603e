// `ballast graph --format html` without the command line: the graph, the lines of its imports, and
// the plan, all over the same startup.
import { findEdgesFrom } from '../graph/edges.ts';
import type { GraphPage } from '../model/graph-page.ts';
import { toSourceText } from '../text/source-text.ts';
import { createModuleIndex, type Startup, type ModuleIndex } from '../module-graph/module-index.ts';
import { toEntryPath } from '../resolve/entry-path.ts';
import type { FindLater } from '../packages/later-packages.ts';
import { readIfThere } from '../files/read-if-there.ts';
import { planStartup } from './run-plan.ts';
import type { PlanContext } from '../plan/plan-problem.ts';
import type { RewriteJudge } from '../plan/priced-cut.ts';
import { buildGraphReport, getReportedNodes } from '../startup/startup-report.ts';

/**
 * Collects the data of the page. There is a plan only for a single entry.
 * @param isStrict whether small native packages count as heavy too
 * @param judge works out what each rewrite of the plan really changes
 * @throws UsageError for an entry that is not a JavaScript or TypeScript file
 */
export async function runGraphPage(
  cwd: string,
  entries: readonly string[],
  isStrict: boolean,
  config: PlanContext,
  judge: RewriteJudge,
  findLater?: FindLater,
): Promise<GraphPage> {
  const paths = [...new Set(entries.map((entry) => toEntryPath(cwd, entry)))];
  const project = createModuleIndex(cwd);
  project.add(paths);
  const startup = project.startup(paths.flatMap((path) => project.getId('module', path) ?? []));
  const kept = getReportedNodes(project, startup);
  const { lines, places } = findLines(project, startup, kept);
  const [entry = ''] = paths;
  const planned =
    paths.length === 1
      ? await planStartup(project, startup, { cwd, entry, isStrict }, config, judge)
      : undefined;
  return {
    graph: buildGraphReport(project, startup.roots, cwd, config.catalogue, {
      inspector: config.inspector,
      findLater,
      startup,
    }),
    lines,
    ...(planned && {
      plan: {
        report: planned.report,
        loads: planned.edges.map((edges) => edges.flatMap((edge) => places.get(edge) ?? [])),
      },
    }),
  };
}

/**
 * Finds the lines of the loads that the report shows: `lines` by node and load, and in `places` the
 * number of each load by its edge.
 */
function findLines(
  project: ModuleIndex,
  { graph }: Startup,
  kept: readonly number[],
): {
  readonly lines: readonly (readonly number[])[];
  readonly places: ReadonlyMap<number, number>;
} {
  const isKept = new Set(kept);
  const places = new Map<number, number>();
  const lines = kept.map((node) => {
    const edges = [...findEdgesFrom(graph, node)].filter((edge) =>
      isKept.has(graph.targets[edge] ?? -1),
    );
    if (edges.length === 0) return [];
    for (const edge of edges) places.set(edge, places.size);
    const path = project.nodes[node]?.name ?? '';
    const raw = readIfThere(path);
    const toLine = raw === undefined ? () => 0 : createLineCounter(toSourceText(path, raw).text);
    const loads = project.getLoads(node);
    return edges.map((edge) => {
      const load = loads[graph.records[edge] ?? -1];
      return load ? toLine(load.range[0]) : 0;
    });
  });
  return { lines, places };
}

/**
 * Creates a function from offset to line, which searches the line breaks once: a file may have many
 * imports.
 */
function createLineCounter(text: string): (offset: number) => number {
  const starts = Array.from(
    text.matchAll(/\r\n|[\n\r\u2028\u2029]/g),
    ({ index, 0: end }) => index + end.length,
  );
  return (offset) => {
    const after = starts.findIndex((start) => start > offset);
    return (after < 0 ? starts.length : after) + 1;
  };
}
