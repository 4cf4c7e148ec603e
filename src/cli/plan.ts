// `ballast plan`: arguments, output and exit code.
import { createRewriteJudge } from '../fix/price-rewrite.ts';
import { loadConfiguration } from '../config/load.ts';
import { withInspector } from '../packages/package-inspector.ts';
import { resolveConfig, type ResolvedConfig } from '../config/resolved-config.ts';
import { runPlan } from '../commands/run-plan.ts';
import { toPrintableReport } from '../report/printable.ts';
import { getColors } from './colors.ts';
import { printFailed } from './own-failure.ts';

export interface PlanFlags {
  readonly format: 'text' | 'json';
  readonly only?: readonly string[];
}

/**
 * Runs the command.
 * @returns the exit code
 * @throws UsageError for an entry, a package or a configuration that can't be used
 */
export async function runPlanCommand(entry: string, { format, only }: PlanFlags): Promise<number> {
  const cwd = process.cwd();
  const { configuration, root } = await loadConfiguration(cwd);
  const { inspection: _, ...bare } = resolveConfig(root, configuration);
  const config: ResolvedConfig =
    configuration.inspect === false ? bare : { ...bare, inspection: 'recommended' };
  const ready = withInspector(config);
  const report = await runPlan(
    { cwd, entry, isStrict: configuration.preset === 'strict', ...(only && { only }) },
    ready,
    createRewriteJudge(cwd, ['.'], ready, entry),
  );
  // Each format is imported only when it is used.
  if (format === 'json')
    console.log((await import('../report/plan-json.ts')).formatPlanJson(report));
  else
    console.log(
      (await import('../report/plan-text.ts')).formatPlanText(
        toPrintableReport(report),
        getColors(),
      ),
    );
  return printFailed(report.failed);
}
