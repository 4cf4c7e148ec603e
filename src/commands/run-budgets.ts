// Reads the starts that have budgets: what each entry loads, and the locations of its imports.
import { readFileSync } from 'node:fs';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { findChain, findReached } from '../graph/reach.ts';
import type { GraphReport } from '../model/graph-report.ts';
import type { Range } from '../text/range.ts';
import { toSourceText, type SourceText } from '../text/source-text.ts';
import { createModuleIndex } from '../module-graph/module-index.ts';
import type { Configuration } from '../config/configuration.ts';
import { toEntryPath } from '../resolve/entry-path.ts';
import { toLabel } from '../files/label.ts';
import type { PackageInspector } from '../catalogue/types.ts';
import { buildGraphReport } from '../startup/startup-report.ts';

/** The start of one entry. */
export interface BudgetedStart {
  /** The entry as the configuration names it. */
  readonly key: string;
  readonly path: string;
  readonly label: string;
  readonly source: SourceText;
  readonly graph: Omit<GraphReport, 'elapsedMs'>;
  /** By package, the import of the entry with which the shortest chain to it begins. */
  readonly firstImports: ReadonlyMap<string, Range>;
}

/**
 * Reads the start of every entry that has a budget.
 *
 * @throws UsageError for an entry that is not a source file
 */
export function readStarts(
  cwd: string,
  root: string,
  budgets: NonNullable<Configuration['budgets']>,
  catalogue: Catalogue,
  inspector?: PackageInspector,
): readonly BudgetedStart[] {
  return Object.keys(budgets).map((key): BudgetedStart => {
    const path = toEntryPath(
      root,
      key,
      'The configuration has a budget for an entry that is not there: ',
    );
    const project = createModuleIndex(root);
    project.add([path]);
    const node = project.getId('module', path) ?? 0;
    const { graph } = project.startup([node]);
    const reached = findReached(graph, [node]);
    const firstImports = new Map<string, Range>();
    for (const target of reached.order) {
      const [first] = findChain(graph, reached, target) ?? [];
      const load =
        first === undefined ? undefined : project.getLoads(node)[graph.records[first] ?? -1];
      if (load && project.nodes[target]?.kind === 'package')
        firstImports.set(project.nodes[target].name, load.range);
    }
    const source = toSourceText(path, readFileSync(path, 'utf8'));
    return {
      key,
      path,
      label: toLabel(cwd, path),
      source,
      graph: buildGraphReport(project, [node], cwd, catalogue, { inspector }),
      firstImports,
    };
  });
}
