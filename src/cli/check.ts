// `ballast check`: from arguments to a printed report and an exit code.
import { buildCatalogue } from '../catalogue/catalogue.ts';
import { checks } from '../checks/registry.ts';
import type { Verdict } from '../commands/verdict.ts';
import type { Configuration } from '../config/configuration.ts';
import { loadConfiguration } from '../config/load.ts';
import { resolveConfig } from '../config/resolved-config.ts';
import { runCheck } from '../commands/run-check.ts';
import type { CheckReport } from '../model/report.ts';
import { PAGES } from '../model/pages.ts';
import { getColors } from './colors.ts';
import { endInterrupted } from './end-interrupted.ts';
import { hasOwnFailure } from './own-failure.ts';
import type { Preset } from '../catalogue/types.ts';

export interface CheckFlags {
  readonly format: 'stylish' | 'json' | 'sarif' | 'github';
  readonly preset?: Preset;
  readonly cache: boolean;
}

/** Runs the command; returns the exit code. */
export async function runCheckCommand(
  paths: readonly string[],
  { format, preset, cache }: CheckFlags,
  version: string,
): Promise<number> {
  const cwd = process.cwd();
  await endInterrupted(cwd, paths);
  const { configuration, root } = await loadConfiguration(cwd);
  const config = resolveConfig(root, preset ? { ...configuration, preset } : configuration);
  const found = await runCheck(cwd, paths, config, cache);
  const { report, isPassed } = await judge(found, configuration, { cwd, root });
  const text = await formatReport(report, format, version);
  if (text !== '') console.log(text);
  if (hasOwnFailure(report.files)) return 2;
  return isPassed ? 0 : 1;
}

/** The graph is loaded only if a budget is configured. */
async function judge(
  report: CheckReport,
  { budgets = {}, packages, inspect }: Configuration,
  { cwd, root }: { readonly cwd: string; readonly root: string },
): Promise<Verdict> {
  const { toVerdict } = await import('../commands/verdict.ts');
  if (Object.keys(budgets).length === 0) return toVerdict(report, []);
  const [{ readStarts }, { findBreaches }] = await Promise.all([
    import('../commands/run-budgets.ts'),
    import('../commands/budgets.ts'),
  ]);
  const catalogue = buildCatalogue(packages);
  // Estimates fail a build only if the configuration enables them.
  const inspector =
    inspect === true
      ? (await import('../packages/package-inspector.ts')).createPackageInspector(
          root,
          catalogue,
          'recommended',
        )
      : undefined;
  const starts = readStarts(cwd, root, budgets, catalogue, inspector);
  return toVerdict(
    report,
    starts.map((start) => findBreaches(start, budgets[start.key] ?? {})),
  );
}

/** Loads only the printer of the requested format. */
async function formatReport(
  report: CheckReport,
  format: CheckFlags['format'],
  version: string,
): Promise<string> {
  switch (format) {
    case 'json':
      return (await import('../report/json.ts')).formatJson(report);
    case 'sarif': {
      const rules = checks.map((check) => ({
        id: check.id,
        description: check.docs.description,
        helpUri: getHelpUri(check.id),
      }));
      const budget = {
        id: 'budget',
        description: 'disallow startups that exceed their budget',
        helpUri: getHelpUri('configuration'),
      };
      const hasBudget = report.files.some(({ findings }) =>
        findings.some(({ finding }) => finding.checkId === budget.id),
      );
      return (await import('../report/sarif.ts')).formatSarif(report, {
        version,
        rules: hasBudget ? [...rules, budget] : rules,
      });
    }
    case 'github':
      return (await import('../report/github.ts')).formatGithub(report);
    case 'stylish': {
      const formatFrame =
        report.files.length > 0
          ? (await import('../report/code-frame.ts')).formatCodeFrame
          : undefined;
      return (await import('../report/stylish.ts')).formatStylish(report, {
        colors: getColors(),
        formatFrame,
      });
    }
  }
}

/** The page of a rule, or of the configuration. */
function getHelpUri(id: string): string {
  return `${PAGES}/${id}.md`;
}
