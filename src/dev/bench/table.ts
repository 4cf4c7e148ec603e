// Formats the results of the benchmark. Pure.
import type { Usage } from './run.ts';
import type { Tool } from './tools.ts';
import type { Tree } from './tree.ts';

/** A tool with the usage of its runs and their median. */
export interface Row {
  readonly tool: Tool;
  readonly median: Usage;
  readonly runs: readonly Usage[];
}

/** Where and when the measurement took place. */
export interface Environment {
  readonly date: string;
  readonly node: string;
  readonly cpu: string;
  readonly cores: number;
  readonly platform: string;
  readonly seed: number;
  readonly tree: Tree;
}

/** Formats the results as a table. */
export function formatBench(
  rows: readonly Row[],
  { date, node, cpu, cores, platform, seed, tree }: Environment,
): string {
  const runs = rows[0]?.runs.length ?? 0;
  const head = [
    `${format(tree.files)} TypeScript files, ${(tree.bytes / 2 ** 20).toFixed(1)} MB, ${format(tree.medianBytes)} bytes median; ${String(tree.findings)} with a finding. Seed ${String(seed)}.`,
    `${date}, Node ${node}, ${platform}, ${String(cores)} × ${cpu}. Whole processes; medians of ${String(runs)} runs after a first run, all tools in turn.`,
  ];
  const cells = [
    ['', 'CPU s', 'wall s', 'peak MB', 'processes', 'CPU against ballast', 'version'],
    ...rows.map(({ tool, median }) => [
      tool.label,
      (median.cpuMs / 1000).toFixed(2),
      (median.wallMs / 1000).toFixed(2),
      median.peakMB.toFixed(0),
      String(median.processes),
      formatRatio(tool, median, rows),
      tool.version,
    ]),
  ];
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0)),
  );
  const lines = cells.map((row) =>
    row
      .map((cell, column) =>
        column === 0 || column === row.length - 1
          ? cell.padEnd(widths[column] ?? 0)
          : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  return [
    ...head,
    '',
    ...lines,
    '',
    'CPU: user and system time of all processes. Differences under 1.5 × are ties.',
  ].join('\n');
}

function formatRatio({ id, base }: Tool, { cpuMs }: Usage, rows: readonly Row[]): string {
  const own = rows.find(({ tool }) => tool.id === base)?.median.cpuMs;
  if (own === undefined || id === base) return id === base ? `1 (${base})` : '';
  const ratio = cpuMs / own;
  return `${ratio < 10 ? ratio.toFixed(2) : ratio.toFixed(0)} × ${base}`;
}

function format(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
