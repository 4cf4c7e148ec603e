// `ballast fix --write` killed at many points, with changes over several files, a manifest and
// `--verify`: the next run makes all files old or all new.
import { cpSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { makeTree } from '../dev/tree.test-support.ts';
import {
  listCache,
  readSources,
  runKilled,
  spread,
  type KilledRun,
  type KillOptions,
} from '../files/journal/kill.test-support.ts';
import { COMMAND, runBallast } from './run.test-support.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Finds no errors. At its second question, where it is told to, it ends who asks, or finds one and
 * changes a file meanwhile.
 */
const COMPILER = `
const { existsSync, writeFileSync } = require('node:fs');
const asked = __dirname + '/asked';
if (process.env.CHANGES && existsSync(asked)) {
  writeFileSync(process.env.CHANGES, 'mine');
  console.log('src/all.ts(1,1): error TS1: No.');
} else if (process.env.ENDS_ASKER && existsSync(asked)) process.kill(process.ppid, process.env.ENDS_ASKER);
else writeFileSync(asked, '');
`;

/** Three files that change together, three alone, and a manifest that gets a package. */
function makeProject(): string {
  const folder = makeTree({
    'node_modules/typescript/package.json': '{ "name": "typescript", "bin": { "tsc": "tsc" } }',
    'node_modules/typescript/tsc': COMPILER,
  });
  cpSync(join(root, 'fixtures/projects/calls-methods-aliases-and-re-exports'), folder, {
    recursive: true,
    filter: (path) => !path.includes('expected'),
  });
  for (const name of ['all', 'more', 'most'])
    writeFileSync(
      join(folder, `src/${name}.ts`),
      `export async function ${name}({ body }: { body: { urls: string[] } }) {\n  return Promise.all(body.urls.map((url) => fetch(url)));\n}\n`,
    );
  symlinkSync(join(root, 'node_modules/sharp'), join(folder, 'node_modules/sharp'), 'dir');
  return folder;
}

function fix(folder: string, more: readonly string[], options: KillOptions): Promise<KilledRun> {
  const args = ['fix', 'src', '--mode', 'limit', '--write', '--allow-dirty'];
  return runKilled(folder, [COMMAND, ...args, ...more], options);
}

interface Whole {
  readonly old: Readonly<Record<string, string>>;
  readonly now: Readonly<Record<string, string>>;
  readonly changes: number;
}

/** A run that nobody kills. */
async function runWhole(more: readonly string[]): Promise<Whole> {
  const folder = makeProject();
  const old = readSources(folder);
  const { changes } = await fix(folder, more, {});
  const now = readSources(folder);
  expect(Object.keys(old).filter((path) => old[path] !== now[path])).toEqual([
    'package.json',
    'src/all.ts',
    'src/lib/gallery.ts',
    'src/lib/image.ts',
    'src/more.ts',
    'src/most.ts',
    'src/routes.ts',
  ]);
  expect(listCache(folder)).toEqual([]);
  return { old, now, changes: changes.length };
}

/** Kills a run, and has a second one look at the project. */
async function killAt(at: number, more: readonly string[], { old, now }: Whole): Promise<void> {
  const folder = makeProject();
  expect((await fix(folder, more, { at })).signal).toBe('SIGKILL');
  const next = await runBallast(folder, [at % 4 === 0 ? 'fix' : 'check', 'src']);
  const sources = readSources(folder);
  if (next.stderr.includes('finished')) expect(sources).toEqual(now);
  else if (next.stderr.includes('taken back')) expect(sources).toEqual(old);
  else expect([old, now]).toContainEqual(sources);
  // Before its third change there is no folder of its own yet.
  const said = at <= 2 ? /^/ : /^ballast: An interrupted `ballast fix --write` .*\n$/;
  expect([at, next.stderr]).toEqual([at, expect.stringMatching(said)]);
  expect(listCache(folder).filter((path) => path.includes('rewrites'))).toEqual([]);
}

it.each([
  ['fix --write', 60, []],
  ['fix --write --verify', 20, ['--verify']],
] as const)(
  '%s may be killed at any of %i points',
  async (_, points, more) => {
    const whole = await runWhole(more);
    const left = spread(whole.changes, points);
    expect(left).toHaveLength(points);
    const work = async (): Promise<void> => {
      for (let at = left.pop(); at !== undefined; at = left.pop()) await killAt(at, more, whole);
    };
    await Promise.all([work(), work()]);
  },
  900_000,
);

describe('the end of the type check', () => {
  it('takes back what a process wrote that was killed meanwhile', async () => {
    const folder = makeProject();
    const old = readSources(folder);
    const env = { ENDS_ASKER: 'SIGKILL' };
    expect((await fix(folder, ['--verify'], { env })).signal).toBe('SIGKILL');
    expect(readSources(folder)).not.toEqual(old);
    expect(await runBallast(folder, ['fix', 'src'])).toMatchObject({
      stderr:
        'ballast: An interrupted `ballast fix --write` was taken back: 7 files are as before.\n',
    });
    expect(readSources(folder)).toEqual(old);
  });

  it('keeps a file that somebody changes meanwhile', async () => {
    const folder = makeProject();
    const old = readSources(folder);
    const env = { CHANGES: 'src/routes.ts' };
    const { stderr } = await fix(folder, ['--verify'], { env });
    expect(stderr).toMatch(
      /^ballast: The type check found new errors, and `.*routes\.ts` was changed/,
    );
    expect(readSources(folder)).toEqual({ ...old, 'src/routes.ts': 'mine' });
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('takes all back itself at %s', async (signal) => {
    const folder = makeProject();
    const old = readSources(folder);
    const env = { ENDS_ASKER: signal };
    expect(await fix(folder, ['--verify'], { env })).toMatchObject({ signal, stderr: '' });
    expect(readSources(folder)).toEqual(old);
    expect(listCache(folder)).toEqual([]);
  });
});
