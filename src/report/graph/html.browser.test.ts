// The page of `ballast graph` in a real Chromium: the built command's page, opened from the disk.
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { toMemory, toTime } from '../../catalogue/cost.ts';
import { runBallast } from '../../cli/run.test-support.ts';
import { makeTree } from '../../dev/tree.test-support.ts';
import { MEASURE_CONTRAST } from '../browser.test-support.ts';
import {
  getCell,
  readChain,
  readFocus,
  readTotal,
  readTotals,
  setUpPages,
} from './page.test-support.ts';
import type { PlannedCut } from '../../model/plan-report.ts';

const BACKEND = fileURLToPath(new URL('../../../fixtures/backend', import.meta.url));
const ENTRY = 'src/server.ts';

interface GraphJson {
  readonly cpuMs: number;
  readonly rssMB: number;
  readonly packages: readonly {
    readonly name: string;
    readonly chain: readonly string[];
    readonly loadedBy: readonly string[];
    readonly onlyThrough?: string;
    readonly cost?: { readonly cpuMs: number; readonly rssMB: number; readonly isHeavy: boolean };
  }[];
  readonly modules: readonly { readonly path: string; readonly onlyThrough?: string }[];
}

const open = setUpPages(run);

async function run(root: string, ...args: readonly string[]): Promise<string> {
  const { stdout, stderr, code } = await runBallast(root, args);
  expect([code, stderr]).toEqual([0, '']);
  return stdout;
}

async function readJson<T>(root: string, ...args: readonly string[]): Promise<T> {
  return JSON.parse(await run(root, ...args, '--format', 'json')) as T;
}

describe('the page of the demo server', () => {
  it.each([
    ['light', 1440, 900],
    ['dark', 1280, 720],
    ['light', 390, 844],
  ] as const)(
    'opens from the disk without a complaint or a request (%s, %d × %d)',
    async (colorScheme, width, height) => {
      const { page, complaints, requests } = await open(BACKEND, ENTRY, {
        colorScheme,
        viewport: { width, height },
      });
      await page.click('#after');
      await page.selectOption('#measure', 'files');
      expect([complaints, requests]).toEqual([[], []]);
      // Nothing needs horizontal scrolling.
      expect(
        await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth'),
      ).toBeLessThanOrEqual(0);
      await page.close();
    },
  );

  it.each(['cpu', 'memory'] as const)(
    'has a cell for each measured package, as large as its cost (%s)',
    async (measure) => {
      const { page } = await open(BACKEND, ENTRY);
      await page.selectOption('#measure', measure);
      const { packages } = await readJson<GraphJson>(BACKEND, 'graph', ENTRY);
      const costs = packages.flatMap(({ name, cost }) =>
        cost ? [{ name, size: measure === 'cpu' ? cost.cpuMs : cost.rssMB }] : [],
      );
      expect(await page.locator('#map .cell').count()).toBe(costs.length);
      const map = await page.locator('#map').boundingBox();
      const total = costs.reduce((sum, { size }) => sum + size, 0);
      for (const { name, size } of costs) {
        const box = await page.locator(`#map .cell[title^="${name}:"]`).boundingBox();
        const share =
          ((box?.width ?? 0) * (box?.height ?? 0)) / ((map?.width ?? 1) * (map?.height ?? 1));
        expect(Math.abs(share / (size / total) - 1), name).toBeLessThan(0.02);
      }
      await page.close();
    },
  );

  it('says that the totals are estimated, and shows measured costs of packages', async () => {
    const { page } = await open(BACKEND, ENTRY);
    const { cpuMs, rssMB } = await readJson<GraphJson>(BACKEND, 'graph', ENTRY);
    expect(await page.locator('#totals').innerText()).toMatch(
      /CPU, estimated\s+0\.4 s\s+Memory, estimated\s+89 MB/,
    );
    expect([await readTotal(page, 'cpu'), await readTotal(page, 'memory')]).toEqual([
      toTime(cpuMs),
      toMemory(rssMB),
    ]);
    await getCell(page, 'sharp').click();
    expect(await page.locator('#panel').innerText()).toMatch(
      /^sharp\s+heavy package with 2 native libraries\s+0\.1 s CPU, 25 MB when imported alone \(version \S+, measured \d{4}-\d\d-\d\d\)/,
    );
    await page.close();
  });

  it('shows the chain of the graph to every package that is clicked, with the line of each import', async () => {
    const { page } = await open(BACKEND, ENTRY);
    const { packages } = await readJson<GraphJson>(BACKEND, 'graph', ENTRY);
    for (const { name, chain, loadedBy, cost } of packages) {
      if (!cost) continue;
      await page.locator(`#map .cell[title^="${name}:"]`).click();
      expect(await page.locator('#panel h2').innerText()).toBe(name);
      expect(await readChain(page)).toEqual(chain);
      // One chain for each module that loads it, the shortest among them.
      expect(await page.locator('#panel .chain').count()).toBe(loadedBy.length);
    }
    await getCell(page, 'puppeteer-core').click();
    expect(await page.locator('#panel > .chain > li > .step').allTextContents()).toEqual([
      'src/server.ts:15',
      'src/api/routes/purchases.routes.ts:3',
      'src/services/aliexpress-auto-purchase.service.ts:1',
      'puppeteer-core',
    ]);
    await page.close();
  });

  it('shows what is loaded only because of a module, as the graph says', async () => {
    const { page } = await open(BACKEND, ENTRY);
    const { packages, modules } = await readJson<GraphJson>(BACKEND, 'graph', ENTRY);
    const parents = new Map([
      ...packages.map(({ name, onlyThrough }) => [name, onlyThrough] as const),
      ...modules.map(({ path, onlyThrough }) => [path, onlyThrough] as const),
    ]);
    const isBroughtBy = (name: string, module: string): boolean => {
      for (let at = parents.get(name); at !== undefined; at = parents.get(at))
        if (at === module) return true;
      return false;
    };
    const module = 'src/services/ali-auth-monitor.service.ts';
    await page.fill('#search', module);
    await page.click('#found button');
    const brought = packages.map(({ name }) => name).filter((name) => isBroughtBy(name, module));
    expect(brought).toContain('sharp');
    expect((await page.locator('#panel .owned .link').allTextContents()).sort()).toEqual(
      brought.sort(),
    );
    await page.close();
  });

  it('switches to the result of the plan, at once and cut by cut', async () => {
    const { page } = await open(BACKEND, ENTRY);
    const { cpuMs, rssMB, packages, modules } = await readJson<GraphJson>(BACKEND, 'graph', ENTRY);
    const cuts = await readJson<readonly PlannedCut[]>(BACKEND, 'plan', ENTRY);
    expect(cuts.length).toBeGreaterThan(2);
    const before = await readTotals(page);
    const left = { cpuMs, rssMB, packages: packages.length, modules: modules.length };
    for (const [index, { path, line, gain }] of cuts.entries()) {
      left.cpuMs -= gain.cpuMs;
      left.rssMB -= gain.rssMB;
      left.packages -= gain.packages.length;
      left.modules -= gain.modules;
      const step = page.locator('#plan .planstep').nth(index + 1);
      await step.click();
      expect(await step.getAttribute('aria-pressed')).toBe('true');
      expect(await step.innerText()).toContain(`${String(index + 1)}. ${path}:${String(line)}`);
      expect(await step.innerText()).toContain(
        `then: estimated ${toTime(left.cpuMs)} CPU, ${toMemory(left.rssMB)}`,
      );
      expect(await readTotals(page)).toEqual([
        toTime(left.cpuMs),
        toMemory(left.rssMB),
        String(left.packages),
        String(left.modules),
      ]);
    }
    await page.click('#before');
    expect(await readTotals(page)).toEqual(before);
    await page.click('#after');
    expect(await readTotals(page)).toEqual([
      toTime(left.cpuMs),
      toMemory(left.rssMB),
      String(left.packages),
      String(left.modules),
    ]);
    expect(await page.locator('#map .cell.gone').count()).toBe(6);
    expect(await getCell(page, 'express').getAttribute('class')).not.toContain('gone');
    await getCell(page, 'sharp').click();
    expect(await page.locator('#panel').innerText()).toContain('No longer loaded at the start');
    await page.close();
  });

  it('applies a cut of the reader, and shows the remaining chain', async () => {
    const { page } = await open(
      makeTree({
        'package.json': '{ "type": "module" }',
        'server.ts': "import 'sharp';\nimport './a.ts';\n",
        'a.ts': "import 'sharp';\n",
      }),
      'server.ts',
    );
    expect(await readChain(page)).toEqual(['server.ts', 'sharp']);
    await page.click('#panel > .chain .cut');
    expect(await readChain(page)).toEqual(['server.ts', 'a.ts', 'sharp']);
    await page.locator('#panel > .chain .cut').last().click();
    expect(await page.locator('#panel').innerText()).toContain('No longer loaded at the start');
    expect(await page.locator('#state').innerText()).toBe('With your own cuts: 2 imports');
    expect(await readTotal(page, 'packages')).toBe('0');
    await page.close();
  });

  it('finds nodes by a part of their name, marks them in the map, and opens one', async () => {
    const { page } = await open(BACKEND, ENTRY);
    await page.fill('#search', 'PUPPETEER');
    expect(await page.locator('#found .result').count()).toBe(3);
    expect(await page.locator('#map .cell:not(.dim)').count()).toBe(3);
    expect(await getCell(page, 'express').getAttribute('class')).toContain('dim');
    await page.locator('#found .result').nth(1).click();
    expect(await page.locator('#panel h2').innerText()).toContain('puppeteer-extra');
    // The list is hidden, and the matches are still marked.
    expect([
      await page.locator('#found').isVisible(),
      await page.locator('#map .cell:not(.dim)').count(),
    ]).toEqual([false, 3]);
    await page.fill('#search', 'no such thing');
    expect([
      await page.locator('#count').innerText(),
      await page.locator('#found').isVisible(),
    ]).toEqual(['0 found', false]);
    await page.close();
  });

  it('works with the keyboard alone', async () => {
    const { page } = await open(BACKEND, ENTRY);
    await page.keyboard.press('/');
    expect(await readFocus(page)).toBe('search');
    await page.keyboard.type('libsql');
    await page.keyboard.press('ArrowDown');
    expect(await readFocus(page)).toContain('libsql');
    await page.keyboard.press('Enter');
    expect(await page.locator('#panel h2').innerText()).toBe('libsql');
    await page.keyboard.press('Escape');
    expect([
      await page.inputValue('#search'),
      await readFocus(page),
      await page.locator('#map .cell.dim').count(),
    ]).toEqual(['', 'search', 0]);
    // The map is a single tab stop; the arrow keys move inside it.
    await page.keyboard.press('Tab');
    expect(await readFocus(page)).toContain('puppeteer-core');
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe(
      'solid',
    );
    await page.keyboard.press('ArrowRight');
    expect(await readFocus(page)).toContain('sharp');
    await page.keyboard.press('Enter');
    expect([
      await page.locator('#panel h2').innerText(),
      await page.locator('#map [aria-current]').getAttribute('title'),
    ]).toEqual(['sharp', expect.stringContaining('sharp')]);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.closest("#panel") !== null')).toBe(true);
    await page.keyboard.press('Escape');
    expect(await page.locator('#panel h2').innerText()).toBe('Nothing selected');
    await page.close();
  });

  it('opens folders and returns', async () => {
    const { page } = await open(BACKEND, ENTRY);
    await page.selectOption('#measure', 'files');
    const all = await page.locator('#map .cell').count();
    await page.locator('#map .head', { hasText: 'node_modules' }).click();
    expect(await page.locator('#map .cell').count()).toBe(8);
    expect(await page.locator('#crumbs').innerText()).toBe('everything / node_modules');
    await page.keyboard.press('Escape');
    expect(await page.locator('#map .cell').count()).toBe(all);
    await page.close();
  });

  it.each(['light', 'dark'] as const)('has the contrast of WCAG AA (%s)', async (colorScheme) => {
    const { page } = await open(BACKEND, ENTRY, { colorScheme });
    const read = (): Promise<readonly (readonly [string, number])[]> =>
      page.evaluate(MEASURE_CONTRAST);
    const found = [...(await read())];
    await page.click('#after');
    await page.fill('#search', 's');
    found.push(...(await read()));
    await page.fill('#search', '');
    await page.selectOption('#measure', 'files');
    found.push(...(await read()));
    expect(found.length).toBeGreaterThan(150);
    expect(found.filter(([, contrast]) => contrast < 4.5)).toEqual([]);
    await page.close();
  });
});

describe('the page of other starts', () => {
  it('runs no code from names', async () => {
    const boom = '<img src=x onerror=boom()>';
    const root = makeTree({
      'package.json': '{ "type": "module" }',
      'server.ts': `import './${boom}.ts';\nimport './a</script><script>boom()</script>.ts';\nimport '"><svg onload=boom()>';\nimport '${boom}';\nimport './gone${boom}.ts';\nexport const later = () => import('sharp');\n`,
      [`${boom}.ts`]: "import 'sharp';\n",
      'a</script><script>boom()</script>.ts': "import '${boom}';\nimport '<!--<script>';\n",
    });
    const { page, complaints, requests } = await open(root, 'server.ts');
    await page.fill('#search', '<');
    const names = await page.locator('#found .result').allTextContents();
    expect(
      names.some((name) => name.startsWith(`${boom}.ts`)) &&
        names.some((name) => name.startsWith('a</script><script>boom()</script>.ts')),
    ).toBe(true);
    for (let index = 0; index < names.length; index += 1) {
      await page.focus('#search');
      await page.locator('#found .result').nth(index).click();
    }
    await page.selectOption('#measure', 'files');
    await page.click('details.more summary');
    expect([
      complaints,
      requests,
      await page.locator('img, svg').count(),
      await page.locator('script').count(),
    ]).toEqual([[], [], 0, 2]);
    // The policy also blocks injected code.
    await page.evaluate(
      `document.body.insertAdjacentHTML('beforeend', '<img src="data:," onerror="window.hit = 1">')`,
    );
    expect(
      await page.evaluate('new Promise((done) => setTimeout(() => done(window.hit), 100))'),
    ).toBeUndefined();
    await page.close();
  });

  it('says so if nothing is heavy, nothing was measured, or there are several entries', async () => {
    const root = makeTree({
      'package.json': '{ "type": "module" }',
      'a.ts': "import 'unheard-of';\n",
      'b.ts': "import './a.ts';\n",
    });
    const { page, complaints } = await open(root, 'a.ts');
    const text = await page.locator('body').innerText();
    for (const part of [
      'not known',
      'None of the 1 package was measured',
      'No heavy package is loaded at the start.',
      'Nothing heavy is loaded at the start, so there is nothing to cut.',
    ])
      expect(text).toContain(part);
    expect(await page.locator('#after').isDisabled()).toBe(true);
    await page.selectOption('#measure', 'cpu');
    expect(await page.locator('#map').innerText()).toContain(
      'No package with a known cost is loaded at the start.',
    );
    await page.close();
    const two = await open(root, ['a.ts', 'b.ts']);
    expect(await two.page.locator('#plan').innerText()).toContain('A plan is made for one entry');
    expect([complaints, two.complaints]).toEqual([[], []]);
    await two.page.close();
  });

  it('treats the imports of one rewrite as one step', async () => {
    const root = makeTree({
      'package.json': '{ "type": "module" }',
      'server.ts':
        "import puppeteer from 'puppeteer-extra';\nimport stealth from 'puppeteer-extra-plugin-stealth';\npuppeteer.use(stealth());\nexport const a = async () => puppeteer.launch();\n",
    });
    const { page } = await open(root, 'server.ts');
    expect(await page.locator('#plan .planstep').count()).toBe(2);
    expect(await page.locator('#plan .planstep').last().innerText()).toMatch(
      /1\. server\.ts:1\s+puppeteer-extra\s+and in the same rewrite\s+server\.ts:2\s+puppeteer-extra-plugin-stealth/,
    );
    await page.locator('#plan .planstep').last().click();
    expect(await readTotal(page, 'packages')).toBe('0');
    await page.close();
  });

  it('names what no cut removes, and why', async () => {
    const root = makeTree({
      'package.json': '{ "type": "module" }',
      'server.ts': "import sharp from 'sharp';\nsharp('x');\n",
    });
    const { page } = await open(root, 'server.ts');
    await page.click('#plan summary');
    expect(await page.locator('#plan').innerText()).toMatch(
      /No import can be made lazy[^]*Remains after all cuts\s+sharp\s+server\.ts:1 sharp: \S+/,
    );
    await page.close();
  });

  it('is ready within a second for ten thousand files', async () => {
    const files: Record<string, string> = { 'package.json': '{ "type": "module" }' };
    for (let index = 0; index < 10_000; index += 1)
      files[`src/d${String(index % 100)}/f${String(index)}.ts`] =
        `import 'sharp';\nimport '../d${String((index + 1) % 100)}/f${String(index + 1)}.ts';\n`;
    const folders = Array.from(
      { length: 10_000 },
      (_, index) => `import './src/d${String(index % 100)}/f${String(index)}.ts';\n`,
    );
    const { page } = await open(makeTree({ ...files, 'server.ts': folders.join('') }), 'server.ts');
    expect(await readTotal(page, 'files')).toBe('10,001');
    await page.selectOption('#measure', 'files');
    await page.fill('#search', 'f77');
    expect(await page.locator('#map button').count()).toBeLessThan(2000);
    await page.close();
  });
});
