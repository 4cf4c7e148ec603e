// Functions around an import that becomes lazy: those that run at startup, and those that become
// async.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  makeProgram,
  fixCuts,
  findCodes,
  COMMONJS,
  runProgram,
  toLocal,
  ES,
} from './cuts.test-support.ts';
import { compile } from '../../dev/compile.test-support.ts';

describe('a function that the module calls at startup without awaiting it', () => {
  const GLOBALS =
    'declare const console: { log(text: string): void; error(text: string): void };\n';
  const LOCAL = "import Heavy from 'heavy';\nexport class Tool extends Heavy {}\n";
  const MAIN = "  console.log('listening');\n  console.log(new Tool().hello());\n";
  const make = (main: string, call: string, behind = ''): string =>
    makeProgram({
      'package.json': '{}',
      'tsconfig.json': COMMONJS,
      'src/globals.d.ts': GLOBALS,
      'src/local.ts': LOCAL,
      'src/server.ts': `import { Tool } from './local';\n\nasync function main(): Promise<void> {\n${main}}\n\n${call}\n${behind}`,
    });
  const start = (folder: string): string => {
    compile(folder);
    return execFileSync(
      process.execPath,
      ['-e', "require('./dist/server.js'); console.log(globalThis.heavyLoads ?? 0);"],
      { cwd: folder, encoding: 'utf8', stdio: 'pipe' },
    );
  };

  it.each([
    ['main();', MAIN, ''],
    ['void main();', MAIN, ''],
    ["main().catch(() => console.error('failed'));", MAIN, ''],
    ["main().then(() => console.log('done'), () => console.error('failed'));", MAIN, ''],
    ['main();', `  await Promise.resolve();\n${MAIN}`, "console.log('behind');\n"],
    [
      'main();',
      `  try {\n    await Promise.resolve();\n    console.log(new Tool().hello());\n  } catch {\n    console.error('failed');\n  }\n`,
      "console.log('behind');\n",
    ],
    [
      'main();',
      '  await Promise.resolve();\n  await run();\n',
      `console.log('behind');\nasync function run(): Promise<void> {\n${MAIN}}\n`,
    ],
  ])(
    '%s of %j before %j prints the same in the same order, and loads the module when it is needed',
    async (call, main, behind) => {
      const folder = make(main, call, behind);
      const before = start(folder);
      expect(findCodes(await fixCuts(folder, [['src/server.ts', './local']]))).toEqual([]);
      const text = readFileSync(join(folder, 'src/server.ts'), 'utf8');
      expect(text).toContain("const { Tool } = await import('./local');");
      const after = start(folder);
      const toWords = (out: string): readonly string[] =>
        out.split('\n').filter((line) => !/^\d$/.test(line));
      expect(toWords(after)).toEqual(toWords(before));
      expect([before, after].map((out) => /^\d$/m.exec(out)?.[0])).toEqual(['1', '0']);
      expect(findCodes(await fixCuts(folder, [['src/server.ts', './local']]))).toEqual([]);
      expect(readFileSync(join(folder, 'src/server.ts'), 'utf8')).toBe(text);
    },
  );

  it.each([
    ['later statements would run before it', 'main();', MAIN, "console.log('behind');\n"],
    [
      'it has awaited in a branch only',
      'main();',
      `  if (Math.random() > 2) await Promise.resolve();\n${MAIN}`,
      "console.log('behind');\n",
    ],
    [
      'it may not have awaited when it caught an error',
      'main();',
      `  try {\n    JSON.parse('{');\n    await Promise.resolve();\n  } catch {\n    console.error('failed');\n  }\n${MAIN}`,
      "console.log('behind');\n",
    ],
    ['the promise is kept', 'export const ready = main();', MAIN, ''],
    ['it runs in a loop as well', '[1, 2].forEach(main);\nmain();', MAIN, ''],
    ['the function is not async', 'run();', MAIN, `function run(): void {\n${MAIN}}\n`],
  ])('stays where %s', async (_, call, main, behind) => {
    const folder = make(main, call, behind);
    const text = readFileSync(join(folder, 'src/server.ts'), 'utf8');
    expect(findCodes(await fixCuts(folder, [['src/server.ts', './local']]))).toContain('B110');
    expect(readFileSync(join(folder, 'src/server.ts'), 'utf8')).toBe(text);
  });

  it('stays where the module awaits it', async () => {
    const server =
      "import { Tool } from './local.mjs';\nasync function main() {\n  console.log(new Tool().hello());\n}\nawait main();\n";
    const folder = makeProgram({
      'package.json': '{}',
      'src/local.mjs': LOCAL,
      'src/server.mjs': server,
    });
    expect(findCodes(await fixCuts(folder, [['src/server.mjs', './local.mjs']]))).toContain('B110');
    expect(readFileSync(join(folder, 'src/server.mjs'), 'utf8')).toBe(server);
  });
});

it('makes a function async that returns a promise already, whatever type declares it', async () => {
  const app = `import { twice, tool } from './local';

export interface Source {
  read(value: number): Promise<string>;
}

abstract class Base {
  abstract read(value: number): Promise<string>;
}

class Reader extends Base implements Source {
  read(value: number): Promise<string> {
    return Promise.resolve(tool.hello() + String(twice(value)));
  }
}

function join(value: number): Promise<string> {
  return Promise.resolve(tool.hello() + String(value));
}

export type Joined = Awaited<ReturnType<typeof join>>;

export async function get() {
  const source: Source = new Reader();
  const base: Base = new Reader();
  const joined: Joined = await join(3);
  return [await source.read(2), await base.read(4), joined];
}
`;
  const folder = makeProgram({
    'package.json': '{}',
    'tsconfig.json': COMMONJS,
    'src/local.ts': toLocal(ES),
    'src/app.ts': app,
  });
  compile(folder);
  const before = runProgram(folder, 'dist/app.js');
  expect(findCodes(await fixCuts(folder, [['src/app.ts', './local']]))).toEqual([]);
  compile(folder);
  expect(runProgram(folder, 'dist/app.js')).toEqual({ ...Object(before), atStartup: 0 });
  expect(
    readFileSync(join(folder, 'src/app.ts'), 'utf8').match(/^ *async \w+|await \w+\.read/gm),
  ).toEqual(['  async read', 'async function', 'await source.read', 'await base.read']);
});

it('refuses a function of a declared type that throws before it returns its promise', async () => {
  const app = `import { tool } from './local';

export interface Source {
  read(value: number): Promise<string>;
}

export class Reader implements Source {
  read(value: number): Promise<string> {
    if (value < 0) throw new Error('negative');
    return Promise.resolve(tool.hello());
  }
}

export async function get() {
  const source: Source = new Reader();
  return source.read(2);
}
`;
  const folder = makeProgram({
    'package.json': '{}',
    'tsconfig.json': COMMONJS,
    'src/local.ts': toLocal(ES),
    'src/app.ts': app,
  });
  expect(findCodes(await fixCuts(folder, [['src/app.ts', './local']]))).toEqual(['B124']);
  expect(readFileSync(join(folder, 'src/app.ts'), 'utf8')).toBe(app);
});

it('makes functions async across files', async () => {
  const folder = makeProgram({
    'package.json': '{}',
    'tsconfig.json': COMMONJS,
    'src/local.ts': toLocal(ES),
    'src/make.ts':
      "import { Tool } from './local';\nexport function make(): string {\n  return new Tool().hello();\n}\n",
    'src/app.ts':
      "import { make } from './make';\nexport async function get() {\n  return make();\n}\n",
  });
  await fixCuts(folder, [['src/make.ts', './local']]);
  expect(readFileSync(join(folder, 'src/app.ts'), 'utf8')).toContain('return await make();');
  compile(folder);
  expect(runProgram(folder, 'dist/app.js')).toEqual({ atStartup: 0, given: 'hello', loads: 1 });
});
