// `ballast check`: from arguments to a printed report and an exit code.
import type { Severity } from '../checks/check.ts';
import { checks } from '../checks/registry.ts';
import { loadConfiguration } from '../project/load-configuration.ts';
import { createPlan } from '../project/plan.ts';
import { runCheck } from '../project/run-check.ts';
import type { CheckReport } from '../report/report.ts';
import { getColors } from './colors.ts';

export interface CheckFlags {
  readonly format: 'stylish' | 'json' | 'sarif' | 'github';
  readonly preset?: Severity;
}

/** Runs the command; gives the exit code. */
export async function runCheckCommand(paths: readonly string[], { format, preset }: CheckFlags, version: string): Promise<number> {
  const cwd = process.cwd();
  const { configuration, root } = await loadConfiguration(cwd);
  const plan = createPlan(root, preset ? { ...configuration, preset } : configuration);
  const report = await runCheck(cwd, paths, plan);
  const text = await formatReport(report, format, version);
  if (text !== '') console.log(text);
  return report.files.length > 0 ? 1 : 0;
}

/** Each format is loaded only when it is asked for. */
async function formatReport(report: CheckReport, format: CheckFlags['format'], version: string): Promise<string> {
  switch (format) {
    case 'json':
      return (await import('../report/json.ts')).formatJson(report);
    case 'sarif': {
      const rules = checks.map((check) => ({ id: check.id, description: check.docs.description, helpUri: getHelpUri(check.id) }));
      return (await import('../report/sarif.ts')).formatSarif(report, { version, rules });
    }
    case 'github':
      return (await import('../report/github.ts')).formatGithub(report);
    case 'stylish':
      return (await import('../report/stylish.ts')).formatStylish(report, { colors: getColors(), frames: true });
  }
}

function getHelpUri(id: string): string {
  return `https://www.npmjs.com/package/eslint-plugin-ballast#${id}`;
}
