// `npm run new` in a copy of the project: its tests are red at first, and a finished check touches
// nothing but its own places.
import { execFile, execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildStub } from '../build/stubs.ts';
import { compile } from '../compile.test-support.ts';
import { writeNewCheck } from './check.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const copy = realpathSync(mkdtempSync(join(tmpdir(), 'ballast-new-')));
const LEFT_OUT = new Set(['node_modules', '.git', '.ci', 'dist']);

const ID = 'no-new-thing';
const GRAPH_ID = 'require-other-thing';

afterAll(() => {
  rmSync(copy, { recursive: true, force: true });
});

interface Run {
  readonly code: number;
  readonly output: string;
}

function run(script: string, ...args: readonly string[]): Promise<Run> {
  const env = { ...process.env, CI: undefined, NO_COLOR: '1', FORCE_COLOR: undefined };
  const options = { cwd: copy, maxBuffer: 1 << 28, env };
  return new Promise((done) => {
    execFile(
      process.execPath,
      [join(copy, 'node_modules', script), ...args],
      options,
      (error, stdout, stderr) => done({ code: error ? 1 : 0, output: stdout + stderr }),
    );
  });
}

const git = (...args: readonly string[]): string =>
  execFileSync('git', args, { cwd: copy, encoding: 'utf8' });

/** Paths that differ from the project as it was copied. */
function findChanges(): readonly string[] {
  git('add', '--all');
  return git('diff', '--cached', '--name-only').trim().split('\n').sort();
}

/** The tests of the fixtures, of the set-up and of the pages that are about the new checks. */
function runTests(...args: readonly string[]): Promise<Run> {
  const names = `${ID}|${GRAPH_ID}|the directories`;
  return run('vitest/vitest.mjs', 'run', '--config', 'new.config.ts', '-t', names, ...args);
}

const CONFIG = `import { defineConfig } from 'vitest/config';
export default defineConfig({ test: { include: ['src/checks/fixtures.test.ts', 'rules/{set-up,pages}.test.ts'], testTimeout: 120_000 } });
`;

describe('npm run new', () => {
  let paths: readonly string[] = [];

  beforeAll(async () => {
    cpSync(root, copy, {
      recursive: true,
      filter: (path) =>
        !relative(root, path)
          .split(/[\\/]/)
          .some((part) => LEFT_OUT.has(part)),
    });
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
    writeFileSync(join(copy, 'new.config.ts'), CONFIG);
    git('init', '--quiet');
    git('add', '--all');
    git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '--quiet', '-m', 'Copy');
    paths = [
      ...(await writeNewCheck(copy, { id: ID, hasCodemod: true, hasGraph: false })),
      ...(await writeNewCheck(copy, { id: GRAPH_ID, hasCodemod: false, hasGraph: true })),
    ];
  });

  it('writes the files of a check, and its line in the registry', () => {
    expect([...new Set(paths)].sort()).toEqual(findChanges());
    expect(findChanges()).toMatchInlineSnapshot(`
      [
        "codemods/no-new-thing.ts",
        "fixtures/checks/no-new-thing/flagged-use/findings.txt",
        "fixtures/checks/no-new-thing/flagged-use/input.ts",
        "fixtures/checks/no-new-thing/harmless-look-alike/findings.txt",
        "fixtures/checks/no-new-thing/harmless-look-alike/input.ts",
        "fixtures/checks/no-new-thing/use-that-stays/findings.txt",
        "fixtures/checks/no-new-thing/use-that-stays/input.ts",
        "fixtures/checks/require-other-thing/flagged-use/findings.txt",
        "fixtures/checks/require-other-thing/flagged-use/input.ts",
        "fixtures/checks/require-other-thing/flagged-use/other.ts",
        "fixtures/checks/require-other-thing/harmless-look-alike/findings.txt",
        "fixtures/checks/require-other-thing/harmless-look-alike/input.ts",
        "fixtures/checks/require-other-thing/harmless-look-alike/other.ts",
        "rules/no-new-thing.md",
        "rules/require-other-thing.md",
        "src/checks/no-new-thing/check.ts",
        "src/checks/no-new-thing/refusals.ts",
        "src/checks/registry.ts",
        "src/checks/require-other-thing/check.ts",
      ]
    `);
  });

  it('takes no name that breaks the habits, and none that is taken', async () => {
    const ask = (id: string): Promise<readonly string[]> =>
      writeNewCheck(copy, { id, hasCodemod: false, hasGraph: false });
    await expect(ask('heavyImports')).rejects.toThrow('is no name for a check');
    await expect(ask('no-eager-heavy-import')).rejects.toThrow('is already there');
  });

  it('writes what compiles and is formatted', async () => {
    compile(copy, { noEmit: true });
    const own = paths.filter((path) => path.endsWith('.ts') && !path.startsWith('fixtures/'));
    const { code, output } = await run('prettier/bin/prettier.cjs', '--check', ...own);
    expect(code, output).toBe(0);
  });

  it('leaves the tests of the new checks red', async () => {
    const { code, output } = await runTests('--reporter=verbose');
    expect(code).toBe(1);
    const failed = new Set([...output.matchAll(/^ FAIL {2}(.*)$/gm)].map(([, name]) => name));
    expect([...failed].sort()).toMatchInlineSnapshot(`
      [
        "rules/pages.test.ts > no-new-thing, the page > line 16 is incorrect",
        "rules/pages.test.ts > no-new-thing, the page > lists every refusal with its way out",
        "rules/pages.test.ts > require-other-thing, the page > line 16 is incorrect",
        "rules/set-up.test.ts > no-new-thing > has a case that is flagged, one that is not, and one that is refused",
        "rules/set-up.test.ts > no-new-thing > is in the table of the README",
        "rules/set-up.test.ts > require-other-thing > has a case that is flagged, one that is not, and one that is refused",
        "rules/set-up.test.ts > require-other-thing > is in the table of the README",
        "rules/set-up.test.ts > the directories > hold the stub of each codemod",
        "src/checks/fixtures.test.ts > no-new-thing > flagged-use",
        "src/checks/fixtures.test.ts > no-new-thing > harmless-look-alike",
        "src/checks/fixtures.test.ts > no-new-thing > use-that-stays",
        "src/checks/fixtures.test.ts > require-other-thing > flagged-use",
        "src/checks/fixtures.test.ts > require-other-thing > harmless-look-alike",
      ]
    `);
  });

  it('needs nothing but its own places to be finished', async () => {
    for (const [path, text] of Object.entries(FINISHED)) writeFileSync(join(copy, path), text);
    for (const folder of ['src/checks', 'fixtures/checks'])
      rmSync(join(copy, folder, GRAPH_ID), { recursive: true });
    rmSync(join(copy, `rules/${GRAPH_ID}.md`));
    const registry = readFileSync(join(copy, 'src/checks/registry.ts'), 'utf8');
    const kept = registry.split('\n').filter((line) => !/require-other|requireOther/.test(line));
    writeFileSync(join(copy, 'src/checks/registry.ts'), kept.join('\n'));
    writeFileSync(join(copy, `codemods/${ID}.js`), buildStub(ID));
    await run('tsx/dist/cli.mjs', 'src/dev/write-readme.ts');
    await runTests('-u');
    const { code, output } = await runTests();
    expect(output).toContain('passed');
    expect(code, output).toBe(0);
    expect(findChanges()).toMatchInlineSnapshot(`
      [
        "README.md",
        "codemods/no-new-thing.ts",
        "fixtures/checks/no-new-thing/flagged-use/findings.txt",
        "fixtures/checks/no-new-thing/flagged-use/input.ts",
        "fixtures/checks/no-new-thing/flagged-use/output.ts",
        "fixtures/checks/no-new-thing/harmless-look-alike/findings.txt",
        "fixtures/checks/no-new-thing/harmless-look-alike/input.ts",
        "fixtures/checks/no-new-thing/use-that-stays/findings.txt",
        "fixtures/checks/no-new-thing/use-that-stays/input.ts",
        "rules/no-new-thing.md",
        "rules/refusals.md",
        "src/checks/no-new-thing/check.ts",
        "src/checks/no-new-thing/refusals.ts",
        "src/checks/registry.ts",
      ]
    `);
    const page = readFileSync(join(copy, 'rules/refusals.md'), 'utf8');
    expect(page).toContain('## B401\n\nIt stands alone. Give it an argument.');
    const flags = await run('tsx/dist/cli.mjs', '--eval', PRINT_FLAGS);
    expect(flags.output).toContain('--new-name <name>');
  });
});

const PRINT_FLAGS = `import { buildFixFlags } from './src/cli/fix-options.ts';
console.log(buildFixFlags().map(({ flags }) => flags).join());`;

const CHECK = `// Calls of \`oldThing\`.
import type { Range } from '../../text/range.ts';
import { defineCheck, type Match } from '../define-check.ts';
import { refusals, refuse } from './refusals.ts';

interface NoNewThingMatch extends Match {
  readonly range: Range;
  readonly isAlone: boolean;
}

export const noNewThing = defineCheck<NoNewThingMatch>({
  id: 'no-new-thing',
  docs: {
    type: 'suggestion',
    description: 'disallow calls of the thing of old',
    recommended: true,
  },
  messages: { found: 'The old thing is called. Call the new one.' },
  schema: { type: 'object', properties: {}, additionalProperties: false },
  presets: { recommended: {}, strict: {} },
  refusals,
  fixOptions: {
    newName: { type: { kind: 'variable' }, value: 'name', description: 'the name that is written' },
  },
  mayMatch: (text) => text.includes('oldThing'),
  find: (facts) =>
    (facts.mentions.get('oldThing') ?? [])
      .filter(({ role }) => role === 'call')
      .map(({ range }) => ({ range, isAlone: facts.source.text.startsWith('()', range[1]) })),
  describe: () => ({ messageId: 'found', data: {} }),
  edit: ({ range, isAlone }, _facts, { fixOptions: { newName = 'newThing' } }) =>
    isAlone
      ? refuse('B401', range)
      : {
          edits: [{ range, text: String(newName) }],
          safety: 'suggestion',
          summary: 'Calls the new thing',
          notes: [],
        },
});
`;

const REFUSALS = `// Every reason for which \`no-new-thing\` leaves a finding as it is, by code.
import { createRefuse, type RefusalDefinition } from '../refusals.ts';

export const refusals = {
  B401: { kind: 'final', text: 'It stands alone. Give it an argument.' },
} as const satisfies Readonly<Record<string, RefusalDefinition>>;

/** Makes a refusal of a code, about a piece of text. */
export const refuse = createRefuse(refusals);
`;

const PAGE = `# \`ballast/no-new-thing\`

Disallow calls of the thing of old.

## What it reports

<!-- incorrect -->
\`\`\`ts
oldThing(1);
\`\`\`

## What it doesn't report

<!-- correct -->
\`\`\`ts
newThing(1);
\`\`\`

## What it refuses

| Code | Reason, and the way out |
|---|---|
`;

/** The texts of a check that is finished. */
const FINISHED: Readonly<Record<string, string>> = {
  [`src/checks/${ID}/check.ts`]: CHECK,
  [`src/checks/${ID}/refusals.ts`]: REFUSALS,
  [`rules/${ID}.md`]: PAGE,
  [`fixtures/checks/${ID}/flagged-use/input.ts`]: 'oldThing(1);\n',
  [`fixtures/checks/${ID}/harmless-look-alike/input.ts`]: 'export const oldThing = 1;\n',
  [`fixtures/checks/${ID}/use-that-stays/input.ts`]: 'oldThing();\n',
};
