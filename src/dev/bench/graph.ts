// The command `npm run bench:graph`: measures a check with the graph, cold, warm and after one
// edit, against reading and lexing alone and, with --peers, against tools that build a module
// graph.
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createProjectSession } from '../../findings/project-session.ts';
import { toSourceText } from '../../text/source-text.ts';
import { prepareFloor, preparePeers, type Peer } from './peers.ts';
import { measure, prepareMeasuring, toMedian, type RunResult, type Usage } from './run.ts';
import { toPath, writeTree } from './tree.ts';

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '6000' },
    runs: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
    peers: { type: 'boolean', default: false },
  },
});
const ballast = fileURLToPath(new URL('../../cli/main.js', import.meta.url));

/** A command with the preparation of each of its runs. */
interface Measured extends Peer {
  readonly prepare?: () => void;
}

await main();

async function main(): Promise<void> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ballast-bench-')));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const count = Number(values.files);
  const tree = writeTree(folder, count, Number(values.seed));
  // One feature loads a package that it can't defer.
  appendFileSync(
    join(folder, toPath(Math.min(count, 200) - 1)),
    "\nexport { Workbook } from 'exceljs';\n",
  );
  mkdirSync(join(folder, 'node_modules'));
  prepareMeasuring(folder);
  const peers = [
    ...prepareFloor(folder, count),
    ...listOwn(folder),
    ...(values.peers ? preparePeers(folder, count) : []),
  ];
  const rows = new Map<Measured, Usage[]>(peers.map((peer) => [peer, []]));
  for (let turn = 0; turn <= Number(values.runs); turn += 1) {
    for (const [{ label, args, prepare, isRight }, usages] of rows) {
      prepare?.();
      const run = await measure(folder, args, folder);
      if (!isRight(run))
        throw new Error(
          `${label} did not do its work (exit code ${String(run.code)}):\n${run.output.slice(0, 2000)}`,
        );
      console.error(
        `${turn === 0 ? 'first turn' : `turn ${String(turn)} of ${values.runs}`}: ${label}, ${(run.cpuMs / 1000).toFixed(2)} s CPU`,
      );
      if (turn > 0 || values.runs === '0') usages.push(run);
    }
  }
  console.log(
    `${String(tree.files)} files, ${(tree.bytes / 2 ** 20).toFixed(1)} MB, seed ${values.seed}; Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}; whole processes, ${values.runs === '0' ? 'one turn' : `medians of ${values.runs} after a first turn`}`,
  );
  for (const [{ label }, usages] of rows) {
    const { cpuMs, wallMs, peakMB } = toMedian(usages);
    console.log(
      `${label.padEnd(40)} ${(cpuMs / 1000).toFixed(2).padStart(7)} s CPU ${(wallMs / 1000).toFixed(2).padStart(7)} s ${peakMB.toFixed(0).padStart(5)} MB`,
    );
  }
  console.log(
    `one file edited, in a process that keeps running: ${measureEdits(folder)
      .map((ms) => `${ms.toFixed(1)} ms`)
      .join(', ')}`,
  );
}

function listOwn(folder: string): readonly Measured[] {
  const configuration = join(folder, 'ballast.config.json');
  const forget = (): void => {
    rmSync(configuration, { force: true });
    rmSync(join(folder, 'node_modules/.cache'), { recursive: true, force: true });
  };
  const withoutGraph = (): void => {
    forget();
    writeFileSync(configuration, '{ "rules": { "no-heavy-import-chain": "off" } }');
  };
  const hasChain = ({ output }: RunResult): boolean => output.includes('no-heavy-import-chain');
  const args = [ballast, 'check', '--format', 'json'];
  return [
    {
      label: 'ballast check, cold, without the graph',
      args,
      prepare: withoutGraph,
      isRight: (run) => run.code === 1 && !hasChain(run),
    },
    { label: 'ballast check, cold', args, prepare: forget, isRight: hasChain },
    { label: 'ballast check, warm', args, isRight: hasChain },
    {
      label: 'ballast check, one file changed',
      args,
      prepare: () => appendFileSync(join(folder, toPath(1)), '// changed\n'),
      isRight: hasChain,
    },
  ];
}

/**
 * Measures edits as in an editor: one file with changing text, of which some change a body, add an
 * import or remove one.
 *
 * @returns milliseconds for each edit
 */
function measureEdits(folder: string): readonly number[] {
  const { chains } = createProjectSession(folder, {});
  const path = join(folder, toPath(0));
  const source = toSourceText(path, readFileSync(path, 'utf8'));
  chains?.getCuts(source, 'costly');
  const edits = [
    '\nexport const more = 1;\n',
    "\nimport '#src/../gone.js';\n",
    "\nimport { stock } from 'express';\nexport const used = stock;\n",
    '',
    '\n// nothing\n',
  ];
  return edits.map((edit) => {
    const start = performance.now();
    chains?.getCuts({ ...source, text: source.text + edit }, 'costly');
    return performance.now() - start;
  });
}
