// `ballast graph`: builds the graph of a startup and prints it.
import { buildCatalogue, isReported } from '../catalogue/catalogue.ts';
import type { Configuration } from '../config/configuration.ts';
import { createFindLater, type FindLater } from '../packages/later-packages.ts';
import { loadConfiguration } from '../config/load.ts';
import { createPackageInspector } from '../packages/package-inspector.ts';
import { runGraph } from '../commands/run-graph.ts';
import type { GraphReport } from '../model/graph-report.ts';
import { toPrintableReport } from '../report/printable.ts';
import { getColors } from './colors.ts';
import { printFailed } from './own-failure.ts';
import type { PackageInspector } from '../catalogue/types.ts';

export interface GraphFlags {
  readonly format: 'text' | 'json' | 'mermaid' | 'dot' | 'html';
}

/** Runs the command; returns the exit code. */
export async function runGraphCommand(
  entries: readonly string[],
  { format }: GraphFlags,
): Promise<number> {
  const cwd = process.cwd();
  const { configuration, root } = await loadConfiguration(cwd);
  const catalogue = buildCatalogue(configuration.packages);
  const inspector =
    configuration.inspect === false
      ? undefined
      : createPackageInspector(cwd, catalogue, 'recommended');
  // Predicting later loads inspects packages too, so it needs inspection to be on.
  const findLater =
    inspector &&
    createFindLater((name) => isReported(catalogue.find(name), configuration.preset === 'strict'));
  if (format === 'html') {
    console.log(await formatPage(cwd, entries, configuration, root, inspector, findLater));
    return 0;
  }
  const report = runGraph(cwd, entries, catalogue, inspector, findLater);
  console.log(await formatReport(report, format));
  return printFailed(report.failed);
}

/** The page includes the plan, whose modules are loaded for this format only. */
async function formatPage(
  cwd: string,
  entries: readonly string[],
  configuration: Configuration,
  root: string,
  inspector: PackageInspector | undefined,
  findLater: FindLater | undefined,
): Promise<string> {
  const [{ runGraphPage }, { resolveConfig }, { createRewriteJudge }, { formatGraphHtml }] =
    await Promise.all([
      import('../commands/run-graph-page.ts'),
      import('../config/resolved-config.ts'),
      import('../fix/price-rewrite.ts'),
      import('../report/graph/html.ts'),
    ]);
  const config = { ...resolveConfig(root, configuration), ...(inspector && { inspector }) };
  return formatGraphHtml(
    await runGraphPage(
      cwd,
      entries,
      configuration.preset === 'strict',
      config,
      createRewriteJudge(cwd, ['.'], config, entries[0]),
      findLater,
    ),
  );
}

/** Loads only the printer of the requested format. */
async function formatReport(
  report: GraphReport,
  format: Exclude<GraphFlags['format'], 'html'>,
): Promise<string> {
  switch (format) {
    case 'json':
      return (await import('../report/graph/json.ts')).formatGraphJson(report);
    case 'mermaid':
      return (await import('../report/graph/diagrams.ts')).formatGraphMermaid(report);
    case 'dot':
      return (await import('../report/graph/diagrams.ts')).formatGraphDot(report);
    case 'text':
      return (await import('../report/graph/text.ts')).formatGraphText(
        toPrintableReport(report),
        getColors(),
      );
  }
}
