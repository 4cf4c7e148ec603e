// What `ballast plan` decides: for the fixture backend compared with every other cut, and for small
// projects with known prices.
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createRewriteJudge } from '../fix/price-rewrite.ts';
import { buildCatalogue } from '../catalogue/catalogue.ts';
import { UNCUTTABLE } from '../graph/minimum-cut.ts';
import { findReached } from '../graph/reach.ts';
import type { PlanReport } from '../model/plan-report.ts';
import { createModuleIndex } from '../module-graph/module-index.ts';
import type { Configuration } from '../config/configuration.ts';
import { findCutCandidates } from '../plan/cut-candidates.ts';
import { resolveConfig } from '../config/resolved-config.ts';
import { runPlan } from './run-plan.ts';
import { makeTree } from '../dev/tree.test-support.ts';

const backend = fileURLToPath(new URL('../../fixtures/backend', import.meta.url));

function plan(
  root: string,
  entry: string,
  only?: readonly string[],
  configuration: Configuration = {},
): Promise<PlanReport> {
  const ready = resolveConfig(root, configuration);
  return runPlan(
    { cwd: root, entry, isStrict: configuration.preset === 'strict', ...(only && { only }) },
    ready,
    createRewriteJudge(root, ['.'], ready),
  );
}

function planFiles(
  files: Readonly<Record<string, string>>,
  only?: readonly string[],
  configuration?: Configuration,
): Promise<PlanReport> {
  return plan(
    makeTree({ 'package.json': '{ "type": "module" }', ...files }),
    'server.ts',
    only,
    configuration,
  );
}

/** Formats every cut as `path specifier cost`. */
function toLines({ cuts }: PlanReport): readonly string[] {
  return cuts.map(({ path, specifier, cost }) => `${path} ${specifier} ${String(cost)}`);
}

describe('for the runnable server', () => {
  it('the plan is as cheap as the cheapest set of rewrites, and takes all heavy packages off', async () => {
    const catalogue = buildCatalogue();
    const project = createModuleIndex(backend);
    project.add([`${backend}/src/server.ts`]);
    const startup = project.startup([project.getId('module', `${backend}/src/server.ts`) ?? -1]);
    const loaded = findReached(startup.graph, startup.roots).order;
    const targets = loaded.filter(
      (node) =>
        project.nodes[node]?.kind === 'package' &&
        catalogue.find(project.nodes[node].name)?.level === 'recommended',
    );
    expect(targets).toHaveLength(6);
    const { candidates } = findCutCandidates(project, startup, targets, backend, catalogue);
    const cuttable = candidates.filter(({ cost }) => cost !== UNCUTTABLE);
    expect(cuttable.length).toBeGreaterThan(8);
    const isCut = (chosen: readonly (typeof candidates)[number][]): boolean => {
      const edges = new Set(chosen.flatMap((candidate) => candidate.edges));
      const { via } = findReached(startup.graph, startup.roots, (edge) => edges.has(edge));
      return targets.every((target) => via[target] === -2);
    };
    /** Finds all sets of rewrites that cost at most `cost`. */
    function* findSets(
      from: number,
      cost: number,
    ): Iterable<readonly (typeof candidates)[number][]> {
      yield [];
      for (let index = from; index < cuttable.length; index += 1) {
        const candidate = cuttable[index];
        if (candidate && candidate.cost <= cost)
          for (const rest of findSets(index + 1, cost - candidate.cost)) yield [candidate, ...rest];
      }
    }
    const report = await plan(backend, 'src/server.ts');
    expect(report.cost).toBe(3);
    expect([...findSets(0, 2)].filter(isCut)).toEqual([]);
    expect([...findSets(0, 3)].filter(isCut).length).toBeGreaterThan(0);
    expect(report.remaining).toEqual([]);
    expect(toLines(report)).toEqual([
      'src/api/routes/purchases.routes.ts ../../services/aliexpress-auto-purchase.service 1',
      'src/services/ali-auth-monitor.service.ts ./advanced-scraper.service 1',
      'src/config/database.ts libsql 1',
    ]);
  });

  it('the gains add up, and a package that several imports load counts with the last', async () => {
    const { cuts, gain } = await plan(backend, 'src/server.ts');
    expect(cuts.reduce((sum, cut) => sum + cut.gain.cpuMs, 0)).toBe(gain.cpuMs);
    expect(cuts.reduce((sum, cut) => sum + cut.gain.rssMB, 0)).toBe(gain.rssMB);
    expect(cuts.flatMap((cut) => cut.gain.packages).sort()).toEqual(gain.packages);
    expect(cuts[0]?.packages).toContain('puppeteer-extra');
    expect(cuts[0]?.gain.packages).toEqual(['puppeteer-core']);
    expect(cuts[1]?.gain.packages).toContain('puppeteer-extra');
  });

  it('the plan for one package is another one', async () => {
    expect(toLines(await plan(backend, 'src/server.ts', ['sharp']))).toEqual([
      'src/services/advanced-scraper.service.ts sharp 1',
    ]);
  });
});

const USE = "import sharp from 'sharp';\n";

describe('a rewrite costs', () => {
  it('1 where only async functions use the import', async () => {
    expect(
      toLines(await planFiles({ 'server.ts': `${USE}export const a = async () => sharp('x');\n` })),
    ).toEqual(['server.ts sharp 1']);
  });

  it('1 more for each function that becomes async, with its callers in the file', async () => {
    expect(
      toLines(
        await planFiles({
          'server.ts': `${USE}function a(): string { return sharp('x').path; }\nfunction b(): string { return a(); }\nexport async function c() { return b(); }\n`,
        }),
      ),
    ).toEqual(['server.ts sharp 3']);
  });

  it('more than a cut further up, which is made instead', async () => {
    const image = `${USE}export function a() { return sharp('x'); }\nexport function b() { return sharp('y'); }\n`;
    const report = await planFiles({
      'server.ts': "import { a } from './image.ts';\nexport const later = async () => a();\n",
      'image.ts': image,
    });
    expect(toLines(report)).toEqual(['server.ts ./image.ts 1']);
    expect(report.cuts[0]).toMatchObject({
      line: 1,
      packages: ['sharp'],
      chain: ['server.ts', 'image.ts', 'sharp'],
      gain: { packages: ['sharp'], modules: 1 },
    });
  });

  it('1 for all imports that share set-up', async () => {
    const report = await planFiles({
      'package.json': '{ "type": "module" }',
      'server.ts':
        "import puppeteer from 'puppeteer-extra';\nimport stealth from 'puppeteer-extra-plugin-stealth';\npuppeteer.use(stealth());\nexport const a = async () => puppeteer.launch();\n",
    });
    expect(toLines(report)).toEqual([
      'server.ts puppeteer-extra 1',
      'server.ts puppeteer-extra-plugin-stealth 0',
    ]);
    expect(report.cuts[1]?.goesWith).toBe('puppeteer-extra');
    expect(report.cost).toBe(1);
  });
});

describe('what remains', () => {
  it("is listed with a chain of imports that can't be cut, each with its reason", async () => {
    const report = await planFiles({
      'server.ts':
        "import { size } from './image.ts';\nimport './effect.ts';\nconsole.log(size);\n",
      'image.ts': `${USE}export const size = sharp('x');\n`,
      'effect.ts':
        "import puppeteer from 'puppeteer';\nexport const a = async () => puppeteer.launch();\n",
    });
    expect(toLines(report)).toEqual(['effect.ts puppeteer 1']);
    expect(report.remaining).toHaveLength(1);
    expect(report.remaining[0]).toMatchObject({
      name: 'sharp',
      chain: ['server.ts', 'image.ts', 'sharp'],
    });
    expect(
      report.remaining[0]?.imports.map(({ reason }) => /evaluated \((.*?)\)/.exec(reason)?.[1]),
    ).toEqual(['other code of the module uses it', '`size` is exported']);
  });

  it.each([
    [
      'a constructor',
      `${USE}export class A { constructor() { sharp('x'); } }\n`,
      /is a constructor/,
    ],
    ['an import for its effect', "import 'sharp';\n", /for its effect alone/],
    ['an export', "export { default } from 'sharp';\n", /exported/],
    [
      'a sync function that the module calls',
      `${USE}function a() { return sharp('x'); }\nfunction b() { return a(); }\nb();\n`,
      /while the module is evaluated/,
    ],
  ])('is a package needed by %s', async (_, text, reason) => {
    const { cuts, remaining } = await planFiles({ 'server.ts': text });
    expect(cuts).toEqual([]);
    expect(remaining[0]?.imports[0]?.reason).toMatch(reason);
  });

  it('is a package used by a function that another module calls at startup', async () => {
    const report = await planFiles({
      'server.ts': "import { start } from './image.ts';\nstart();\n",
      'image.ts': `${USE}export async function start() { sharp('x'); }\n`,
    });
    expect(report.cuts).toEqual([]);
    expect(report.remaining[0]?.imports[1]?.reason).toBe('`start` uses it, and runs at startup.');
  });

  it('is not a package that the configuration allows the entry to load', async () => {
    const files = { 'server.ts': `${USE}export const a = async () => sharp('x');\n` };
    expect(
      await planFiles(files, undefined, { entries: { 'server.ts': { heavy: ['sharp'] } } }),
    ).toMatchObject({ packages: [], wanted: ['sharp'], cuts: [], cost: 0 });
    expect(
      (await planFiles(files, ['sharp'], { entries: { 'server.ts': { heavy: true } } })).cuts,
    ).toHaveLength(1);
  });
});
