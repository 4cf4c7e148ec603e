// A run that remembers the last one against a run that does not, over random sequences of edits.
import { mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { CheckReport } from '../model/report.ts';
import { resolveConfig } from '../config/resolved-config.ts';
import { runCheck } from '../commands/run-check.ts';
import { createRandom, type Random } from '../dev/random.ts';
import { makeTree } from '../dev/tree.test-support.ts';
import { listSourceFiles } from '../files/walk.ts';

const NAMES = ['a', 'b', 'lib/c', 'lib/d', 'generated/e'];

function makeText(random: Random): string {
  const lines = Array.from({ length: random(3) }, (_, line) => {
    const name = NAMES[random(NAMES.length)] ?? 'a';
    const n = String(line);
    const forms = [
      `import { send as send${n} } from '@/${name}';\nexport const all${n} = async (list) => { await Promise.all(list.map((one) => send${n}(one))); };`,
      "import sharp from 'sharp';\nexport const size = async (path) => sharp(path).metadata();",
      `import { send as send${n} } from '@/${name}';\nexport const later${n} = async () => send${n}();`,
      "export { Workbook } from 'exceljs';",
      '// eslint-disable-next-line ballast/no-unbounded-fan-out -- few\nawait Promise.all(list.map((one) => fetch(one)));',
      'export const broken = (;',
    ];
    return forms[random(forms.length)] ?? '';
  });
  const bodies = ['fetch(one)', 'one.length', 'log(one)'];
  return [
    ...lines,
    `export const send = async (one) => ${bodies[random(bodies.length)] ?? ''};`,
    '',
  ].join('\n');
}

function edit(root: string, random: Random): void {
  const name = NAMES[random(NAMES.length)] ?? 'a';
  const path = join(root, 'src', `${name}.ts`);
  mkdirSync(dirname(path), { recursive: true });
  const kind = random(10);
  if (kind < 6) writeFileSync(path, makeText(random));
  else if (kind === 6) rmSync(path, { force: true });
  else if (kind === 7)
    writeFileSync(
      join(root, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: { paths: { '@/*': [random(2) === 0 ? './src/*' : './src/lib/*'] } },
      }),
    );
  else if (kind === 8)
    writeFileSync(
      join(root, 'src/lib/package.json'),
      JSON.stringify({ name: random(2) === 0 ? '@' : 'lib' }),
    );
  else writeFileSync(join(root, '.gitignore'), random(2) === 0 ? 'generated\n' : '');
}

const START = {
  'package.json': '{ "name": "root" }',
  'node_modules/.package-lock.json': '{}',
  'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
  'src/a.ts':
    "import { send } from '@/lib/c';\nexport const all = async (list) => { await Promise.all(list.map((one) => send(one))); };\n",
  'src/lib/c.ts':
    "export { Workbook } from 'exceljs';\nexport const send = async (one) => fetch(one);\n",
};

async function run(root: string, usesCache: boolean): Promise<Omit<CheckReport, 'elapsedMs'>> {
  const { elapsedMs: _, ...report } = await runCheck(
    root,
    ['.'],
    resolveConfig(root, {}),
    usesCache,
  );
  return report;
}

/** Old times, all different, let the cache trust them; new ones make it compare contents. */
function age(root: string, step: number): void {
  for (const [index, file] of [
    ...listSourceFiles(root, root),
    join(root, 'src/generated/e.ts'),
  ].entries()) {
    try {
      utimesSync(file, 1_000_000 + step * 100 + index, 1_000_000 + step * 100 + index);
    } catch {
      continue; // it is not there just now
    }
  }
}

describe('a run that remembers', () => {
  let findings = 0;
  afterAll(() => {
    expect(findings).toBeGreaterThan(200); // else the sequences below would say nothing
  });

  it.each(Array.from({ length: 16 }, (_, seed) => seed))(
    'reports what a cold run reports, after every edit, seed %i',
    async (seed) => {
      const random = createRandom(seed);
      const root = makeTree(START);
      for (let step = 0; step < 25; step += 1) {
        if (seed % 2 === 1) age(root, step);
        const warm = await run(root, true);
        expect(warm, `step ${String(step)}`).toEqual(await run(root, false));
        expect(await run(root, true), `step ${String(step)}, again`).toEqual(warm);
        findings += warm.files.flatMap((file) => file.findings).length;
        edit(root, random);
      }
    },
  );

  it('does not read a file whose time and size are old', async () => {
    const root = makeTree({ ...START, 'src/b.ts': 'export const b = 1;\n' });
    age(root, 0);
    const before = await run(root, true);
    expect(before.files).not.toHaveLength(0);
    const path = join(root, 'src/b.ts');
    const heavy = "import 'sharp'; ";
    writeFileSync(
      path,
      heavy.padEnd(readFileSync(path).length).slice(0, readFileSync(path).length),
    );
    age(root, 0);
    expect(await run(root, true)).toEqual(before);
  });

  it('looks again when the compiler keeps other imports', async () => {
    const root = makeTree({
      ...START,
      'src/b.ts': "import sharp from 'sharp';\nexport const use = (image: sharp.Sharp) => image;\n",
    });
    const before = await run(root, true);
    writeFileSync(
      join(root, 'tsconfig.json'),
      '{ "compilerOptions": { "verbatimModuleSyntax": true, "paths": { "@/*": ["./src/*"] } } }',
    );
    const after = await run(root, true);
    expect(after).toEqual(await run(root, false));
    expect(after).not.toEqual(before);
  });

  it("sees an edit of a module that leads to a heavy package and is none of the project's files", async () => {
    const root = makeTree({
      ...START,
      '.gitignore': 'generated\n',
      'src/a.ts': "export const later = async () => import('./lib/c');\n",
      'src/server.ts':
        "import { report } from './generated/report';\nexport const get = async () => report();\n",
      'src/generated/report.ts':
        "import { Workbook } from '../lib/c';\nexport const report = () => new Workbook();\n",
    });
    const toIds = (report: Awaited<ReturnType<typeof run>>): readonly string[] =>
      report.files.flatMap(({ findings }) => findings.map(({ finding }) => finding.checkId));
    expect(toIds(await run(root, true))).toContain('no-heavy-import-chain');
    writeFileSync(join(root, 'src/generated/report.ts'), 'export const report = () => 1;\n');
    expect(toIds(await run(root, true))).not.toContain('no-heavy-import-chain');
  });

  it('looks again where another configuration asks', async () => {
    const root = makeTree(START);
    await run(root, true);
    const config = resolveConfig(root, { rules: { 'no-unbounded-fan-out': 'off' } });
    const { files } = await runCheck(root, ['.'], config);
    expect(
      files.flatMap(({ findings }) => findings.map(({ finding }) => finding.checkId)),
    ).not.toContain('no-unbounded-fan-out');
  });

  it.each(['', '{', '{"key":1}', 'null', '[]'])(
    'takes a cache that holds %j for none',
    async (text) => {
      const root = makeTree(START);
      const report = await run(root, true);
      const folder = join(root, 'node_modules/.cache/ballast');
      for (const name of readdirSync(folder)) writeFileSync(join(folder, name), text);
      expect(await run(root, true)).toEqual(report);
    },
  );

  it('leaves a project without node_modules alone', async () => {
    const { 'node_modules/.package-lock.json': _, ...files } = START;
    const root = makeTree(files);
    await run(root, true);
    expect(readdirSync(root).sort()).toEqual(['package.json', 'src', 'tsconfig.json']);
  });
});
