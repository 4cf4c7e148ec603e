// Imports of the project's own modules that a plan makes lazy: programs that are run before and
// after, and what is refused.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { isRefusal } from '../checks/define-check.ts';
import type { Configuration } from '../config/configuration.ts';
import { createLocalCuts } from '../plan/local-cuts.ts';
import { parseCuts } from '../plan/plan-file.ts';
import { createSession, toSession } from '../findings/session.ts';
import type { FixReport } from '../model/report.ts';
import { runFix } from './run-fix.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const temporary: string[] = [];
afterAll(() => {
  for (const folder of temporary) rmSync(folder, { recursive: true, force: true });
});

type Files = Readonly<Record<string, string>>;
type Cuts = readonly (readonly [path: string, specifier: string])[];

function write(files: Files): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ballast-cuts-')));
  temporary.push(folder);
  const heavy = {
    'node_modules/heavy/package.json': '{"name": "heavy", "version": "1.0.0", "main": "index.js"}',
    'node_modules/heavy/index.js':
      'globalThis.heavyLoads = (globalThis.heavyLoads ?? 0) + 1;\nmodule.exports = class Heavy { hello() { return "hello"; } };\n',
    'node_modules/heavy/index.d.ts': 'declare class Heavy { hello(): string }\nexport = Heavy;\n',
  };
  for (const [name, text] of Object.entries({ ...heavy, ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const LISTED: Configuration = { packages: { heavy: true } };

async function fix(
  folder: string,
  cuts: Cuts,
  isWriting = true,
  configuration = LISTED,
  entry?: string,
): Promise<FixReport> {
  const session = createSession(folder, configuration, {}, 'no-eager-heavy-import');
  const targets = parseCuts(
    { cuts: cuts.map(([path, specifier]) => ({ path, specifier, line: 1 })) },
    folder,
  );
  return runFix(
    folder,
    ['src'],
    toSession({
      ...session,
      cuts: createLocalCuts(folder, targets, session.catalogue, {
        entry: entry && join(folder, entry),
      }),
    }),
    { isWriting },
  );
}

/** The codes of what was refused for a cut. */
function findCodes({ files }: FixReport): readonly string[] {
  return files.flatMap(({ outcomes }) =>
    outcomes.flatMap(({ fix }) => (fix && isRefusal(fix) ? fix.code : [])),
  );
}

async function refusal(
  app: string,
  local: string,
  specifier = './local',
  more: Files = {},
): Promise<readonly string[]> {
  const folder = write({
    'package.json': '{}',
    'tsconfig.json': COMMONJS,
    'src/app.ts': app,
    'src/local.ts': local,
    ...more,
  });
  const report = await fix(folder, [['src/app.ts', specifier]]);
  expect(readFileSync(join(folder, 'src/app.ts'), 'utf8')).toBe(app);
  return findCodes(report);
}

const toConfig = (options: object): string =>
  JSON.stringify({
    compilerOptions: {
      target: 'es2022',
      lib: ['es2022'],
      types: [],
      strict: true,
      rootDir: 'src',
      outDir: 'dist',
      skipLibCheck: true,
      ...options,
    },
    include: ['src'],
  });
const COMMONJS = toConfig({
  module: 'commonjs',
  moduleResolution: 'bundler',
  esModuleInterop: true,
});

/** Loads the program, and tells what it gives and how often the package was loaded by then. */
function run(folder: string, file: string): unknown {
  const code = `(async () => {
    const { get } = await import(process.argv[1]);
    const atStartup = globalThis.heavyLoads ?? 0;
    const given = await get();
    console.log(JSON.stringify({ atStartup, given, loads: globalThis.heavyLoads }));
  })();`;
  return JSON.parse(
    execFileSync(process.execPath, ['-e', code, join(folder, file)], { encoding: 'utf8' }),
  );
}

const compile = (folder: string): void => {
  execFileSync(process.execPath, [tsc, '-p', folder], { stdio: 'pipe', encoding: 'utf8' });
};

/** A base class and a re-export: what can't be deferred where it stands. */
const toLocal = (heavy: string): string => `${heavy}
export class Tool extends Heavy {}
export { Heavy };
export const tool = new Tool();
export const kind: string = 'local';
export function twice(value: number): number {
  return value * 2;
}
export default class Main {
  name = 'main';
}
`;
const toApp = (
  specifier: string,
): string => `import Main, { twice as double, Tool, tool } from '${specifier}';
import * as all from '${specifier}';

function isSame(): boolean {
  return tool === all.tool && all.tool instanceof Tool;
}

export async function get() {
  return [new Main().name, double(4), new Tool().hello(), all.kind, isSame(), all.default === Main, Object.keys(all).sort().join()];
}
`;
const ES = "import Heavy from 'heavy';";
const EQUALS = "import Heavy = require('heavy');";

describe('an import of a module of the project, run before and after', () => {
  it.each([
    ['TypeScript to CommonJS, with interop', '{}', COMMONJS, ES, './local'],
    [
      'TypeScript to CommonJS, without interop',
      '{}',
      toConfig({
        module: 'commonjs',
        moduleResolution: 'bundler',
        esModuleInterop: false,
        ignoreDeprecations: '6.0',
      }),
      EQUALS,
      './local',
    ],
    [
      'nodenext, an ES module',
      '{"type": "module"}',
      toConfig({ module: 'nodenext' }),
      ES,
      './local.js',
    ],
  ])('%s', async (_, manifest, config, heavy, specifier) => {
    const folder = write({
      'package.json': manifest,
      'tsconfig.json': config,
      'src/local.ts': toLocal(heavy),
      'src/app.ts': toApp(specifier),
    });
    compile(folder);
    const before = run(folder, 'dist/app.js');
    expect(before).toMatchObject({ atStartup: 1 });
    expect(findCodes(await fix(folder, [['src/app.ts', specifier]]))).toEqual([]);
    const text = readFileSync(join(folder, 'src/app.ts'), 'utf8');
    compile(folder);
    expect(run(folder, 'dist/app.js')).toEqual({ ...Object(before), atStartup: 0 });
    await fix(folder, [['src/app.ts', specifier]]);
    expect(readFileSync(join(folder, 'src/app.ts'), 'utf8')).toBe(text);
  });

  it('nodenext, a CommonJS file', async () => {
    const app =
      "import Main, { twice, Tool } from './local.js';\n\nexport async function get() {\n  return [new Main().name, twice(4), new Tool().hello()];\n}\n";
    const folder = write({
      'package.json': '{}',
      'tsconfig.json': toConfig({ module: 'nodenext' }),
      'src/local.ts': toLocal(ES),
      'src/app.ts': app,
    });
    compile(folder);
    const before = run(folder, 'dist/app.js');
    await fix(folder, [['src/app.ts', './local.js']]);
    compile(folder);
    expect(run(folder, 'dist/app.js')).toEqual({ ...Object(before), atStartup: 0 });
  });

  it.each([
    ['./local', 'src/local.ts', './local.js'],
    ['./local', 'src/local/index.ts', './local/index.js'],
    ['./local/', 'src/local/index.ts', './local/index.js'],
    ['.', 'src/index.ts', './index.js'],
  ])(
    "nodenext, a CommonJS file, with the path %s of %s that Node's own `import()` does not find",
    async (specifier, path, written) => {
      const app = `import Main, { twice, Tool } from '${specifier}';\n\nexport async function get() {\n  return [new Main().name, twice(4), new Tool().hello()];\n}\n`;
      const folder = write({
        'package.json': '{}',
        'tsconfig.json': toConfig({ module: 'nodenext' }),
        [path]: toLocal(ES),
        'src/app.ts': app,
      });
      compile(folder);
      const before = run(folder, 'dist/app.js');
      await fix(folder, [['src/app.ts', specifier]]);
      expect(readFileSync(join(folder, 'src/app.ts'), 'utf8')).toContain(
        `await import('${written}')`,
      );
      compile(folder);
      expect(run(folder, 'dist/app.js')).toEqual({ ...Object(before), atStartup: 0 });
    },
  );

  it.each([
    [
      'ES modules',
      'mjs',
      "import Heavy from 'heavy';\nexport class Tool extends Heavy {}\nexport default 5;\n",
      "import five, { Tool } from './local.mjs';\nexport async function get() {\n  return [five, new Tool().hello()];\n}\n",
    ],
    [
      'an ES module that imports CommonJS',
      'mjs',
      undefined,
      "import local, { Tool } from './local.cjs';\nexport async function get() {\n  return [typeof local.Tool, new Tool().hello(), local.Tool === Tool];\n}\n",
    ],
  ])('%s', async (_, extension, local, app) => {
    const folder = write({
      'package.json': '{}',
      'src/local.mjs': local ?? '',
      'src/local.cjs':
        "const Heavy = require('heavy');\nexports.Tool = class Tool extends Heavy {};\n",
      [`src/app.${extension}`]: app,
    });
    const before = run(folder, 'src/app.mjs');
    await fix(folder, [
      ['src/app.mjs', './local.mjs'],
      ['src/app.mjs', './local.cjs'],
    ]);
    expect(run(folder, 'src/app.mjs')).toEqual({ ...Object(before), atStartup: 0 });
  });
});

describe('an import of a CommonJS file, run before and after', () => {
  const LOCAL =
    "const Heavy = require('heavy');\nclass Tool extends Heavy {}\nmodule.exports = { Tool, kind: 'local' };\n";

  it('by a CommonJS file', async () => {
    const app =
      "const { Tool } = require('./local.cjs');\n\nexports.get = async () => [new Tool().hello()];\n";
    const folder = write({ 'package.json': '{}', 'src/local.cjs': LOCAL, 'src/app.cjs': app });
    const before = run(folder, 'src/app.cjs');
    expect(
      findCodes(await fix(folder, [['src/app.cjs', './local.cjs']])).filter(
        (code) => code !== 'B110',
      ),
    ).toEqual([]);
    expect(run(folder, 'src/app.cjs')).toEqual({ ...Object(before), atStartup: 0 });
  });

  it.each(['{ Tool, kind }', 'local', '* as all'])(
    'by TypeScript to CommonJS, with `import %s`',
    async (clause) => {
      const given =
        clause === 'local'
          ? '[new local.Tool().hello(), local.kind]'
          : clause.startsWith('*')
            ? '[new all.Tool().hello(), Object.keys(all).sort()]'
            : '[new Tool().hello(), kind]';
      const app = `import ${clause} from './local';\n\nexport async function get() {\n  return ${given};\n}\n`;
      const config = toConfig({
        module: 'commonjs',
        moduleResolution: 'bundler',
        esModuleInterop: true,
        allowJs: true,
      });
      const folder = write({
        'package.json': '{}',
        'tsconfig.json': config,
        'src/local.js': LOCAL,
        'src/app.ts': app,
      });
      compile(folder);
      const before = run(folder, 'dist/app.js');
      expect(before).toMatchObject({ atStartup: 1 });
      expect(
        findCodes(await fix(folder, [['src/app.ts', './local']])).filter((code) => code !== 'B110'),
      ).toEqual([]);
      compile(folder);
      expect(run(folder, 'dist/app.js')).toEqual({ ...Object(before), atStartup: 0 });
    },
  );
});

describe('a call that the module makes at the start', () => {
  const MONITOR = `import Heavy from 'heavy';
class Monitor extends Heavy {
  isRunning = false;
  start(): void {
    if (process.env['FAILS'] === '1') throw new Error('no browser');
    this.isRunning = true;
    console.log('started');
  }
  stop(): void {
    this.isRunning = false;
    console.log('stopped');
  }
}
export const monitor = new Monitor();
`;
  const GLOBALS =
    'declare const console: { log(text: string): void; error(text: string, error: unknown): void };\ndeclare const process: { env: Record<string, string | undefined> };\n';
  const SERVER =
    "import { monitor } from './monitor';\n\nmonitor.start();\n\nconsole.log('listening');\n";
  const make = (server: string): string =>
    write({
      'package.json': '{}',
      'tsconfig.json': COMMONJS,
      'src/globals.d.ts': GLOBALS,
      'src/monitor.ts': MONITOR,
      'src/server.ts': server,
    });
  const start = (folder: string, env: Record<string, string> = {}): string => {
    compile(folder);
    return execFileSync(
      process.execPath,
      ['-e', "require('./dist/server.js'); console.log(globalThis.heavyLoads ?? 0);"],
      { cwd: folder, encoding: 'utf8', stdio: 'pipe', env: { ...process.env, ...env } },
    );
  };

  it('moves into a function that the start does not wait for', async () => {
    const folder = make(SERVER);
    expect(start(folder)).toBe('started\nlistening\n1\n');
    await fix(folder, [['src/server.ts', './monitor']]);
    expect(readFileSync(join(folder, 'src/server.ts'), 'utf8')).toMatchInlineSnapshot(`
      "async function initializeMonitor(): Promise<void> {
        try {
          const { monitor } = await import('./monitor');
          monitor.start();
        } catch (error) {
          console.error('./monitor did not start:', error);
        }
      }

      void initializeMonitor();

      console.log('listening');

      export {};
      "
    `);
    expect(start(folder)).toBe('listening\n0\nstarted\n');
    expect(start(folder, { FAILS: '1' })).toBe('listening\n0\n');
  });

  it.each(['void monitor.start();', 'Promise.resolve(monitor.start());'])(
    '%s moves as well where nothing but the module of it is in it',
    async (call) => {
      const server = SERVER.replace('monitor.start();', call);
      const folder = make(server);
      expect(start(folder)).toBe('started\nlistening\n1\n');
      await fix(folder, [['src/server.ts', './monitor']]);
      const isMoved = call.startsWith('void');
      expect(readFileSync(join(folder, 'src/server.ts'), 'utf8') === server).toBe(!isMoved);
      expect(start(folder)).toBe(isMoved ? 'listening\n0\nstarted\n' : 'started\nlistening\n1\n');
    },
  );

  it('stays undone behind the guard of the package', async () => {
    const folder = make(SERVER);
    await fix(folder, [['src/server.ts', './monitor']], true, {
      packages: { heavy: { guard: { env: 'NO_BROWSER', is: 'true' } } },
    });
    expect(start(folder, { NO_BROWSER: 'true' })).toBe('listening\n0\n');
    expect(start(folder)).toBe('listening\n0\nstarted\n');
  });

  it('shares one load with the functions that use it later, or is refused where they would fail', async () => {
    const server = `${SERVER}\nexport async function shutdown(): Promise<void> {\n  monitor.stop();\n}\n`;
    const folder = make(server);
    await fix(folder, [['src/server.ts', './monitor']]);
    expect(readFileSync(join(folder, 'src/server.ts'), 'utf8')).toMatchInlineSnapshot(`
      "let monitorLoading: ReturnType<typeof importMonitor> | undefined;

      async function importMonitor() {
        const { monitor } = await import('./monitor');
        monitor.start();
        return { monitor };
      }

      function loadMonitor() {
        monitorLoading ??= importMonitor().catch((error: unknown) => {
          monitorLoading = undefined;
          throw error;
        });
        return monitorLoading;
      }

      async function initializeMonitor(): Promise<void> {
        try {
          await loadMonitor();
        } catch (error) {
          console.error('./monitor did not start:', error);
        }
      }

      void initializeMonitor();

      console.log('listening');

      export async function shutdown(): Promise<void> {
        const { monitor } = await loadMonitor();
        monitor.stop();
      }
      "
    `);
    compile(folder);
    const out = execFileSync(process.execPath, ['-e', "require('./dist/server.js').shutdown()"], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(out).toBe('listening\nstarted\nstopped\n');
    const guarded = await fix(make(server), [['src/server.ts', './monitor']], false, {
      packages: { heavy: { guard: { env: 'NO_BROWSER', is: 'true' } } },
    });
    expect(findCodes(guarded)).toEqual(['B138']);
  });
});

describe('what an async function starts with the program', () => {
  const GLOBALS =
    'declare const console: { log(text: string): void; error(text: string, error: unknown): void };\ndeclare const process: { env: Record<string, string | undefined> };\n';
  const MONITOR = `import { Tool } from './tool';
export class Monitor {
  start(): void {
    if (process.env['FAILS'] === '1') throw new Error('no browser');
    console.log('started');
  }
  use(): string {
    return new Tool().hello();
  }
}
export const monitor = new Monitor();
`;
  const TOOL = "import Heavy from 'heavy';\nexport class Tool extends Heavy {}\n";
  const SERVER = `import { monitor } from './monitor';

async function startAll(): Promise<void> {
  await Promise.resolve();
  monitor.start();
  console.log('all started');
}

startAll().catch((error: unknown) => console.error('failed', error));

export async function use(): Promise<string> {
  return monitor.use();
}
`;
  const GUARDED: Configuration = {
    packages: { heavy: { guard: { env: 'NO_BROWSER', is: 'true' } } },
  };
  const make = (server = SERVER, monitor = MONITOR, more: Files = {}): string =>
    write({
      'package.json': '{}',
      'tsconfig.json': COMMONJS,
      'src/globals.d.ts': GLOBALS,
      'src/tool.ts': TOOL,
      'src/monitor.ts': monitor,
      'src/server.ts': server,
      ...more,
    });
  const start = (folder: string, env: Record<string, string> = {}): string => {
    compile(folder);
    const code =
      "const { use } = require('./dist/server.js'); console.log(globalThis.heavyLoads ?? 0); setTimeout(async () => console.log(await use()), 50);";
    return execFileSync(process.execPath, ['-e', code], {
      cwd: folder,
      encoding: 'utf8',
      stdio: 'pipe',
      env: { ...process.env, ...env },
    });
  };
  const CUT: Cuts = [['src/server.ts', './monitor']];

  it('is started in a function of its own, behind the guard of the package, and the rest goes on', async () => {
    const folder = make();
    expect(start(folder)).toBe('1\nstarted\nall started\nhello\n');
    await fix(folder, CUT, true, GUARDED);
    expect(start(folder)).toBe('0\nstarted\nall started\nhello\n');
    expect(start(folder, { FAILS: '1' })).toBe('0\nall started\nhello\n');
    expect(() => start(folder, { NO_BROWSER: 'true' })).toThrow(
      /monitor is turned off|heavy is turned off/,
    );
  });

  it('is not turned off for what else comes with it: that may be the program itself', async () => {
    const folder = make(
      SERVER,
      `import http from 'node:http';\n${MONITOR}export const port = http.globalAgent.maxSockets;\n`,
      {
        'src/http.d.ts':
          "declare module 'node:http' { const http: { globalAgent: { maxSockets: number } }; export default http; }\n",
      },
    );
    await fix(folder, CUT, true, GUARDED);
    expect(readFileSync(join(folder, 'src/server.ts'), 'utf8')).not.toContain('initialize');
  });

  it.each([
    ['what follows counts on it', '  monitor.start();\n  console.log(monitor.use());\n'],
    [
      'a check of state is set behind it',
      '  if (!isStarted) {\n    monitor.start();\n    isStarted = true;\n  }\n',
    ],
  ])('is not turned off where %s', async (_, body) => {
    const server = `import { monitor } from './monitor';\n\nlet isStarted = false;\n\nasync function startAll(): Promise<void> {\n  await Promise.resolve();\n${body}}\n\nvoid startAll();\n\nexport const isReady = (): boolean => isStarted;\n`;
    const folder = make(server);
    await fix(folder, CUT, true, GUARDED);
    expect(readFileSync(join(folder, 'src/server.ts'), 'utf8')).not.toContain('initialize');
  });

  it('is not turned off where a request starts it', async () => {
    const server =
      "import { monitor } from './monitor';\n\nexport async function start(): Promise<string> {\n  monitor.start();\n  return 'started';\n}\n";
    const folder = make(server);
    await fix(folder, CUT, true, GUARDED);
    expect(readFileSync(join(folder, 'src/server.ts'), 'utf8')).not.toContain('initialize');
  });

  it('needs no guard of its own where the package has one behind it', async () => {
    const monitor = MONITOR.replace(
      "import { Tool } from './tool';",
      "import Heavy from 'heavy';",
    ).replace(
      'use(): string {\n    return new Tool()',
      'async use(): Promise<string> {\n    return new Heavy()',
    );
    const folder = make(SERVER.replace('  monitor.start();\n', ''), monitor);
    await fix(folder, CUT, true, GUARDED);
    expect(readFileSync(join(folder, 'src/server.ts'), 'utf8')).toContain(
      "const { monitor } = await import('./monitor');\n  return monitor.use();",
    );
    expect(readFileSync(join(folder, 'src/monitor.ts'), 'utf8')).toContain('heavy is turned off');
    expect(start(folder)).toBe('0\nall started\nhello\n');
  });
});

describe('a function that the module starts and does not wait for', () => {
  const GLOBALS =
    'declare const console: { log(text: string): void; error(text: string): void };\n';
  const LOCAL = "import Heavy from 'heavy';\nexport class Tool extends Heavy {}\n";
  const MAIN = "  console.log('listening');\n  console.log(new Tool().hello());\n";
  const make = (main: string, call: string, behind = ''): string =>
    write({
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
    '%s of %j in front of %j says the same in the same order, and loads the module when it needs it',
    async (call, main, behind) => {
      const folder = make(main, call, behind);
      const before = start(folder);
      expect(findCodes(await fix(folder, [['src/server.ts', './local']]))).toEqual([]);
      const text = readFileSync(join(folder, 'src/server.ts'), 'utf8');
      expect(text).toContain("const { Tool } = await import('./local');");
      const after = start(folder);
      const toWords = (out: string): readonly string[] =>
        out.split('\n').filter((line) => !/^\d$/.test(line));
      expect(toWords(after)).toEqual(toWords(before));
      expect([before, after].map((out) => /^\d$/m.exec(out)?.[0])).toEqual(['1', '0']);
      expect(findCodes(await fix(folder, [['src/server.ts', './local']]))).toEqual([]);
      expect(readFileSync(join(folder, 'src/server.ts'), 'utf8')).toBe(text);
    },
  );

  it.each([
    ['what follows would come before what it does', 'main();', MAIN, "console.log('behind');\n"],
    [
      'it has waited in a branch only',
      'main();',
      `  if (Math.random() > 2) await Promise.resolve();\n${MAIN}`,
      "console.log('behind');\n",
    ],
    [
      'it may not have waited where it caught an error',
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
    expect(findCodes(await fix(folder, [['src/server.ts', './local']]))).toContain('B110');
    expect(readFileSync(join(folder, 'src/server.ts'), 'utf8')).toBe(text);
  });

  it('stays where the module waits for it', async () => {
    const server =
      "import { Tool } from './local.mjs';\nasync function main() {\n  console.log(new Tool().hello());\n}\nawait main();\n";
    const folder = write({
      'package.json': '{}',
      'src/local.mjs': LOCAL,
      'src/server.mjs': server,
    });
    expect(findCodes(await fix(folder, [['src/server.mjs', './local.mjs']]))).toContain('B110');
    expect(readFileSync(join(folder, 'src/server.mjs'), 'utf8')).toBe(server);
  });
});

describe('what a module does at the start', () => {
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
    const folder = write({ ...HEAD, 'src/local.ts': toModule(head), 'src/server.ts': server });
    compile(folder);
    const before = run(folder, 'dist/server.js');
    const codes = findCodes(await fix(folder, [['src/app.ts', './local']], true, LISTED, entry));
    compile(folder);
    expect(run(folder, 'dist/server.js')).toEqual(
      codes.length > 0 ? before : { ...Object(before), atStartup: 0 },
    );
    return codes;
  };
  const SETS_UP = "import { isSetUp } from './setup';\nexport const ready = isSetUp;";

  it('stays where the start comes to it before, whatever is cut', async () => {
    const server =
      "import { isSetUp } from './setup';\nimport { get } from './app';\nexport { get, isSetUp };\n";
    expect(await rewrite(server, SETS_UP, 'src/server.ts')).toEqual([]);
    expect(await rewrite(server, SETS_UP)).toEqual(['B135']);
  });

  it('would come too late where the start comes to it behind', async () => {
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
  ])('is nothing where the environment has been read by then, by %j', async (first, head) => {
    const isImport = first.endsWith("config';");
    const folder: Files = isImport ? {} : { 'src/environment.ts': `${first}\n` };
    const server = `${isImport ? first : "import './environment';"}\nimport { get } from './app';\nexport { get };\n`;
    const tree = write({
      ...HEAD,
      ...folder,
      'src/local.ts': toModule(head),
      'src/server.ts': server,
    });
    compile(tree);
    const before = run(tree, 'dist/server.js');
    expect(
      findCodes(await fix(tree, [['src/app.ts', './local']], true, LISTED, 'src/server.ts')),
    ).toEqual([]);
    compile(tree);
    expect(run(tree, 'dist/server.js')).toEqual({ ...Object(before), atStartup: 0 });
  });

  it.each([
    [
      'it is read behind',
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
  ])('is something where %s', async (_, server, head) => {
    expect(await rewrite(server, head, 'src/server.ts')).toEqual(['B135']);
  });
});

describe('a file that loses its last import', () => {
  const BODY = `const label = 'mine';

async function main(): Promise<void> {
  await Promise.resolve();
  console.log(label, new A().hello(), new B().hello());
}

main();
`;
  // In a script, `label` would be this one, and the compiler says so.
  const GLOBALS =
    'declare const console: { log(...texts: string[]): void };\ndeclare const label: number;\n';
  const toClass = (name: string): string =>
    `import Heavy from 'heavy';\nexport class ${name} extends Heavy {}\n`;

  it.each<[string, string, Cuts]>([
    [
      'by two cuts',
      "import { A } from './a';\nimport { B } from './b';\n\n",
      [
        ['src/app.ts', './a'],
        ['src/app.ts', './b'],
      ],
    ],
    ['by one cut of two names', "import { A, B } from './both';\n\n", [['src/app.ts', './both']]],
    [
      'by a cut and a type',
      "import { A } from './a';\nimport type { B as Type } from './b';\n\nclass B extends Object {\n  hello(): string {\n    return 'hello';\n  }\n}\n\nexport type { Type };\n",
      [['src/app.ts', './a']],
    ],
  ])('%s stays a module', async (_, imports, cuts) => {
    const folder = write({
      'package.json': '{}',
      'tsconfig.json': COMMONJS,
      'src/globals.d.ts': GLOBALS,
      'src/a.ts': toClass('A'),
      'src/b.ts': toClass('B'),
      'src/both.ts': "export { A } from './a';\nexport { B } from './b';\n",
      'src/app.ts': imports + BODY,
    });
    const start = (): string => {
      compile(folder);
      return execFileSync(
        process.execPath,
        ['-e', "require('./dist/app.js'); console.log(globalThis.heavyLoads ?? 0);"],
        { cwd: folder, encoding: 'utf8' },
      );
    };
    expect(start()).toBe('1\nmine hello hello\n');
    await fix(folder, cuts);
    const text = readFileSync(join(folder, 'src/app.ts'), 'utf8');
    expect(text.match(/^export/gm)).toHaveLength(1);
    expect(start()).toBe('0\nmine hello hello\n');
    await fix(folder, cuts);
    expect(readFileSync(join(folder, 'src/app.ts'), 'utf8')).toBe(text);
  });

  it('and of a package together with a cut', async () => {
    const run =
      '\nasync function run() {\n  console.log(new A().hello(), new Heavy().hello());\n}\nglobalThis.run = run;\n';
    const folder = write({
      'package.json': '{}',
      'src/a.mjs': toClass('A'),
      'src/app.js': `import { A } from './a.mjs';\nimport Heavy from 'heavy';\n${run}`,
    });
    // Node takes a file of that name for a module by its syntax alone, in which `this` is nothing.
    const start = (): string =>
      execFileSync(
        process.execPath,
        [
          '--experimental-detect-module',
          '--no-warnings',
          '-e',
          "import('./src/app.js').then(async () => { const loads = globalThis.heavyLoads ?? 0; await run(); console.log(loads); })",
        ],
        { cwd: folder, encoding: 'utf8' },
      );
    expect(start()).toBe('hello hello\n1\n');
    await fix(folder, [['src/app.js', './a.mjs']]);
    expect(readFileSync(join(folder, 'src/app.js'), 'utf8')).toMatch(/\nexport \{\};\n$/);
    expect(start()).toBe('hello hello\n0\n');
  });
});

describe('what is refused', () => {
  const LOCAL = "import Heavy from 'heavy';\nexport class Tool extends Heavy {}\n";
  const USE = 'export async function get() {\n  return new Tool().hello();\n}\n';

  it.each<[string, string, string, Files, string]>([
    [
      'a class that is built on it',
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
      'a call that needs something else of the module',
      "import { register } from './local';\nconst app = new Set<object>();\nregister(app);\nexport { app };\n",
      "import Heavy from 'heavy';\nexport class Tool extends Heavy {}\nexport function register(app: Set<object>): void {\n  app.add(new Tool());\n}\n",
      {},
      'B137',
    ],
    [
      'a value whose making may be wanted at the start',
      "import { listen } from './local';\nconst stop = listen();\nexport async function end(): Promise<void> {\n  stop();\n}\n",
      "import Heavy from 'heavy';\nexport function listen(): () => void {\n  return () => void new Heavy();\n}\n",
      {},
      'B137',
    ],
    [
      'a value that is made of something else',
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
    expect(await refusal(app, local, './local', more)).toContain(code);
  });

  const LIST =
    'export const list = new Set<unknown>();\nexport function register<T>(value: T): T {\n  list.add(value);\n  return value;\n}\nexport function note<T>(value: T): T {\n  list.add(value);\n  return value;\n}\nexport function create<T>(value: T): T {\n  list.add(value);\n  return value;\n}\nexport class Kept {\n  constructor() {\n    list.add(this);\n  }\n}\n';
  it.each<[string, string]>([
    [
      'an initialiser that registers',
      "import { register } from './list';\nexport const tool = register(new Tool());\n",
    ],
    [
      'an initialiser that is made of one',
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
      'a function of another module, by way of a third',
      "import { wrap } from './wrap';\nexport const tool = wrap(Tool);\n",
    ],
    [
      'a function that a third module passes on',
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
  ])('%s, as others count on it', async (_, behind) => {
    const more = {
      'src/list.ts': LIST,
      'src/all.ts': "export * from './list';\n",
      'src/wrap.ts':
        "import { note } from './list';\nexport function wrap<T>(value: T): T {\n  return note(value);\n}\n",
    };
    expect(
      await refusal(
        `import { Tool } from './local';\n${USE}`,
        `${LOCAL}${behind}`,
        './local',
        more,
      ),
    ).toContain('B135');
  });

  it('a module that registers itself, beside another cut of the same file, and behind it', async () => {
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
    expect(findCodes(await fix(write(files), cuts)).filter((code) => code !== 'B110')).toEqual([
      'B135',
    ]);
    const behind = {
      ...files,
      'src/page.ts':
        "import { Tool } from './local';\nexport const page = (): string => new Tool().hello();\n",
    };
    expect(findCodes(await fix(write(behind), cuts)).filter((code) => code !== 'B110')).toEqual([
      'B135',
      'B135',
    ]);
  });

  it.each<[string, string]>([
    [
      'what a call gives',
      "import { create } from './list';\nexport const tool = create(new Tool());\n",
    ],
    [
      'what a package makes',
      "import { Router } from 'express';\nexport const router = Router();\nrouter.get('/', () => undefined);\n",
    ],
    [
      'a chain on what a call gave',
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
    const folder = write({
      'package.json': '{}',
      'tsconfig.json': COMMONJS,
      'src/app.ts': `import { Tool } from './local';\n${USE}`,
      'src/local.ts': `${LOCAL}${behind}`,
      'src/list.ts': LIST,
    });
    expect(findCodes(await fix(folder, [['src/app.ts', './local']]))).not.toContain('B135');
    expect(readFileSync(join(folder, 'src/app.ts'), 'utf8')).toContain("await import('./local')");
  });

  it("an alias, which Node's own `import()` does not know", async () => {
    const options = toConfig({ module: 'nodenext', paths: { '#local': ['./src/local.ts'] } });
    const folder = write({
      'package.json': '{}',
      'tsconfig.json': options,
      'src/local.ts': LOCAL,
      'src/app.ts': `import { Tool } from '#local';\n${USE}`,
    });
    expect(findCodes(await fix(folder, [['src/app.ts', '#local']]))).toEqual(['B116']);
  });

  it('nothing that other modules on the way still load', async () => {
    const folder = write({
      'package.json': '{}',
      'tsconfig.json': COMMONJS,
      'src/list.ts': 'export const list = new Set<object>();\nexport const all = list;\n',
      'src/setup.ts':
        "import { list } from './list';\nlist.add({});\nexport const isSetUp = true;\n",
      'src/local.ts': `import { isSetUp } from './setup';\n${LOCAL}export const ready = isSetUp;\n`,
      'src/app.ts': `import { isSetUp } from './setup';\nimport { Tool } from './local';\nconsole.log(isSetUp);\n${USE}`,
    });
    expect(findCodes(await fix(folder, [['src/app.ts', './local']]))).toEqual([]);
  });
});

it('makes a function async that gives a promise already, whoever declares and describes it', async () => {
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
  const folder = write({
    'package.json': '{}',
    'tsconfig.json': COMMONJS,
    'src/local.ts': toLocal(ES),
    'src/app.ts': app,
  });
  compile(folder);
  const before = run(folder, 'dist/app.js');
  expect(findCodes(await fix(folder, [['src/app.ts', './local']]))).toEqual([]);
  compile(folder);
  expect(run(folder, 'dist/app.js')).toEqual({ ...Object(before), atStartup: 0 });
  expect(
    readFileSync(join(folder, 'src/app.ts'), 'utf8').match(/^ *async \w+|await \w+\.read/gm),
  ).toEqual(['  async read', 'async function', 'await source.read', 'await base.read']);
});

it('leaves a function that throws in front of its promise, where others declare it', async () => {
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
  const folder = write({
    'package.json': '{}',
    'tsconfig.json': COMMONJS,
    'src/local.ts': toLocal(ES),
    'src/app.ts': app,
  });
  expect(findCodes(await fix(folder, [['src/app.ts', './local']]))).toEqual(['B124']);
  expect(readFileSync(join(folder, 'src/app.ts'), 'utf8')).toBe(app);
});

it('makes functions async across files', async () => {
  const folder = write({
    'package.json': '{}',
    'tsconfig.json': COMMONJS,
    'src/local.ts': toLocal(ES),
    'src/make.ts':
      "import { Tool } from './local';\nexport function make(): string {\n  return new Tool().hello();\n}\n",
    'src/app.ts':
      "import { make } from './make';\nexport async function get() {\n  return make();\n}\n",
  });
  await fix(folder, [['src/make.ts', './local']]);
  expect(readFileSync(join(folder, 'src/app.ts'), 'utf8')).toContain('return await make();');
  compile(folder);
  expect(run(folder, 'dist/app.js')).toEqual({ atStartup: 0, given: 'hello', loads: 1 });
});

describe('the backend of Fase 3', () => {
  const backend = join(root, 'fixtures/backend');
  const CUTS: Cuts = [
    ['src/services/ali-auth-monitor.service.ts', './advanced-scraper.service'],
    ['src/api/routes/auth-status.routes.ts', '../../services/ali-auth-monitor.service'],
    ['src/server.ts', './services/ali-auth-monitor.service'],
  ];

  it('loads the scraper, and the monitor, where 3.4, 3.5 and 3.6 do', async () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ballast-cuts-')));
    temporary.push(folder);
    cpSync(backend, folder, {
      recursive: true,
      filter: (path) => !/[\\/](?:dist|node_modules)$/.test(path),
    });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
    const report = await fix(folder, CUTS, true, {});
    expect(findCodes(report)).toEqual([]);
    const changes = CUTS.map(([path]) => {
      const before = new Set(readFileSync(join(backend, path), 'utf8').split('\n'));
      return [
        path,
        ...readFileSync(join(folder, path), 'utf8')
          .split('\n')
          .filter((line) => !before.has(line)),
      ];
    });
    expect(changes).toMatchInlineSnapshot(`
      [
        [
          "src/services/ali-auth-monitor.service.ts",
          "    const { AdvancedMarketplaceScraper } = await import('./advanced-scraper.service');",
        ],
        [
          "src/api/routes/auth-status.routes.ts",
          "    const { aliExpressAuthMonitor } = await import('../../services/ali-auth-monitor.service');",
        ],
        [
          "src/server.ts",
          "  const { aliExpressAuthMonitor } = await import('./services/ali-auth-monitor.service');",
          "  const { aliExpressAuthMonitor } = await import('./services/ali-auth-monitor.service');",
        ],
      ]
    `);
    compile(folder);
  });
});
