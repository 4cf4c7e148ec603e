// Plans by real prices: each rewrite changes what the plan says, and the cut is the cheapest by
// that.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { buildCatalogue } from '../catalogue/catalogue.ts';
import { UNCUTTABLE } from '../graph/minimum-cut.ts';
import { findReached } from '../graph/reach.ts';
import { createModuleIndex } from '../module-graph/module-index.ts';
import { createLocalCuts } from '../plan/local-cuts.ts';
import { resolveConfig, type ResolvedConfig } from '../config/resolved-config.ts';
import { toLabel } from '../files/label.ts';
import { findCutCandidates, type ImportRewrite } from '../plan/cut-candidates.ts';
import { runPlan } from '../commands/run-plan.ts';
import { createSession, toSession } from '../findings/session.ts';
import { makeTree } from '../dev/tree.test-support.ts';
import { listSourceFiles } from '../files/walk.ts';
import type { PlanReport } from '../model/plan-report.ts';
import type { FixReport } from '../model/report.ts';
import { runFix } from './run-fix.ts';
import { countChanges } from './count-changes.test-support.ts';
import { createRewriteJudge } from './price-rewrite.ts';

type Files = Readonly<Record<string, string>>;

const root = fileURLToPath(new URL('../..', import.meta.url));
const COMMON = {
  'package.json': '{ "type": "module", "private": true }',
  'tsconfig.json':
    '{ "compilerOptions": { "module": "esnext", "moduleResolution": "bundler", "allowImportingTsExtensions": true, "noEmit": true, "strict": true } }',
};

function toConfig(folder: string): ResolvedConfig {
  return resolveConfig(folder, {}, {}, 'no-eager-heavy-import');
}

function plan(folder: string): Promise<PlanReport> {
  const ready = toConfig(folder);
  return runPlan(
    { cwd: folder, entry: 'server.ts', isStrict: false },
    ready,
    createRewriteJudge(folder, ['.'], ready),
  );
}

/**
 * Fixes the cuts of a plan without writing. Other imports of packages are allowed by the
 * configuration.
 */
function fix(folder: string, { cuts }: Pick<PlanReport, 'cuts'>): Promise<FixReport> {
  const others = listSourceFiles(folder, folder)
    .map((path) => toLabel(folder, path))
    .filter((label) => !cuts.some(({ path }) => path === label));
  const session = createSession(
    folder,
    { entries: Object.fromEntries(others.map((label) => [label, { heavy: true }])) },
    {},
    'no-eager-heavy-import',
  );
  const targets = cuts.map(({ path, specifier }) => ({ path: join(folder, path), specifier }));
  return runFix(
    folder,
    ['.'],
    toSession({ ...session, cuts: createLocalCuts(folder, targets, session.catalogue) }),
    { isWriting: false },
  );
}

function toLines({ cuts }: PlanReport): readonly string[] {
  return cuts.map(
    ({ path, specifier, cost, functions, files }) =>
      `${path} ${specifier} ${String(cost)} (${String(functions)} in ${String(files)})`,
  );
}

// In its own file, the import costs 2, as `size` becomes async. Two of its callers are elsewhere.
const IMAGE =
  "import sharp from 'sharp';\nexport function size(name: string): number {\n  return sharp(name).length;\n}\n";
const PAGE =
  "import { size } from './image.ts';\nexport function show(name: string): string {\n  return String(size(name));\n}\n";
const SERVER = [
  "import { show } from './page.ts';",
  'function title(): string {\n  return show("a");\n}',
  'function head(): string {\n  return title();\n}',
  'export async function later(): Promise<string> {\n  return head();\n}\n',
].join('\n');

const PROGRAMS: Readonly<Record<string, readonly [files: Files, cuts: readonly string[]]>> = {
  'a package whose functions are called over many files': [
    { 'server.ts': SERVER, 'page.ts': PAGE, 'image.ts': IMAGE },
    ['server.ts ./page.ts 3 (2 in 1)'],
  ],
  'a package that async functions of another file use': [
    {
      'server.ts': "import { show } from './page.ts';\nexport const made = [show];\n",
      'page.ts': PAGE.replace('export function', 'export async function').replace(
        ': string {',
        ': Promise<string> {',
      ),
      'image.ts': IMAGE,
    },
    ['page.ts ./image.ts 1 (0 in 1)'],
  ],
  'a constructor in another file that calls it': [
    {
      'server.ts': SERVER,
      'page.ts': PAGE,
      'image.ts': IMAGE,
      'album.ts':
        "import { size } from './image.ts';\nexport class Album {\n  size: number;\n  constructor() {\n    this.size = size('a');\n  }\n}\n",
    },
    ['server.ts ./page.ts 3 (2 in 1)'],
  ],
  'methods, which only types can tell apart': [
    {
      'server.ts':
        "import { Album } from './album.ts';\nimport { Box } from './box.ts';\nexport const made = [new Album(), new Box()];\nexport async function later(): Promise<string> {\n  return new Album().show() + new Box().show();\n}\n",
      'album.ts':
        "import sharp from 'sharp';\nexport class Album {\n  size(): number {\n    return sharp('x').length;\n  }\n  show(): string {\n    return String(this.size());\n  }\n}\n",
      'box.ts':
        'export class Box {\n  size(): number {\n    return 1;\n  }\n  show(): string {\n    return String(this.size());\n  }\n}\n',
    },
    ['album.ts sharp 3 (2 in 2)'],
  ],
};

describe('a plan of', () => {
  it.each(Object.entries(PROGRAMS))('%s', async (_, [files, expected]) => {
    const folder = makeTree({ ...COMMON, ...files });
    expect(toLines(await plan(folder))).toEqual(expected);
  });

  it.each(Object.entries(PROGRAMS))('%s costs what the rewrite changes', async (_, [files]) => {
    const folder = makeTree({ ...COMMON, ...files });
    const report = await plan(folder);
    const [cut] = report.cuts;
    expect(report.cuts).toHaveLength(1);
    expect(countChanges(await fix(folder, report))).toEqual({
      functions: cut?.functions,
      files: cut?.files,
    });
  });

  it('no import whose rewrite over files is refused, with the reason', async () => {
    const album =
      "import { show } from './page.ts';\nexport class Album {\n  size: string;\n  constructor() {\n    this.size = show('a');\n  }\n}\n";
    const report = await plan(
      makeTree({
        ...COMMON,
        'server.ts': `import './page.ts';\n${SERVER}`,
        'page.ts': PAGE,
        'image.ts': IMAGE,
        'album.ts': album,
      }),
    );
    expect(report).toMatchObject({
      cuts: [],
      cost: 0,
      remaining: [{ name: 'sharp', chain: ['server.ts', 'page.ts', 'image.ts', 'sharp'] }],
    });
    const reasons = report.remaining[0]?.imports.map(({ reason }) => reason);
    expect(reasons?.[0]).toBe('It is imported for its effect alone.');
    for (const reason of reasons?.slice(1) ?? [])
      expect(reason).toMatch(/^`Album.constructor` is a constructor, which can't be async/);
  });

  it('no import whose rewrite would change files that the run leaves out, such as tests', async () => {
    const report = await plan(
      makeTree({
        ...COMMON,
        'server.ts': `import './image.ts';\n${SERVER}`,
        'page.ts': PAGE,
        'image.ts': IMAGE,
        'image.test.ts': "import { size } from './image.ts';\nconsole.log(size('a'));\n",
      }),
    );
    expect(report.cuts).toEqual([]);
    expect(report.remaining[0]?.imports[1]?.reason).toBe(
      '`size` would have to become async, but it is called at image.test.ts:2, in a file that this run leaves out. Name that file as well.',
    );
  });

  it('no import of a module with a side effect at startup, and none with a disable comment', async () => {
    const server =
      "import { show } from './page.ts';\nexport const later = async () => show('a');\n";
    const files = { 'server.ts': server, 'page.ts': PAGE, 'image.ts': IMAGE };
    expect(toLines(await plan(makeTree({ ...COMMON, ...files })))).toEqual([
      'server.ts ./page.ts 1 (0 in 1)',
    ]);
    const effect = await plan(
      makeTree({
        ...COMMON,
        ...files,
        'page.ts': `${PAGE}process.on('exit', () => console.log('end'));\n`,
      }),
    );
    expect(toLines(effect)).toEqual(['page.ts ./image.ts 2 (1 in 2)']);
    const kept = await plan(
      makeTree({
        ...COMMON,
        ...files,
        'server.ts': `// eslint-disable-next-line ballast/no-eager-heavy-import\n${server}`,
      }),
    );
    expect(toLines(kept)).toEqual(['page.ts ./image.ts 2 (1 in 2)']);
  });

  it('two imports of a module with a side effect cuts neither, as one of them has to stay', async () => {
    const image = `${IMAGE}export function weight(name: string): number {\n  return sharp(name).length;\n}\nprocess.on('exit', () => console.log('end'));\n`;
    const server =
      "import { show } from './page.ts';\nimport { size, weight } from './image.ts';\nexport const later = async () => (await show()) + size('a') + weight('a');\n";
    const page = "import { size } from './image.ts';\nexport const show = async () => size('a');\n";
    const folder = makeTree({ ...COMMON, 'server.ts': server, 'page.ts': page, 'image.ts': image });
    const { findObstacles } = createRewriteJudge(folder, ['.'], toConfig(folder));
    const toRewrite = (specifier: string): ImportRewrite => ({
      path: join(folder, 'server.ts'),
      loads: [
        { specifier, range: [server.lastIndexOf('import', server.indexOf(`'${specifier}'`)), 0] },
      ],
    });
    const [one, other] = [toRewrite('./page.ts'), toRewrite('./image.ts')];
    expect([findObstacles([one]), findObstacles([other])]).toEqual([[undefined], [undefined]]);
    expect(findObstacles([one, other])).toEqual([
      expect.stringContaining('has side effects at startup'),
      expect.stringContaining('has side effects at startup'),
    ]);
    expect(toLines(await plan(folder))).toEqual(['image.ts sharp 3 (2 in 3)']);
  });

  it('imports that share set-up is the same whatever fix options the run has', async () => {
    const folder = makeTree({
      ...COMMON,
      'server.ts':
        "import puppeteer from 'puppeteer-extra';\nimport stealth from 'puppeteer-extra-plugin-stealth';\npuppeteer.use(stealth());\nexport const open = async () => puppeteer.launch();\n",
    });
    const config = resolveConfig(folder, {}, { loader: 'inline' }, 'no-eager-heavy-import');
    const report = await runPlan(
      { cwd: folder, entry: 'server.ts', isStrict: false },
      config,
      createRewriteJudge(folder, ['.'], config),
    );
    expect(toLines(report)).toEqual(toLines(await plan(folder)));
    expect(report.cuts).toHaveLength(2);
  });

  it('an import in a package outside the run counts that package as named', async () => {
    const open =
      "import './image.ts';\nimport { size } from './image.ts';\nexport async function open(): Promise<number> {\n  return size('a');\n}\n";
    const app = join(
      makeTree({
        ...COMMON,
        'app/package.json': '{}',
        'app/server.ts': "import { open } from '../lib/open.ts';\nexport const made = open;\n",
        'lib/package.json': '{ "private": true }',
        'lib/open.ts': open,
        'lib/image.ts': IMAGE,
      }),
      'app',
    );
    expect(toLines(await plan(app))).toEqual(['../lib/image.ts sharp 2 (1 in 2)']);
    const empty = makeTree({});
    const ready = toConfig(app);
    const report = await runPlan(
      { cwd: empty, entry: join(app, 'server.ts'), isStrict: false },
      ready,
      createRewriteJudge(empty, ['.'], ready),
    );
    expect(report.cuts.map(({ functions, files }) => [functions, files])).toEqual([[1, 2]]);
  });
});

/**
 * Every candidate that can be cut, at its true price, and whether some of them take all packages
 * off.
 */
async function priceAll(
  folder: string,
  entry: string,
): Promise<{
  readonly prices: readonly number[];
  readonly isCut: (chosen: ReadonlySet<number>) => boolean;
}> {
  const catalogue = buildCatalogue();
  const project = createModuleIndex(folder);
  project.add([join(folder, entry)]);
  const startup = project.startup([project.getId('module', join(folder, entry)) ?? -1]);
  const targets = findReached(startup.graph, startup.roots).order.filter(
    (node) =>
      project.nodes[node]?.kind === 'package' &&
      catalogue.find(project.nodes[node].name)?.level === 'recommended',
  );
  const { candidates } = findCutCandidates(project, startup, targets, folder, catalogue);
  const { judge, findObstacles } = createRewriteJudge(folder, ['.'], toConfig(folder));
  const prices: number[] = [];
  for (const { cost, rewrite } of candidates) {
    const verdict = cost === UNCUTTABLE ? undefined : await judge(rewrite);
    const price = verdict && 'functions' in verdict ? 1 + verdict.functions.length : UNCUTTABLE;
    if (cost !== UNCUTTABLE) expect(price).toBeGreaterThanOrEqual(cost);
    prices.push(price);
  }
  const isCut = (chosen: ReadonlySet<number>): boolean => {
    const edges = new Set([...chosen].flatMap((candidate) => candidates[candidate]?.edges ?? []));
    const { via } = findReached(startup.graph, startup.roots, (edge) => edges.has(edge));
    return (
      targets.every((target) => via[target] === -2) &&
      findObstacles([...chosen].flatMap((candidate) => candidates[candidate]?.rewrite ?? [])).every(
        (reason) => reason === undefined,
      )
    );
  };
  return { prices, isCut };
}

describe('no set of rewrites takes the packages off for less than the plan of', () => {
  const programs = Object.entries(PROGRAMS).map(
    ([name, [files]]) =>
      [name, (): string => makeTree({ ...COMMON, ...files }), 'server.ts'] as const,
  );

  it.each([
    ...programs,
    ['the runnable server', (): string => join(root, 'fixtures/backend'), 'src/server.ts'] as const,
  ])('%s', async (_, getFolder, entry) => {
    const folder = getFolder();
    const ready = toConfig(folder);
    const { cost, remaining } = await runPlan(
      { cwd: folder, entry, isStrict: false },
      ready,
      createRewriteJudge(folder, ['.'], ready),
    );
    const { prices, isCut } = await priceAll(folder, entry);
    /** Finds all sets of rewrites that cost at most `left`. */
    function* findSets(from: number, left: number): Iterable<readonly number[]> {
      yield [];
      for (let candidate = from; candidate < prices.length; candidate += 1) {
        const price = prices[candidate] ?? UNCUTTABLE;
        if (price <= left)
          for (const rest of findSets(candidate + 1, left - price)) yield [candidate, ...rest];
      }
    }
    expect(remaining).toEqual([]);
    expect([...findSets(0, cost - 1)].filter((chosen) => isCut(new Set(chosen)))).toEqual([]);
    expect([...findSets(0, cost)].some((chosen) => isCut(new Set(chosen)))).toBe(true);
  });
});
