// Calls that a module makes at startup of an import that becomes lazy: programs run before and
// after.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Configuration } from '../../config/configuration.ts';
import {
  makeProgram,
  fixCuts,
  findCodes,
  COMMONJS,
  type Files,
  type Cuts,
} from './cuts.test-support.ts';
import { compile } from '../../dev/compile.test-support.ts';

describe('a call that the module makes at startup', () => {
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
    makeProgram({
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

  it('moves into a function that the startup does not await', async () => {
    const folder = make(SERVER);
    expect(start(folder)).toBe('started\nlistening\n1\n');
    await fixCuts(folder, [['src/server.ts', './monitor']]);
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
    '%s moves only where it uses nothing but the module',
    async (call) => {
      const server = SERVER.replace('monitor.start();', call);
      const folder = make(server);
      expect(start(folder)).toBe('started\nlistening\n1\n');
      await fixCuts(folder, [['src/server.ts', './monitor']]);
      const isMoved = call.startsWith('void');
      expect(readFileSync(join(folder, 'src/server.ts'), 'utf8') === server).toBe(!isMoved);
      expect(start(folder)).toBe(isMoved ? 'listening\n0\nstarted\n' : 'started\nlistening\n1\n');
    },
  );

  it('is skipped when the guard of the package says so', async () => {
    const folder = make(SERVER);
    await fixCuts(folder, [['src/server.ts', './monitor']], true, {
      packages: { heavy: { guard: { env: 'NO_BROWSER', is: 'true' } } },
    });
    expect(start(folder, { NO_BROWSER: 'true' })).toBe('listening\n0\n');
    expect(start(folder)).toBe('listening\n0\nstarted\n');
  });

  it('shares one load with functions that use the module later, or is refused where a guard would break them', async () => {
    const server = `${SERVER}\nexport async function shutdown(): Promise<void> {\n  monitor.stop();\n}\n`;
    const folder = make(server);
    await fixCuts(folder, [['src/server.ts', './monitor']]);
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
    const guarded = await fixCuts(make(server), [['src/server.ts', './monitor']], false, {
      packages: { heavy: { guard: { env: 'NO_BROWSER', is: 'true' } } },
    });
    expect(findCodes(guarded)).toEqual(['B138']);
  });
});

describe('a call in an async function that runs once, at startup', () => {
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
    makeProgram({
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

  it('moves into a function of its own with the guard of the package, and the caller goes on', async () => {
    const folder = make();
    expect(start(folder)).toBe('1\nstarted\nall started\nhello\n');
    await fixCuts(folder, CUT, true, GUARDED);
    expect(start(folder)).toBe('0\nstarted\nall started\nhello\n');
    expect(start(folder, { FAILS: '1' })).toBe('0\nall started\nhello\n');
    expect(() => start(folder, { NO_BROWSER: 'true' })).toThrow(
      /monitor is turned off|heavy is turned off/,
    );
  });

  it('has no guard where the module also loads other things, as it may be the program itself', async () => {
    const folder = make(
      SERVER,
      `import http from 'node:http';\n${MONITOR}export const port = http.globalAgent.maxSockets;\n`,
      {
        'src/http.d.ts':
          "declare module 'node:http' { const http: { globalAgent: { maxSockets: number } }; export default http; }\n",
      },
    );
    await fixCuts(folder, CUT, true, GUARDED);
    expect(readFileSync(join(folder, 'src/server.ts'), 'utf8')).not.toContain('initialize');
  });

  it.each([
    ['later statements depend on it', '  monitor.start();\n  console.log(monitor.use());\n'],
    [
      'it sets state that is checked',
      '  if (!isStarted) {\n    monitor.start();\n    isStarted = true;\n  }\n',
    ],
  ])('has no guard where %s', async (_, body) => {
    const server = `import { monitor } from './monitor';\n\nlet isStarted = false;\n\nasync function startAll(): Promise<void> {\n  await Promise.resolve();\n${body}}\n\nvoid startAll();\n\nexport const isReady = (): boolean => isStarted;\n`;
    const folder = make(server);
    await fixCuts(folder, CUT, true, GUARDED);
    expect(readFileSync(join(folder, 'src/server.ts'), 'utf8')).not.toContain('initialize');
  });

  it('has no guard where a request makes it', async () => {
    const server =
      "import { monitor } from './monitor';\n\nexport async function start(): Promise<string> {\n  monitor.start();\n  return 'started';\n}\n";
    const folder = make(server);
    await fixCuts(folder, CUT, true, GUARDED);
    expect(readFileSync(join(folder, 'src/server.ts'), 'utf8')).not.toContain('initialize');
  });

  it('needs no guard where the module guards the package itself', async () => {
    const monitor = MONITOR.replace(
      "import { Tool } from './tool';",
      "import Heavy from 'heavy';",
    ).replace(
      'use(): string {\n    return new Tool()',
      'async use(): Promise<string> {\n    return new Heavy()',
    );
    const folder = make(SERVER.replace('  monitor.start();\n', ''), monitor);
    await fixCuts(folder, CUT, true, GUARDED);
    expect(readFileSync(join(folder, 'src/server.ts'), 'utf8')).toContain(
      "const { monitor } = await import('./monitor');\n  return monitor.use();",
    );
    expect(readFileSync(join(folder, 'src/monitor.ts'), 'utf8')).toContain('heavy is turned off');
    expect(start(folder)).toBe('0\nall started\nhello\n');
  });
});
