// Side effects that a startup would lose with an import that becomes lazy.
import { describe, expect, it } from 'vitest';
import {
  makeProgram,
  LISTED,
  fixCuts,
  findCodes,
  COMMONJS,
  runProgram,
  type Files,
} from './cuts.test-support.ts';
import { compile } from '../../dev/compile.test-support.ts';

describe('a side effect at startup', () => {
  const HEAD: Files = {
    'package.json': '{}',
    'tsconfig.json': COMMONJS,
    'src/globals.d.ts': 'declare const process: { env: Record<string, string | undefined> };\n',
    'node_modules/dotenv/package.json':
      '{"name": "dotenv", "version": "1.0.0", "main": "index.js"}',
    'node_modules/dotenv/index.js':
      "exports.config = exports.configDotenv = () => { process.env.NAME ??= 'from the file'; };\n",
    'node_modules/dotenv/index.d.ts':
      'export declare function config(options?: { path: string }): void;\nexport declare function configDotenv(): void;\ndeclare const all: { config(): void };\nexport default all;\n',
    'node_modules/dotenv/config.js': "require('./index.js').config();\n",
    'node_modules/dotenv/config.d.ts': 'export {};\n',
    'src/list.ts': 'export const list: string[] = [];\n',
    'src/setup.ts':
      "import { list } from './list';\nlist.push('set up');\nexport const isSetUp = true;\n",
    'src/app.ts':
      "import { Tool } from './local';\nimport { list } from './list';\nexport const seen = [list.join(), process.env['NAME']];\nexport async function get() {\n  return [new Tool().hello(), seen, list.join()];\n}\n",
  };
  const toModule = (head: string): string =>
    `import Heavy from 'heavy';\n${head}\nexport class Tool extends Heavy {}\n`;
  const rewrite = async (
    server: string,
    head: string,
    entry?: string,
  ): Promise<readonly string[]> => {
    const folder = makeProgram({
      ...HEAD,
      'src/local.ts': toModule(head),
      'src/server.ts': server,
    });
    compile(folder);
    const before = runProgram(folder, 'dist/server.js');
    const codes = findCodes(
      await fixCuts(folder, [['src/app.ts', './local']], true, LISTED, entry),
    );
    compile(folder);
    expect(runProgram(folder, 'dist/server.js')).toEqual(
      codes.length > 0 ? before : { ...Object(before), atStartup: 0 },
    );
    return codes;
  };
  const SETS_UP = "import { isSetUp } from './setup';\nexport const ready = isSetUp;";

  it('is kept where the startup evaluates its module earlier, whatever is cut', async () => {
    const server =
      "import { isSetUp } from './setup';\nimport { get } from './app';\nexport { get, isSetUp };\n";
    expect(await rewrite(server, SETS_UP, 'src/server.ts')).toEqual([]);
    expect(await rewrite(server, SETS_UP)).toEqual(['B135']);
  });

  it('refuses the cut where the startup evaluates its module later', async () => {
    expect(
      await rewrite(
        "import { get } from './app';\nimport { isSetUp } from './setup';\nexport { get, isSetUp };\n",
        SETS_UP,
        'src/server.ts',
      ),
    ).toEqual(['B135']);
  });

  it.each([
    ["import 'dotenv/config';", "import { config } from 'dotenv';\nconfig();"],
    ["import 'dotenv/config';", "import { configDotenv as read } from 'dotenv';\nread();"],
    [
      "import dotenv from 'dotenv';\ndotenv.config();\nexport const isRead = true;",
      "import 'dotenv/config';",
    ],
    [
      "import * as dotenv from 'dotenv';\ndotenv.config();\nexport const isRead = true;",
      "import dotenv from 'dotenv';\ndotenv.config();",
    ],
  ])('is none where the environment was read earlier, by %j', async (first, head) => {
    const isImport = first.endsWith("config';");
    const folder: Files = isImport ? {} : { 'src/environment.ts': `${first}\n` };
    const server = `${isImport ? first : "import './environment';"}\nimport { get } from './app';\nexport { get };\n`;
    const tree = makeProgram({
      ...HEAD,
      ...folder,
      'src/local.ts': toModule(head),
      'src/server.ts': server,
    });
    compile(tree);
    const before = runProgram(tree, 'dist/server.js');
    expect(
      findCodes(await fixCuts(tree, [['src/app.ts', './local']], true, LISTED, 'src/server.ts')),
    ).toEqual([]);
    compile(tree);
    expect(runProgram(tree, 'dist/server.js')).toEqual({ ...Object(before), atStartup: 0 });
  });

  it.each([
    [
      'it is read later',
      "import { get } from './app';\nimport 'dotenv/config';\nexport { get };\n",
      "import { config } from 'dotenv';\nconfig();",
    ],
    [
      'another file is read',
      "import 'dotenv/config';\nimport { get } from './app';\nexport { get };\n",
      "import { config } from 'dotenv';\nconfig({ path: '.env.local' });",
    ],
    [
      'another file was read',
      "import { config } from 'dotenv';\nimport { get } from './app';\nconfig({ path: '.env.local' });\nexport { get };\n",
      "import { config } from 'dotenv';\nconfig();",
    ],
  ])('is one of reading the environment where %s', async (_, server, head) => {
    expect(await rewrite(server, head, 'src/server.ts')).toEqual(['B135']);
  });
});
