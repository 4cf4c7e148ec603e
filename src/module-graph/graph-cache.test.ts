// The cache against a cold build, and the graph of a process that goes on against a new one, over
// random sequences of edits.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { runBallast } from '../cli/run.test-support.ts';
import { toSourceText } from '../text/source-text.ts';
import { openGraphCache, type GraphCache } from './graph-cache.ts';
import { createModuleIndex, type ModuleIndex } from './module-index.ts';
import { createFileStates } from '../cache/file-states.ts';
import { openStore } from '../cache/store.ts';
import { createProjectSession } from '../findings/project-session.ts';
import { createRandom, type Random } from '../dev/random.ts';
import { makeTree } from '../dev/tree.test-support.ts';
import { listSourceFiles } from '../files/walk.ts';
import { fingerprintProject } from '../cache/project-fingerprint.ts';

const NAMES = ['a', 'b', 'c', 'd', 'dir/e', 'dir/f', 'dir/index'];

function makeText(random: Random): string {
  const lines = Array.from({ length: random(4) }, (_, line) => {
    const name = NAMES[random(NAMES.length)] ?? 'a';
    const n = String(line);
    const forms = [
      `import './${name}';`,
      `import { x as x${n} } from '@/${name}';\nexport const y${n} = async () => x${n};`,
      `import { T as T${n} } from '@/${name}';\nexport type U${n} = T${n};`,
      `import { f as f${n} } from '@/${name}';\nf${n}();`,
      `export { Base as B${n} } from '@/${name}';`,
      `export const later${n} = async () => import('@/${name}');`,
      "export { Workbook } from 'exceljs';",
      `import { f as f${n} } from '@/${name}';\nexport const run${n} = async () => f${n}();`,
    ];
    return forms[random(forms.length)] ?? '';
  });
  return [
    ...lines,
    "export const f = async () => import('./b');",
    'export const x = 1;',
    'export type T = 1;',
    '',
  ].join('\n');
}

/** One change of the kind that people make. */
function edit(root: string, random: Random): void {
  const name = NAMES[random(NAMES.length)] ?? 'a';
  const path = join(root, 'src', `${name}.${random(4) === 0 ? 'tsx' : 'ts'}`);
  mkdirSync(dirname(path), { recursive: true });
  const kind = random(10);
  if (kind < 5) writeFileSync(path, makeText(random));
  else if (kind === 5) rmSync(path, { force: true });
  else if (kind === 6 && existsSync(path))
    renameSync(path, join(root, 'src', `${NAMES[random(4)] ?? 'a'}.ts`));
  else if (kind === 7)
    writeFileSync(
      join(root, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          verbatimModuleSyntax: random(2) === 0,
          paths: { '@/*': [random(2) === 0 ? './src/*' : './src/dir/*'] },
        },
      }),
    );
  else if (kind === 8)
    writeFileSync(
      join(root, 'package.json'),
      JSON.stringify({ name: random(2) === 0 ? '@' : 'root', main: 'src/a.ts' }),
    );
  else writeFileSync(join(root, 'src', `new${String(random(3))}.ts`), makeText(random));
}

function listFiles(root: string): readonly string[] {
  return [...listSourceFiles(root, root)].sort();
}

function openCache(root: string, files: readonly string[]): GraphCache {
  const states = createFileStates();
  const store = openStore(root, 'test', states);
  const cache = openGraphCache(store, fingerprintProject(root, files), states);
  return {
    ...cache,
    save(...args) {
      cache.save(...args);
      store.save();
    },
  };
}

/** Everything that the graph says, in names. */
function describeProject(
  project: ModuleIndex,
  root: string,
  files: readonly string[],
): readonly string[] {
  const ids = files.map((file) => project.getId('module', file) ?? -1);
  const toName = (id: number): string =>
    `${project.nodes[id]?.kind ?? ''} ${relative(root, project.nodes[id]?.name ?? '')}`;
  const toEdges = (
    { edgeCount, sources, targets }: ReturnType<ModuleIndex['getSuperset']>,
    head: string,
  ): readonly string[] =>
    Array.from(
      { length: edgeCount },
      (_, edge) => `${head} ${toName(sources[edge] ?? -1)} → ${toName(targets[edge] ?? -1)}`,
    );
  return [
    ...toEdges(project.getSuperset(), 'may'),
    ...toEdges(project.startup(ids).graph, 'does'),
    ...project
      .findUnresolved()
      .map(({ path, specifier }) => `${relative(root, path)} ?${specifier}`),
  ].sort();
}

const START = {
  'package.json': '{ "name": "root" }',
  'node_modules/.package-lock.json': '{}',
  'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
  'src/a.ts': "import './b';\nimport { x } from '@/c';\nexport const y = x;\n",
  'src/b.ts': "export { Workbook } from 'exceljs';\n",
  'src/c.ts': 'export const x = 1;\n',
};

describe('the cache', () => {
  it.each(Array.from({ length: 12 }, (_, seed) => seed))(
    'gives what a cold build gives, after every edit, seed %i',
    (seed) => {
      const random = createRandom(seed);
      const root = makeTree(START);
      let parsed = 0;
      for (let step = 0; step < 25; step += 1) {
        // Old times, all different, let the cache trust them; new ones make it compare contents.
        if (seed % 2 === 1)
          for (const [index, file] of listFiles(root).entries())
            utimesSync(file, 1_000_000 + step * 100 + index, 1_000_000 + step * 100 + index);
        const files = listFiles(root);
        const isKnown = (path: string): boolean => files.includes(path);
        const warm = createModuleIndex(root, { isKnown, cache: openCache(root, files) });
        warm.add(files);
        const cold = createModuleIndex(root, { isKnown });
        cold.add(files);
        expect(describeProject(warm, root, files), `step ${String(step)}`).toEqual(
          describeProject(cold, root, files),
        );
        parsed += warm.startup(files.map((file) => warm.getId('module', file) ?? -1)).parsed;
        warm.save();
        edit(root, random);
      }
      expect(parsed).toBe(0); // the boot above has parsed all that there was to parse
    },
  );

  it('parses nothing the second time, and only what has changed the third', () => {
    const root = makeTree(START);
    const run = (): number => {
      const files = listFiles(root);
      const project = createModuleIndex(root, { cache: openCache(root, files) });
      project.add(files);
      const { parsed } = project.startup(files.map((file) => project.getId('module', file) ?? -1));
      project.save();
      return parsed;
    };
    expect(run()).toBe(3);
    expect(run()).toBe(0);
    writeFileSync(join(root, 'src/c.ts'), 'export const x = 2;\n');
    expect(run()).toBe(1);
    writeFileSync(join(root, 'src/new.ts'), '');
    expect(run()).toBe(1);
    writeFileSync(
      join(root, 'tsconfig.json'),
      '{ "compilerOptions": { "verbatimModuleSyntax": true, "paths": { "@/*": ["./src/*"] } } }',
    );
    expect(run()).toBe(4);
  });

  it.each(['', '{', '{"key":1}', 'null', '[]'])('that holds %j is none', (text) => {
    const root = makeTree(START);
    const files = listFiles(root);
    const project = createModuleIndex(root, { cache: openCache(root, files) });
    project.add(files);
    project.save();
    const folder = join(root, 'node_modules/.cache/ballast');
    const [name = ''] = readdirSync(folder);
    writeFileSync(join(folder, name), text);
    const again = createModuleIndex(root, { cache: openCache(root, files) });
    again.add(files);
    const cold = createModuleIndex(root);
    cold.add(files);
    expect(describeProject(again, root, files)).toEqual(describeProject(cold, root, files));
  });

  it('is whole when several runs write it at once, and none of them leaves anything beside it', async () => {
    const root = makeTree({
      'node_modules/.package-lock.json': '{}',
      'src/b.ts': START['src/b.ts'],
      'src/server.ts':
        "import { Workbook } from './b';\nexport const f = async () => new Workbook();\n",
    });
    const runs = await Promise.all(
      Array.from({ length: 6 }, () => runBallast(root, ['check', '--format', 'json'])),
    );
    expect(new Set(runs.map(({ stdout }) => stdout)).size).toBe(1);
    expect(runs[0]?.stdout).toContain('no-heavy-import-chain');
    const folder = join(root, 'node_modules/.cache/ballast');
    const names = readdirSync(folder).sort();
    expect(names).toEqual([expect.stringMatching(/^project-\w+\.json$/)]);
    const lines = readFileSync(join(folder, names[0] ?? ''), 'utf8')
      .trim()
      .split('\n');
    expect(lines).toHaveLength(4); // what it depends on, and three sections
    for (const line of lines) expect(() => JSON.parse(line) as unknown).not.toThrow();
  });
});

describe('a process that goes on', () => {
  let found = 0;
  afterEach(() => {
    vi.useRealTimers();
  });
  afterAll(() => {
    expect(found).toBeGreaterThan(50); // else the sequences below would say nothing
  });

  it('sees that the compiler options have changed', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const root = makeTree({
      'tsconfig.json': '{}',
      'a.ts': "import { Report } from './b';\nexport const f = (report: Report) => report;\n",
      'b.ts': START['src/b.ts'].replace('Workbook', 'Workbook as Report'),
    });
    const session = createProjectSession(root, {});
    const source = toSourceText(join(root, 'a.ts'), readFileSync(join(root, 'a.ts'), 'utf8'));
    const count = (): number | undefined => session.chains?.getCuts(source, 'costly').length;
    expect(count()).toBe(0);
    writeFileSync(
      join(root, 'tsconfig.json'),
      '{ "compilerOptions": { "verbatimModuleSyntax": true } }',
    );
    expect(count()).toBe(0); // what was read a moment ago still counts
    vi.advanceTimersByTime(5000);
    expect(count()).toBe(1);
  });

  it.each(Array.from({ length: 12 }, (_, seed) => seed))(
    'says what a new one says, after every edit, saved or not, seed %i',
    (seed) => {
      vi.useFakeTimers({ toFake: ['performance'] });
      const random = createRandom(seed + 100);
      const root = makeTree(START);
      const session = createProjectSession(root, {});
      for (let step = 0; step < 20; step += 1) {
        const files = listFiles(root);
        const fresh = createProjectSession(root, {});
        const texts = files.map((file) => toSourceText(file, readFileSync(file, 'utf8')));
        for (const source of texts) {
          const cuts = session.chains?.getCuts(source, 'costly');
          found += cuts?.length ?? 0;
          expect(cuts, `step ${String(step)} ${relative(root, source.path)}`).toEqual(
            fresh.chains?.getCuts(source, 'costly'),
          );
        }
        // an editor asks with a text that it has not saved
        const open = texts[random(texts.length)];
        if (open) {
          const unsaved = { ...open, text: makeText(random) };
          const cuts = session.chains?.getCuts(unsaved, 'costly');
          found += cuts?.length ?? 0;
          writeFileSync(open.path, unsaved.text);
          expect(cuts).toEqual(createProjectSession(root, {}).chains?.getCuts(unsaved, 'costly'));
          writeFileSync(open.path, open.hasBom ? `\uFEFF${open.text}` : open.text);
          session.chains?.getCuts(open, 'costly');
        }
        edit(root, random);
        vi.advanceTimersByTime(5000);
      }
    },
  );
});
