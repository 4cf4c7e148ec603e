// Imports of project modules that can't become lazy, with the codes of their refusals.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  makeProgram,
  fixCuts,
  findCodes,
  refuseCut,
  toConfig,
  COMMONJS,
  type Files,
} from './cuts.test-support.ts';

describe('refuses', () => {
  const LOCAL = "import Heavy from 'heavy';\nexport class Tool extends Heavy {}\n";
  const USE = 'export async function get() {\n  return new Tool().hello();\n}\n';

  it.each<[string, string, string, Files, string]>([
    [
      'a class that extends it',
      "import { Tool } from './local';\nexport class App extends Tool {}\n",
      LOCAL,
      {},
      'B110',
    ],
    ['a re-export', "export { Tool } from './local';\n", LOCAL, {}, 'B110'],
    [
      '`export =`',
      "import Tool = require('./local');\nimport * as all from './local';\nexport async function get() {\n  return [Tool, all];\n}\n",
      "import Heavy = require('heavy');\nclass Tool extends Heavy {}\nexport = Tool;\n",
      {},
      'B116',
    ],
    [
      'a module that registers itself somewhere',
      `import { Tool } from './local';\n${USE}`,
      `import { list } from './list';\n${LOCAL}list.add(Tool);\n`,
      { 'src/list.ts': 'export const list = new Set<object>();\n' },
      'B135',
    ],
    [
      'a polyfill behind it',
      `import { Tool } from './local';\n${USE}`,
      `import './polyfill';\n${LOCAL}`,
      { 'src/polyfill.ts': 'Object.assign(globalThis, { x: 1 });\n' },
      'B135',
    ],
    [
      'an export that changes',
      `import { Tool, count } from './local';\nexport async function get() {\n  return [new Tool(), count];\n}\n`,
      `${LOCAL}export let count = 0;\nexport function add(): void {\n  count += 1;\n}\n`,
      {},
      'B136',
    ],
    [
      'a call with another value of the module',
      "import { register } from './local';\nconst app = new Set<object>();\nregister(app);\nexport { app };\n",
      "import Heavy from 'heavy';\nexport class Tool extends Heavy {}\nexport function register(app: Set<object>): void {\n  app.add(new Tool());\n}\n",
      {},
      'B137',
    ],
    [
      'a value whose creation may be needed at startup',
      "import { listen } from './local';\nconst stop = listen();\nexport async function end(): Promise<void> {\n  stop();\n}\n",
      "import Heavy from 'heavy';\nexport function listen(): () => void {\n  return () => void new Heavy();\n}\n",
      {},
      'B137',
    ],
    [
      'a value that is created from another one',
      "import { createRoutes } from './local';\nconst app = new Set<object>();\nconst routes = createRoutes(app);\nexport async function end(): Promise<object> {\n  return routes;\n}\nexport { app };\n",
      "import Heavy from 'heavy';\nexport function createRoutes(app: Set<object>): object {\n  return app.add(new Heavy());\n}\n",
      {},
      'B137',
    ],
    [
      'a constructor',
      "import { Tool } from './local';\nexport class App {\n  tool: Tool;\n  constructor() {\n    this.tool = new Tool();\n  }\n}\n",
      LOCAL,
      {},
      'B101',
    ],
  ])('%s', async (_, app, local, more, code) => {
    expect(await refuseCut(app, local, './local', more)).toContain(code);
  });

  const LIST =
    'export const list = new Set<unknown>();\nexport function register<T>(value: T): T {\n  list.add(value);\n  return value;\n}\nexport function note<T>(value: T): T {\n  list.add(value);\n  return value;\n}\nexport function create<T>(value: T): T {\n  list.add(value);\n  return value;\n}\nexport class Kept {\n  constructor() {\n    list.add(this);\n  }\n}\n';
  it.each<[string, string]>([
    [
      'an initialiser that registers',
      "import { register } from './list';\nexport const tool = register(new Tool());\n",
    ],
    [
      'an initialiser that contains one',
      "import { register } from './list';\nexport const tools = [register(Tool)];\n",
    ],
    [
      'a method of something imported',
      "import { list } from './list';\nexport const all = list.add(Tool);\n",
    ],
    [
      'a constructor that registers what it makes',
      "import { list } from './list';\nclass Named {\n  constructor() {\n    list.add(this);\n  }\n}\nexport const named = new Named();\n",
    ],
    [
      'a constructor of another module',
      "import { Kept } from './list';\nexport const kept = new Kept();\n",
    ],
    [
      'a function that the initialiser calls',
      "import { list } from './list';\nfunction make(): Tool {\n  const tool = new Tool();\n  list.add(tool);\n  return tool;\n}\nexport const tool = make();\n",
    ],
    [
      'a function of another module, called through a third',
      "import { wrap } from './wrap';\nexport const tool = wrap(Tool);\n",
    ],
    [
      'a function that a third module re-exports',
      "import { note } from './all';\nexport const tool = note(Tool);\n",
    ],
    [
      'a static block',
      "import { list } from './list';\nexport class Own {\n  static {\n    list.add(Own);\n  }\n}\n",
    ],
    [
      'a timer',
      'class Clock {\n  timer = setInterval(() => undefined, 1000);\n}\nexport const clock = new Clock();\n',
    ],
    [
      'a listener of the process',
      "const stop = (): void => process.exit();\nexport const bound = process.on('SIGTERM', stop);\n",
    ],
    [
      'a write to what is imported',
      "import { list } from './list';\nexport const named = Object.assign(list, { Tool });\n",
    ],
    [
      'a decorator that lists its class',
      "import { Entity } from 'orm';\n@Entity()\nexport class User {}\n",
    ],
  ])('%s, a side effect that others depend on', async (_, behind) => {
    const more = {
      'src/list.ts': LIST,
      'src/all.ts': "export * from './list';\n",
      'src/wrap.ts':
        "import { note } from './list';\nexport function wrap<T>(value: T): T {\n  return note(value);\n}\n",
    };
    expect(
      await refuseCut(
        `import { Tool } from './local';\n${USE}`,
        `${LOCAL}${behind}`,
        './local',
        more,
      ),
    ).toContain('B135');
  });

  it('a module that registers itself, beside and behind another cut of the same file', async () => {
    const files = {
      'package.json': '{}',
      'tsconfig.json': COMMONJS,
      'src/app.ts': `import { page } from './page';\nimport { Tool } from './local';\n${USE}export const show = async () => page();\n`,
      'src/page.ts': 'export const page = (): string => "page";\n',
      'src/local.ts': `import { list } from './list';\n${LOCAL}list.add(Tool);\n`,
      'src/list.ts': LIST,
    };
    const cuts = [
      ['src/app.ts', './page'],
      ['src/app.ts', './local'],
    ] as const;
    expect(
      findCodes(await fixCuts(makeProgram(files), cuts)).filter((code) => code !== 'B110'),
    ).toEqual(['B135']);
    const behind = {
      ...files,
      'src/page.ts':
        "import { Tool } from './local';\nexport const page = (): string => new Tool().hello();\n",
    };
    expect(
      findCodes(await fixCuts(makeProgram(behind), cuts)).filter((code) => code !== 'B110'),
    ).toEqual(['B135', 'B135']);
  });

  it.each<[string, string]>([
    [
      'the result of a call',
      "import { create } from './list';\nexport const tool = create(new Tool());\n",
    ],
    [
      'an object that a package creates',
      "import { Router } from 'express';\nexport const router = Router();\nrouter.get('/', () => undefined);\n",
    ],
    [
      'a chain of calls on a result',
      "import { z } from 'zod';\nexport const schema = z.object({}).extend({});\n",
    ],
    [
      'a method that is not called',
      "import { list } from './list';\nexport class Later {\n  add(): void {\n    list.add(this);\n  }\n}\nexport const later = new Later();\n",
    ],
    [
      'its own list',
      'const own = new Set<unknown>();\nfunction put(): number {\n  own.add(Tool);\n  return own.size;\n}\nexport const size = put();\n',
    ],
    [
      'a decorator that writes on the class',
      "import { Injectable } from '@nestjs/common';\n@Injectable()\nexport class Service {}\n",
    ],
  ])('not %s', async (_, behind) => {
    const folder = makeProgram({
      'package.json': '{}',
      'tsconfig.json': COMMONJS,
      'src/app.ts': `import { Tool } from './local';\n${USE}`,
      'src/local.ts': `${LOCAL}${behind}`,
      'src/list.ts': LIST,
    });
    expect(findCodes(await fixCuts(folder, [['src/app.ts', './local']]))).not.toContain('B135');
    expect(readFileSync(join(folder, 'src/app.ts'), 'utf8')).toContain("await import('./local')");
  });

  it("an alias, which Node's `import()` does not resolve", async () => {
    const options = toConfig({ module: 'nodenext', paths: { '#local': ['./src/local.ts'] } });
    const folder = makeProgram({
      'package.json': '{}',
      'tsconfig.json': options,
      'src/local.ts': LOCAL,
      'src/app.ts': `import { Tool } from '#local';\n${USE}`,
    });
    expect(findCodes(await fixCuts(folder, [['src/app.ts', '#local']]))).toEqual(['B116']);
  });

  it('no side effect of a module that is still loaded', async () => {
    const folder = makeProgram({
      'package.json': '{}',
      'tsconfig.json': COMMONJS,
      'src/list.ts': 'export const list = new Set<object>();\nexport const all = list;\n',
      'src/setup.ts':
        "import { list } from './list';\nlist.add({});\nexport const isSetUp = true;\n",
      'src/local.ts': `import { isSetUp } from './setup';\n${LOCAL}export const ready = isSetUp;\n`,
      'src/app.ts': `import { isSetUp } from './setup';\nimport { Tool } from './local';\nconsole.log(isSetUp);\n${USE}`,
    });
    expect(findCodes(await fixCuts(folder, [['src/app.ts', './local']]))).toEqual([]);
  });
});
