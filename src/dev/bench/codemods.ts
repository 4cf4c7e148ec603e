// The command `npm run bench`: measures this project and its peers on the same generated server in
// the same run.
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measure, prepareMeasuring, toMedian, type Usage } from './run.ts';
import { formatBench, type Row, type Environment } from './table.ts';
import { prepareTools, type Tool } from './tools.ts';
import { writeTree } from './tree.ts';

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '5000' },
    runs: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', multiple: true },
    json: { type: 'boolean', default: false },
  },
});

await main();

async function main(): Promise<void> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ballast-bench-')));
  const clear = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', clear);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(2));
  const seed = toCount('seed', values.seed);
  const tree = writeTree(folder, toCount('files', values.files), seed);
  const tools = prepareTools(folder, tree).filter(({ id }) => values.only?.includes(id) ?? true);
  prepareMeasuring(folder);
  const rows = await measureAll(folder, tools, toCount('runs', values.runs));
  const environment: Environment = {
    date: new Date().toISOString().slice(0, 10),
    node: process.versions.node,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    platform: `${process.platform}-${process.arch}`,
    seed,
    tree,
  };
  console.log(
    values.json
      ? JSON.stringify(
          {
            ...environment,
            tools: rows.map(({ tool, median, runs }) => ({
              id: tool.id,
              version: tool.version,
              median,
              runs,
            })),
          },
          undefined,
          2,
        )
      : formatBench(rows, environment),
  );
}

/**
 * Measures all tools in turn, so that a disturbance of the machine affects all of them. The first
 * turn fills the file system's cache.
 */
async function measureAll(
  folder: string,
  tools: readonly Tool[],
  count: number,
): Promise<readonly Row[]> {
  const usages = new Map<Tool, Usage[]>(tools.map((tool) => [tool, []]));
  for (let turn = 0; turn <= count; turn += 1) {
    for (const [tool, runs] of usages) {
      const { code, output, ...usage } = await measure(folder, tool.args, folder);
      if (!tool.isRight({ code, output, ...usage }))
        throw new Error(
          `${tool.label} did not do its work (exit code ${String(code)}):\n${output.slice(0, 2000)}`,
        );
      console.error(
        `${turn === 0 ? 'first turn' : `turn ${String(turn)} of ${String(count)}`}: ${tool.label}, ${(usage.cpuMs / 1000).toFixed(2)} s CPU`,
      );
      if (turn > 0) runs.push(usage);
    }
  }
  return [...usages].map(([tool, runs]) => ({ tool, runs, median: toMedian(runs) }));
}

function toCount(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw new Error(`--${name} must be a whole number from 1, not ${text}.`);
  return number;
}
