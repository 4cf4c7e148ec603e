// Programs with imports that a plan makes lazy: written, compiled and run by the tests of cuts.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { isRefusal } from '../../checks/define-check.ts';
import type { Configuration } from '../../config/configuration.ts';
import { makeTree } from '../../dev/tree.test-support.ts';
import { createSession, toSession } from '../../findings/session.ts';
import type { FixReport } from '../../model/report.ts';
import { createLocalCuts } from '../../plan/local-cuts.ts';
import { parseCuts } from '../../plan/plan-file.ts';
import { runFix } from '../run-fix.ts';

export type Files = Readonly<Record<string, string>>;
export type Cuts = readonly (readonly [path: string, specifier: string])[];

/** Writes a program with a package `heavy`, into a folder that goes when the test ends. */
export function makeProgram(files: Files): string {
  return makeTree({
    'node_modules/heavy/package.json': '{"name": "heavy", "version": "1.0.0", "main": "index.js"}',
    'node_modules/heavy/index.js':
      'globalThis.heavyLoads = (globalThis.heavyLoads ?? 0) + 1;\nmodule.exports = class Heavy { hello() { return "hello"; } };\n',
    'node_modules/heavy/index.d.ts': 'declare class Heavy { hello(): string }\nexport = Heavy;\n',
    ...files,
  });
}

/** A configuration that lists `heavy`. */
export const LISTED: Configuration = { packages: { heavy: true } };

/** Fixes the folder `src` of a program with the cuts of a plan. */
export async function fixCuts(
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

/** Finds the codes of all refusals. */
export function findCodes({ files }: FixReport): readonly string[] {
  return files.flatMap(({ outcomes }) =>
    outcomes.flatMap(({ fix }) => (fix && isRefusal(fix) ? fix.code : [])),
  );
}

/** Fixes a program of two files, checks that nothing was changed, and returns the codes. */
export async function refuseCut(
  app: string,
  local: string,
  specifier = './local',
  more: Files = {},
): Promise<readonly string[]> {
  const folder = makeProgram({
    'package.json': '{}',
    'tsconfig.json': COMMONJS,
    'src/app.ts': app,
    'src/local.ts': local,
    ...more,
  });
  const report = await fixCuts(folder, [['src/app.ts', specifier]]);
  expect(readFileSync(join(folder, 'src/app.ts'), 'utf8')).toBe(app);
  return findCodes(report);
}

export const toConfig = (options: object): string =>
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
export const COMMONJS = toConfig({
  module: 'commonjs',
  moduleResolution: 'bundler',
  esModuleInterop: true,
});

/**
 * Runs a program: what its `get` returns, and how often the package was loaded before and after.
 */
export function runProgram(folder: string, file: string): unknown {
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

/**
 * A module whose own import of the package can't be deferred: it has a subclass and a re-export.
 */
export const toLocal = (heavy: string): string => `${heavy}
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
export const toApp = (
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
export const ES = "import Heavy from 'heavy';";
export const EQUALS = "import Heavy = require('heavy');";
