// Knows the command `npm run bench:graph`: what the graph takes, cold, warm and after one edit, against what reading and lexing take.
// Must not know how one run is measured.
import { appendFileSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createProjectSession } from '../project/project-session.ts';
import { toSourceText } from '../text/source-text.ts';
import { measure, prepareMeasuring, toMedian, type Usage } from './bench-run.ts';
import { toPath, writeTree } from './bench-tree.ts';

const { values } = parseArgs({ options: { files: { type: 'string', default: '5000' }, runs: { type: 'string', default: '3' }, seed: { type: 'string', default: '1' } } });
const ballast = fileURLToPath(new URL('../cli/main.js', import.meta.url));
const lexer = import.meta.resolve('es-module-lexer');

await main();

async function main(): Promise<void> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ballast-bench-')));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const count = Number(values.files);
  const tree = writeTree(folder, count, Number(values.seed));
  // One feature loads a package that it can't defer.
  const leaf = toPath(Math.min(count, 200) - 1);
  appendFileSync(join(folder, leaf), "\nexport { Workbook } from 'exceljs';\n");
  writeFileSync(join(folder, 'floor.mjs'), toFloor());
  prepareMeasuring(folder);
  const floor = join(folder, 'floor.mjs');
  const cache = join(folder, 'node_modules');
  const rows = new Map<string, Usage[]>();
  for (let turn = 0; turn <= Number(values.runs); turn += 1) {
    const runs: readonly (readonly [string, readonly string[]])[] = [
      ['read all files', [floor, 'read']],
      ['read and lex all files', [floor, 'lex']],
      ['ballast check, without the graph', [ballast, 'check', '--format', 'json', '--preset', 'recommended']],
      ['ballast check, cold', [ballast, 'check', '--format', 'json']],
      ['ballast check, warm', [ballast, 'check', '--format', 'json']],
    ];
    for (const [label, args] of runs) {
      if (label.endsWith('cold')) rmSync(cache, { recursive: true, force: true });
      const configuration = join(folder, 'ballast.config.json');
      rmSync(configuration, { force: true });
      if (label.includes('without')) writeFileSync(configuration, '{ "rules": { "no-heavy-import-chain": "off" } }');
      const { code, output, ...usage } = await measure(folder, args, folder);
      const hasChain = output.includes('no-heavy-import-chain');
      if (hasChain !== /cold|warm/.test(label)) throw new Error(`${label} did not do its work (exit code ${String(code)}):\n${output.slice(0, 2000)}`);
      if (turn > 0) rows.set(label, [...(rows.get(label) ?? []), usage]);
    }
  }
  console.log(`${String(tree.files)} files, ${(tree.bytes / 2 ** 20).toFixed(1)} MB; Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}; medians of ${values.runs}`);
  for (const [label, usages] of rows) {
    const { cpuMs, wallMs, peakMB } = toMedian(usages);
    console.log(`${label.padEnd(36)} ${(cpuMs / 1000).toFixed(2).padStart(6)} s CPU ${(wallMs / 1000).toFixed(2).padStart(6)} s ${peakMB.toFixed(0).padStart(5)} MB`);
  }
  console.log(`one file edited, in a process that goes on: ${measureEdits(folder).map((ms) => `${ms.toFixed(1)} ms`).join(', ')}`);
}

/** An editor's way: the same file, again and again, with another text; a body, an import that comes, one that goes. */
function measureEdits(folder: string): readonly number[] {
  const { chains } = createProjectSession(folder, {});
  const path = join(folder, toPath(0));
  const source = toSourceText(path, readFileSync(path, 'utf8'));
  chains?.getCuts(source, 'costly');
  const edits = ['\nexport const more = 1;\n', "\nimport '#src/../gone.js';\n", "\nimport { stock } from 'express';\nexport const used = stock;\n", '', '\n// nothing\n'];
  return edits.map((edit) => {
    const start = performance.now();
    chains?.getCuts({ ...source, text: source.text + edit }, 'costly');
    return performance.now() - start;
  });
}

/** What any graph has to do at least. */
function toFloor(): string {
  return `import { readdirSync, readFileSync } from 'node:fs';
const { parse } = process.argv[2] === 'lex' ? await import(${JSON.stringify(lexer)}) : {};
let count = 0;
const enter = (folder) => {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = folder + '/' + entry.name;
    if (entry.isDirectory()) enter(path);
    else if (entry.name.endsWith('.ts')) {
      const text = readFileSync(path, 'utf8');
      count += parse ? parse(text, path)[0].length : 1;
    }
  }
};
enter('src');
console.log(count);
`;
}
