// The report of `ballast plan` for a terminal.
import { describeSource, toMemory, toTime } from '../catalogue/cost.ts';
import { colorCode, type Colors } from './colors.ts';
import type { Gain, PlannedCut, PlanReport, RemainingPackage } from '../model/plan-report.ts';
import { formatCount, formatElapsed, SEPARATOR } from './wording.ts';

/**
 * Formats a plan: a head, the imports to make lazy with the savings of each, and what remains, with
 * the reasons.
 */
export function formatPlanText(report: PlanReport, colors: Colors): string {
  const parts = [
    formatHead(report, colors),
    formatCuts(report, colors),
    formatRemaining(report, colors),
    formatInspected(report, colors),
    formatWanted(report, colors),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function formatHead(
  { entry, packages, cuts, cost, gain, remaining, elapsedMs }: PlanReport,
  colors: Colors,
): string {
  const name = colors.bold(entry);
  const end = colors.dim(`${SEPARATOR}${formatElapsed(elapsedMs)}`);
  if (packages.length === 0) return `${name} loads no heavy package at the start${end}`;
  const taken = packages.length - remaining.length;
  if (cuts.length === 0)
    return `${name} loads ${formatCount(packages.length, 'heavy package')} at the start, and no import can be made lazy that would change that${end}`;
  const effect = `takes ${String(taken)} of ${formatCount(packages.length, 'heavy package')} off the start of ${name}: ${formatGain(gain)}`;
  return `Making ${formatCount(cuts.length, 'import')} lazy ${effect}${colors.dim(`${SEPARATOR}effort ${String(cost)}`)}${end}`;
}

function formatGain({ cpuMs, rssMB }: Gain): string {
  return `${toTime(cpuMs)} CPU and ${toMemory(rssMB)}`;
}

function formatCuts({ cuts }: PlanReport, colors: Colors): string {
  return cuts.map((cut, index) => formatCut(cut, index + 1, cuts, colors)).join('\n\n');
}

function formatCut(
  { path, line, specifier, packages, chain, gain, goesWith, ...change }: PlannedCut,
  number: number,
  cuts: readonly PlannedCut[],
  colors: Colors,
): string {
  const indent = ' '.repeat(String(cuts.length).length + 4);
  const head = `  ${String(number).padStart(String(cuts.length).length)}  ${path}:${String(line)}  ${colors.cyan(specifier)}`;
  const lines = [
    packages.map((name) => colors.yellow(name)).join(', '),
    colors.dim(chain.join(' → ')),
    ...(goesWith === undefined
      ? [describeCut(gain, change, colors)]
      : [colors.dim(`goes with the import of ${goesWith}, in one rewrite`)]),
  ];
  return [head, ...lines.map((one) => indent + one)].join('\n');
}

function describeCut(
  gain: Gain,
  { functions, files }: Pick<PlannedCut, 'functions' | 'files'>,
  colors: Colors,
): string {
  const become = `${formatCount(functions, 'function')} ${functions === 1 ? 'becomes' : 'become'} async, ${formatCount(files, 'file')} ${files === 1 ? 'changes' : 'change'}`;
  const effort = colors.dim(functions === 0 ? 'only async functions use it' : become);
  const also = [
    ...(gain.packages.length > 0 ? [formatCount(gain.packages.length, 'package')] : []),
    ...(gain.modules > 0 ? [formatCount(gain.modules, 'module')] : []),
  ];
  if (also.length === 0)
    return `${colors.yellow('gains nothing by itself')}, only together with the cuts below${colors.dim(SEPARATOR)}${effort}`;
  return `${colors.green(`gains ${gain.packages.length > 0 ? formatGain(gain) : 'no package'}`)}: ${also.join(' and ')}${colors.dim(SEPARATOR)}${effort}`;
}

function formatRemaining({ remaining }: PlanReport, colors: Colors): string {
  if (remaining.length === 0) return '';
  return [
    colors.bold(
      `${formatCount(remaining.length, 'heavy package')} ${remaining.length === 1 ? 'remains' : 'remain'}`,
    ),
    ...remaining.map((one) => formatRest(one, colors)),
  ].join('\n\n');
}

function formatRest({ name, chain, imports }: RemainingPackage, colors: Colors): string {
  const reasons = imports.map(
    ({ path, line, specifier, reason }) =>
      `    ${path}:${String(line)}  ${specifier}: ${colorCode(reason, colors)}`,
  );
  return [`  ${colors.yellow(name)}  ${colors.dim(chain.join(' → '))}`, ...reasons].join('\n');
}

function formatInspected({ inspected }: PlanReport, colors: Colors): string {
  const lines = inspected.map((one) => `  ${one.name} ${one.version}: ${describeSource(one)}`);
  return lines.length === 0
    ? ''
    : colors.dim(
        ['not measured (run `ballast measure --package` to measure them)', ...lines].join('\n'),
      );
}

function formatWanted({ entry, wanted }: PlanReport, colors: Colors): string {
  return wanted.length === 0
    ? ''
    : colors.dim(`the configuration allows ${entry} to load ${wanted.join(', ')}`);
}
