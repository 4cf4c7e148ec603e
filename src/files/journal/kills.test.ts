// A process that is killed while it writes, at many points: what lies on the disk then, and what the
// next run makes of it.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeTree } from '../../dev/tree.test-support.ts';
import {
  listCache,
  readSources,
  runKilled,
  spread,
  toCall,
  type KilledRun,
  type KillOptions,
} from './kill.test-support.ts';
import { recoverWrites } from './recover.ts';

const NAMES = ['a.ts', 'b/c.ts', 'b/d.ts', 'package.json'];
const OLD = toTexts('old');
const NEW = toTexts('new');
const NOTHING =
  'An interrupted `ballast fix --write` had left nothing to finish or to take back; what it had prepared was removed.';
const FINISHED = 'An interrupted `ballast fix --write` was finished: 4 files are written.';
const TAKEN_BACK = 'An interrupted `ballast fix --write` was taken back: 4 files are as before.';

function toTexts(word: string): Readonly<Record<string, string>> {
  return Object.fromEntries(NAMES.map((name) => [name, `${word} ${name}\n`.repeat(50)]));
}

function makeProject(): string {
  return makeTree({ ...OLD, 'node_modules/': '' });
}

/** Writes all files for good, or on trial until they are kept. */
function write(
  root: string,
  way: 'writeAll' | 'tryAll',
  options?: KillOptions,
): Promise<KilledRun> {
  const writes = JSON.stringify(
    NAMES.map((name) => ({ path: join(root, name), text: NEW[name] ?? '', expected: OLD[name] })),
  );
  const end = way === 'tryAll' ? '.keep()' : '';
  return runKilled(
    root,
    toCall('files/write-all', `${way}(${writes}, ${JSON.stringify(root)})${end}`),
    options,
  );
}

/** The next run: what it says. */
async function recover(root: string, options?: KillOptions): Promise<readonly string[]> {
  if (!options) return recoverWrites(root, []);
  const call = `recoverWrites(${JSON.stringify(root)}, [])`;
  const { stderr, signal } = await runKilled(root, toCall('files/journal/recover', call), options);
  const said: unknown = signal === null ? JSON.parse(stderr) : [signal];
  return Array.isArray(said) ? said.map(String) : [];
}

/** Whether a run has begun to replace files, by what lies there. */
function isMixed(root: string): boolean {
  const sources = JSON.stringify(readSources(root));
  return sources !== JSON.stringify(OLD) && sources !== JSON.stringify(NEW);
}

describe.each([
  ['writes', 'writeAll', 10, undefined],
  ['writes on trial', 'tryAll', 5, undefined],
  ['writes to another disk', 'writeAll', 5, { isOnTwoDisks: true }],
  ['writes to another disk on trial', 'tryAll', 5, { isOnTwoDisks: true }],
] as const)('a process that %s', (_, way, points, disks) => {
  it('leaves all files old or all new after the next run, wherever it is killed', async () => {
    const whole = makeProject();
    const { changes } = await write(whole, way, disks);
    expect(readSources(whole)).toEqual(NEW);
    expect(listCache(whole)).toEqual([]);
    const inTheMidst = changes.findLastIndex(([name]) => name === 'rename') + 1;
    for (const at of [...spread(changes.length, points), inTheMidst]) {
      const root = makeProject();
      expect((await write(root, way, { ...disks, at })).signal).toBe('SIGKILL');
      if (at === inTheMidst) expect(isMixed(root)).toBe(true);
      const [said] = await recover(root, disks);
      const sources = readSources(root);
      if (said === FINISHED) expect(sources).toEqual(NEW);
      else if (said === TAKEN_BACK) expect(sources).toEqual(OLD);
      else expect([OLD, NEW]).toContainEqual(sources);
      if (at === inTheMidst) expect(said).toBe(way === 'tryAll' ? TAKEN_BACK : FINISHED);
      else if (at > 1) expect([FINISHED, TAKEN_BACK, NOTHING]).toContain(said);
      else expect(said).toBeUndefined(); // there was not even a folder
      expect(listCache(root)).toEqual([]);
      expect(await recover(root)).toEqual([]);
    }
  });
});

it('ends what it left also where the next runs are killed', async () => {
  const { changes } = await write(makeProject(), 'writeAll');
  const root = makeProject();
  await write(root, 'writeAll', { at: changes.findIndex(([name]) => name === 'rename') + 2 });
  expect(isMixed(root)).toBe(true);
  for (const at of [1, 2, 3, 4]) expect(await recover(root, { at })).toEqual(['SIGKILL']);
  expect(await recover(root)).toEqual([FINISHED]);
  expect(readSources(root)).toEqual(NEW);
});

it('has everything on the disk before a file is replaced, and the files before the journal goes', async () => {
  const root = makeProject();
  const { changes } = await write(root, 'writeAll');
  const find = (name: string, ...ends: readonly string[]): number =>
    changes.findIndex(
      ([one, ...paths]) => one === name && ends.every((end, index) => paths[index]?.endsWith(end)),
    );
  const firstRename = find('rename');
  const synced = changes
    .slice(0, firstRename)
    .flatMap(([name, path = '']) => (name === 'fsync' ? [path.replace(/^.*\//, '')] : []));
  expect(synced).toEqual(
    expect.arrayContaining(['0.new', '1.new', '2.new', '3.new', 'record.json']),
  );
  const lastRename = changes.findLastIndex(([name]) => name === 'rename');
  const removed = find('rm', 'record.json');
  const between = changes.slice(lastRename, removed).filter(([name]) => name === 'fsync');
  expect(between.map(([, path]) => path)).toEqual(expect.arrayContaining([root, join(root, 'b')]));
  expect(removed).toBeGreaterThan(lastRename);
});
