// The data of the graph page: each load has its line, and each cut the loads that it takes.
import { expect, it } from 'vitest';
import { createRewriteJudge } from '../fix/price-rewrite.ts';
import type { GraphPage } from '../model/graph-page.ts';
import { resolveConfig } from '../config/resolved-config.ts';
import { runGraphPage } from './run-graph-page.ts';
import { makeTree } from '../dev/tree.test-support.ts';

const TREE = {
  'package.json': '{ "type": "module" }',
  'server.ts':
    "import 'node:fs';\r\nimport express from 'express';\r\nimport type { T } from './types.ts';\r\n\r\nimport { render } from './render.ts';\r\nexpress().get('/', render);\r\n",
  'types.ts': 'export type T = 1;\n',
  'render.ts':
    "\uFEFF// first\nimport sharp from 'sharp';\nimport { createHash } from 'node:crypto';\nimport 'pino';\nexport const render = async () => sharp(createHash('md5').digest());\n",
};

function read(...entries: readonly string[]): Promise<GraphPage> {
  const root = makeTree({ ...TREE, 'other.ts': "import './render.ts';\n" });
  const config = resolveConfig(root, {});
  return runGraphPage(root, entries, false, config, createRewriteJudge(root, ['.'], config));
}

/** Formats every load as `from:line → to`, in the order of their numbers. */
function toLoads({ graph: { nodes }, lines }: GraphPage): readonly string[] {
  return nodes.flatMap(({ label, loads }, id) =>
    loads.map(
      (to, index) => `${label}:${String(lines[id]?.[index])} → ${String(nodes[to]?.label)}`,
    ),
  );
}

it('has the line of every load, and the loads that the plan cuts', async () => {
  const page = await read('server.ts');
  const loads = toLoads(page);
  expect(loads).toEqual([
    'server.ts:2 → express',
    'server.ts:5 → render.ts',
    'render.ts:2 → sharp',
    'render.ts:4 → pino',
  ]);
  expect(
    page.plan?.report.cuts.map(
      ({ path, line, specifier }) => `${path}:${String(line)} ${specifier}`,
    ),
  ).toEqual(['render.ts:2 sharp']);
  expect(page.plan?.loads.map((cut) => cut.map((load) => loads[load]))).toEqual([
    ['render.ts:2 → sharp'],
  ]);
});

it('has a plan only for a single entry', async () => {
  const page = await read('server.ts', 'other.ts');
  expect([page.graph.entries.length, page.plan]).toEqual([2, undefined]);
});
