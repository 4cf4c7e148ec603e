// Runs a command and measures it: time, CPU time and memory of all its processes.
import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The usage of one run. */
export interface Usage {
  readonly wallMs: number;
  /** User and system time of all processes. */
  readonly cpuMs: number;
  /** The peak memory of the process; of several processes, the sum of their peaks. */
  readonly peakMB: number;
  readonly processes: number;
}

export interface RunResult extends Usage {
  readonly code: number | null;
  readonly output: string;
}

/**
 * Each Node process of a run reports its own usage when it exits, including its threads and native
 * code. Workers are threads of a process that already reports.
 */
const REPORTER = `'use strict';
const { isMainThread } = require('node:worker_threads');
if (isMainThread) {
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    require('node:fs').appendFileSync(process.env.BENCH_USAGE, JSON.stringify([userCPUTime + systemCPUTime, maxRSS]) + '\\n');
  });
}
`;

/** Writes what {@link measure} needs into a folder. */
export function prepareMeasuring(folder: string): void {
  writeFileSync(join(folder, 'reporter.cjs'), REPORTER);
}

/** Runs a script with this Node and measures it. */
export async function measure(
  folder: string,
  args: readonly string[],
  cwd: string,
): Promise<RunResult> {
  const report = join(folder, 'usage.jsonl');
  rmSync(report, { force: true });
  const { FORCE_COLOR: _, ...own } = process.env;
  const env = {
    ...own,
    NODE_OPTIONS: `--require ${JSON.stringify(join(folder, 'reporter.cjs'))}`,
    BENCH_USAGE: report,
    NO_COLOR: '1',
  };
  const start = performance.now();
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => chunks.push(text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const wallMs = performance.now() - start;
  const usages = readFileSync(report, 'utf8').trim().split('\n').map(readUsage);
  const sum = (index: 0 | 1): number => usages.reduce((total, usage) => total + usage[index], 0);
  return {
    code,
    output: chunks.join(''),
    wallMs,
    cpuMs: sum(0) / 1000,
    peakMB: sum(1) / 1024,
    processes: usages.length,
  };
}

function readUsage(line: string): readonly [microseconds: number, kilobytes: number] {
  const value: unknown = JSON.parse(line);
  const [microseconds, kilobytes] = Array.isArray(value) ? value.map(Number) : [];
  return [microseconds ?? Number.NaN, kilobytes ?? Number.NaN];
}

/** Computes the median of each figure. */
export function toMedian(runs: readonly Usage[]): Usage {
  const middle = (get: (usage: Usage) => number): number =>
    runs.map(get).toSorted((a, b) => a - b)[runs.length >> 1] ?? Number.NaN;
  return {
    wallMs: middle((usage) => usage.wallMs),
    cpuMs: middle((usage) => usage.cpuMs),
    peakMB: middle((usage) => usage.peakMB),
    processes: middle((usage) => usage.processes),
  };
}
