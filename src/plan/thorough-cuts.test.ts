// The imports that a thorough plan names in small projects.
import { describe, expect, it } from 'vitest';
import { createRewriteJudge } from '../fix/price-rewrite.ts';
import { resolveConfig } from '../config/resolved-config.ts';
import { toLabel } from '../files/label.ts';
import { findThoroughCuts } from './thorough-cuts.ts';
import { makeTree } from '../dev/tree.test-support.ts';

/**
 * Formats every import as `path specifier`, with the function that runs at startup, or `needed`
 * where
 * the startup needs a value of it.
 */
async function find(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const root = makeTree({ 'package.json': '{ "type": "module" }', ...files });
  const config = resolveConfig(root, {});
  const cuts = await findThoroughCuts(
    { cwd: root, entry: 'server.ts', isStrict: false },
    config,
    createRewriteJudge(root, ['.'], config, 'server.ts'),
  );
  return cuts
    .map(({ path, specifier, runsInside = '', isNeededByStart = false }) =>
      `${toLabel(root, path)} ${specifier} ${runsInside}${isNeededByStart ? 'needed' : ''}`.trim(),
    )
    .sort();
}

const IMAGE = "import sharp from 'sharp';\nexport const open = async () => sharp('x');\n";
const USER = "import { open } from './image.ts';\nexport const show = async () => open();\n";

describe('a thorough plan names', () => {
  it("the import of a module that loads a package, where it costs no more than the package's own, and all up to the entry", async () => {
    expect(
      await find({
        'server.ts':
          "import { show } from './page.ts';\nexport const later = async () => show();\n",
        'page.ts': USER,
        'image.ts': IMAGE,
      }),
    ).toEqual(['page.ts ./image.ts', 'server.ts ./page.ts']);
  });

  it("an import that can't be rewritten, so that it is refused with a reason", async () => {
    expect(
      await find({
        'server.ts': "import { show } from './page.ts';\nexport { show };\n",
        'page.ts': USER,
        'image.ts': IMAGE,
      }),
    ).toEqual(['page.ts ./image.ts', 'server.ts ./page.ts']);
  });

  it('no import of a module that more files import than it imports packages', async () => {
    expect(
      await find({
        'server.ts':
          "import { show } from './a.ts';\nimport { show as other } from './b.ts';\nexport const later = async () => [show(), other()];\n",
        'a.ts': USER,
        'b.ts': USER,
        'image.ts': IMAGE,
      }),
    ).toEqual([]);
  });

  it('no import behind a cut, as nothing there is loaded at startup any more', async () => {
    const image =
      "import sharp from 'sharp';\nimport { open } from './browser.ts';\nexport const show = async () => [sharp('x'), open()];\n";
    const browser =
      "import puppeteer from 'puppeteer';\nimport canvas from 'canvas';\nexport const open = async () => [puppeteer.launch(), canvas];\n";
    expect(
      await find({
        'server.ts':
          "import { show } from './image.ts';\nexport const later = async () => show();\n",
        'image.ts': image,
        'browser.ts': browser,
      }),
    ).toEqual(['server.ts ./image.ts']);
  });

  it('the import of something that the module only starts, unlike a plan that is not thorough', async () => {
    expect(
      await find({
        'server.ts':
          "import { monitor } from './monitor.ts';\nimport { show } from './page.ts';\nmonitor.start();\nexport const later = async () => show();\n",
        'page.ts':
          "import { monitor } from './monitor.ts';\nexport const show = async () => monitor.size;\n",
        'monitor.ts':
          "import sharp from 'sharp';\nexport const monitor = { size: sharp('x'), start() {} };\n",
      }),
    ).toEqual(['page.ts ./monitor.ts', 'server.ts ./monitor.ts', 'server.ts ./page.ts']);
  });

  it('no import whose value the startup needs, but the one behind it', async () => {
    expect(
      await find({
        'server.ts':
          "import { createApp } from './app.ts';\nasync function main() {\n  const app = await createApp();\n  app.listen();\n}\nvoid main();\n",
        'app.ts':
          "import { open } from './image.ts';\nexport const createApp = async () => ({ listen() {} });\nexport const show = async () => open();\n",
        'image.ts':
          "import sharp from 'sharp';\nexport const size = sharp('x');\nexport const open = async () => size;\n",
      }),
    ).toEqual(['app.ts ./image.ts', 'server.ts ./app.ts needed']);
  });

  it('for a module that stays whatever is cut, one import that keeps it, and no other', async () => {
    const page = "import { size } from './image.ts';\nexport const show = async () => size;\n";
    expect(
      await find({
        'server.ts':
          "import { a } from './a.ts';\nimport { b } from './b.ts';\nimport { c } from './c.ts';\nexport { a, b, c };\n",
        'a.ts': "import { show } from './page.ts';\nexport const a = async () => show();\n",
        'b.ts': "import { show } from './page.ts';\nexport const b = [show];\n",
        'c.ts': "import { show } from './page.ts';\nexport const c = [show];\n",
        'page.ts': page,
        'image.ts': "import sharp from 'sharp';\nexport const size = sharp('x');\n",
      }),
    ).toEqual(['b.ts ./page.ts', 'page.ts ./image.ts']);
  });

  it('no import that would take a module with a side effect off the startup, unless the plan does', async () => {
    const files = {
      'server.ts': "import { show } from './a.ts';\nexport const later = async () => show();\n",
      'a.ts':
        "import { show as inner } from './page.ts';\nexport const show = async () => inner();\n",
      'page.ts': USER,
      'image.ts':
        "import sharp from 'sharp';\nexport const size = sharp('x');\nexport const open = async () => size;\n",
      'list.ts': 'export const list: string[] = [];\n',
    };
    const registers = "import { list } from './list.ts';\nlist.push('here');\n";
    expect(await find(files)).toEqual(['a.ts ./page.ts', 'page.ts ./image.ts', 'server.ts ./a.ts']);
    expect(await find({ ...files, 'page.ts': registers + USER })).toEqual(['page.ts ./image.ts']);
    expect(await find({ ...files, 'a.ts': registers + files['a.ts'] })).toEqual([
      'a.ts ./page.ts',
      'page.ts ./image.ts',
    ]);
  });

  it('the imports in the way of a package that no plan takes off, and no others', async () => {
    expect(
      await find({
        'server.ts':
          "import { size } from './image.ts';\nimport { show } from './page.ts';\nconsole.log(size);\nexport const later = async () => show();\n",
        'page.ts': "import { size } from './image.ts';\nexport const show = async () => size;\n",
        'image.ts': "import sharp from 'sharp';\nexport const size = sharp('x');\n",
      }),
    ).toEqual(['server.ts ./image.ts']);
  });

  it('an import with the function that another module calls at startup', async () => {
    expect(
      await find({
        'server.ts': "import { start } from './page.ts';\nexport const ready = start();\n",
        'page.ts':
          "import { open } from './image.ts';\nexport async function start() { await open(); }\n",
        'image.ts':
          "import sharp from 'sharp';\nexport const open = async () => sharp('x');\nexport const size = sharp('y');\n",
      }),
    ).toEqual(['page.ts ./image.ts `start`', 'server.ts ./page.ts']);
  });

  it('nothing where no package is heavy', async () => {
    expect(await find({ 'server.ts': "import express from 'express';\nexpress();\n" })).toEqual([]);
  });
});
