// `ballast graph` without the command line: what the startup of some entries loads.
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { GraphReport } from '../model/graph-report.ts';
import { createModuleIndex } from '../module-graph/module-index.ts';
import type { FindLater } from '../packages/later-packages.ts';
import { toEntryPath } from '../resolve/entry-path.ts';
import type { PackageInspector } from '../catalogue/types.ts';
import { buildGraphReport } from '../startup/startup-report.ts';

/**
 * Reports what the startup of some entries loads.
 * @param inspector judges packages that no list names; without it they have no cost
 * @param findLater finds what may be loaded later; without it the report does not say
 * @throws UsageError for an entry that is not a JavaScript or TypeScript file
 */
export function runGraph(
  cwd: string,
  entries: readonly string[],
  catalogue: Catalogue,
  inspector?: PackageInspector,
  findLater?: FindLater,
): GraphReport {
  const start = performance.now();
  const paths = [...new Set(entries.map((entry) => toEntryPath(cwd, entry)))];
  const project = createModuleIndex(cwd);
  project.add(paths);
  const roots = paths.flatMap((path) => project.getId('module', path) ?? []);
  return {
    ...buildGraphReport(project, roots, cwd, catalogue, { inspector, findLater }),
    elapsedMs: performance.now() - start,
  };
}
