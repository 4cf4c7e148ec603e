// The page of `ballast graph` without a browser: it is self-contained, names can't inject markup,
// and its model is correct. html.browser.test.ts covers what a reader sees.
import { Script } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { toMemory, toTime } from '../../catalogue/cost.ts';
import { PAGE_SCRIPT } from './html-script.ts';
import { formatGraphHtml } from './html.ts';
import type { GraphPage } from '../../model/graph-page.ts';
import { buildFolders, squarify, type MapItem } from '../page/layout.ts';
import { createModel } from '../page/model.ts';
import { createWording } from '../page/wording.ts';
import { formatCount } from '../wording.ts';

const COST = {
  cpuMs: 900,
  rssMB: 100,
  version: '1.0.0',
  date: '2026-11-22',
  nativeLibraries: 0,
  isHeavy: true,
};
const PAGE: GraphPage = {
  graph: {
    entries: [0],
    nodes: [
      { kind: 'module', label: 'server.ts', loads: [1, 2] },
      { kind: 'module', label: '</script><b>.ts', via: 0, loads: [3] },
      {
        kind: 'package',
        label: 'express',
        via: 0,
        loads: [],
        cost: { ...COST, cpuMs: 80, rssMB: 13, isHeavy: false },
      },
      { kind: 'package', label: 'googleapis', via: 1, loads: [], cost: COST },
    ],
    later: ['<i>sharp'],
    unresolved: [{ label: 'server.ts', specifier: './"&<i>' }],
  },
  lines: [[1, 2], [7], [], []],
};

describe('the page', () => {
  const html = formatGraphHtml(PAGE);

  it('needs no network, and names cannot inject markup', () => {
    expect(html).not.toMatch(/https?:|<link|@import|src=|url\(/);
    expect(html).toMatch(/default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'/);
    expect(html).not.toContain('unsafe-inline');
    expect(html.match(/<\/script>/g)).toHaveLength(2);
    expect(html).not.toMatch(/<[bi]>(?!<\/)/);
    expect(html).toContain('./&#34;&#38;&#60;i&#62;');
  });

  it('runs self-contained functions', () => {
    expect(() => new Script(PAGE_SCRIPT)).not.toThrow();
    // Helpers that a bundler inserts for imported values.
    expect(PAGE_SCRIPT).not.toMatch(/__vi_|__name|import\b.*from|require\(/);
    expect(PAGE_SCRIPT).not.toMatch(/innerHTML|insertAdjacentHTML|\beval\b|fetch\(/);
  });

  it('names the source of its figures', () => {
    expect(html).toContain(
      'Estimated: the sum of 2 packages that were measured, each imported alone. Packages that share dependencies cost less together. Not measured: the 2 project files.',
    );
    const bare = formatGraphHtml({
      graph: { ...PAGE.graph, nodes: [{ kind: 'module', label: 'server.ts', loads: [] }] },
      lines: [[]],
    });
    expect(bare).toContain('None of the 0 packages was measured');
  });
});

describe('the model', () => {
  //  0 → 1 → 3 → 4(p)      0 → 2 → 3      1 ⇄ 3
  const model = createModel({
    entries: [0],
    nodes: [[1, 2], [3], [3], [4, 1], []].map((loads, id) => ({
      label: String(id),
      isPackage: id === 4,
      loads,
      lines: loads.map((to) => to * 10),
    })),
  });
  const none = new Set<number>();
  const toNodes = (chain: readonly { readonly node: number }[]): readonly number[] =>
    chain.map(({ node }) => node);

  it('finds the shortest chain, and one for each module that loads a node', () => {
    const reached = model.walk(none);
    expect(toNodes(model.getChain(reached, 4))).toEqual([0, 1, 3, 4]);
    expect(
      model.getChain(reached, 4).map(({ load }) => (load < 0 ? 0 : model.getLine(load))),
    ).toEqual([10, 30, 40, 0]);
    expect(model.getChains(reached, none, 3).map(toNodes)).toEqual([
      [0, 1, 3],
      [0, 2, 3],
    ]);
    // 3 loads 1, but is itself reached through 1.
    expect(model.getChains(reached, none, 1).map(toNodes)).toEqual([[0, 1]]);
  });

  it('does not follow cuts', () => {
    const cuts = new Set([2]);
    const reached = model.walk(cuts);
    expect(toNodes(model.getChain(reached, 4))).toEqual([0, 2, 3, 4]);
    expect(model.getChains(reached, cuts, 1).map(toNodes)).toEqual([
      [0, 1],
      [0, 2, 3, 1],
    ]);
    expect(model.sum(model.walk(new Set([0, 1])))).toMatchObject({ modules: 1, packages: 0 });
    expect(model.getChain(model.walk(new Set([4])), 4)).toEqual([]);
  });

  it('finds what is loaded only because of one node', () => {
    const reached = model.walk(none);
    expect([0, 1, 2, 3, 4].map((id) => model.getOwned(reached, none, id))).toEqual([
      [1, 2, 3, 4],
      [],
      [],
      [4],
      [],
    ]);
    expect(model.getOwned(model.walk(new Set([2])), new Set([2]), 2)).toEqual([3, 4]);
  });
});

describe('the layout', () => {
  it('fills its box with proportional areas that do not overlap', () => {
    const sizes = [1, 500, 3, 70, 70, 12, 0.5, 240];
    const boxes = squarify(sizes, { x: 10, y: 20, width: 800, height: 300 });
    const total = sizes.reduce((sum, size) => sum + size, 0);
    for (const [index, { width, height }] of boxes.entries())
      expect((width * height) / (800 * 300)).toBeCloseTo((sizes[index] ?? 0) / total, 9);
    for (const [index, a] of boxes.entries()) {
      expect([
        a.x > 9.999,
        a.y > 19.999,
        a.x + a.width < 810.001,
        a.y + a.height < 320.001,
      ]).toEqual([true, true, true, true]);
      for (const b of boxes.slice(index + 1))
        expect(
          Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x) > 1e-6 &&
            Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y) > 1e-6,
        ).toBe(false);
    }
    expect(squarify([], { x: 0, y: 0, width: 1, height: 1 })).toEqual([]);
  });

  it('joins folders that contain only one folder', () => {
    const toLeaf = (id: number, ...path: readonly string[]): MapItem => ({
      id,
      name: String(id),
      size: 2,
      count: 1,
      path,
    });
    const describeItem = ({ name, size, count, path, parts }: MapItem): unknown =>
      parts ? [name, size, count, path.join('/'), parts.map(describeItem)] : name;
    expect(
      buildFolders(
        [toLeaf(0, 'src', 'api', 'v1'), toLeaf(1, 'src', 'api', 'v1'), toLeaf(2), toLeaf(3, 'lib')],
        0,
      ).map(describeItem),
    ).toEqual(['2', ['src/api/v1', 4, 2, 'src/api/v1', ['0', '1']], ['lib', 2, 1, 'lib', ['3']]]);
  });
});

describe('the wording', () => {
  it('equals that of the other reports', () => {
    const wording = createWording();
    for (const figure of [0, 4, 5, 12, 99, 100, 949, 951, 1000, 12_345]) {
      expect([
        wording.toTime(figure),
        wording.toMemory(figure),
        wording.toCount(figure, 'file'),
      ]).toEqual([toTime(figure), toMemory(figure), formatCount(figure, 'file')]);
    }
    expect(wording.toCount(1, 'file')).toBe(formatCount(1, 'file'));
  });
});
