// What a run makes of a journal that it finds: of a process that runs, of files that somebody changed
// since, and where no folder is to be had.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { makeTree } from '../../dev/tree.test-support.ts';
import { tryAll, writeAll } from '../write-all.ts';
import { listCache, readSources, runKilled, toCall } from './kill.test-support.ts';
import { findJournalFolders } from './place.ts';
import { recoverWrites } from './recover.ts';

const OLD = { 'a.ts': 'a', 'b.ts': 'b', 'c.ts': 'c' };
const NEW = { 'a.ts': 'A', 'b.ts': 'B', 'c.ts': 'C' };

afterEach(() => vi.unstubAllEnvs());

function toWrites(root: string): readonly { readonly path: string; readonly text: string }[] {
  return Object.entries(NEW).map(([name, text]) => ({ path: join(root, name), text }));
}

/** A project in which a process was killed before it replaced `c.ts`. */
async function makeInterrupted(): Promise<string> {
  const root = makeTree({ ...OLD, 'node_modules/': '' });
  chmodSync(join(root, 'c.ts'), 0o750);
  const call = `writeAll(${JSON.stringify(toWrites(root))}, ${JSON.stringify(root)})`;
  const whole = makeTree({ ...OLD, 'node_modules/': '' });
  const { changes } = await runKilled(
    whole,
    toCall('files/write-all', call.replaceAll(root, whole)),
  );
  const at = changes.findLastIndex(([name]) => name === 'rename') + 1;
  await runKilled(root, toCall('files/write-all', call), { at });
  expect(readSources(root)).toEqual({ ...NEW, 'c.ts': 'c' });
  return root;
}

/** A project with files on trial, whose process has ended. */
function makeTried(root = makeTree({ ...OLD, 'node_modules/': '' })): string {
  tryAll(toWrites(root), root);
  for (const folder of findJournalFolders([root]))
    renameSync(folder, folder.replace(/\d+-\w*-([\w-]*)$/, '0-0-$1'));
  return root;
}

describe('recoverWrites', () => {
  it('finishes, with the modes of the files', async () => {
    const root = await makeInterrupted();
    expect(recoverWrites(root, [])).toEqual([
      'An interrupted `ballast fix --write` was finished: 3 files are written.',
    ]);
    expect(readSources(root)).toEqual(NEW);
    expect(statSync(join(root, 'c.ts')).mode & 0o777).toBe(0o750);
    expect(listCache(root)).toEqual([]);
  });

  it('takes the journal over first, so that another run sees it in work', async () => {
    const root = await makeInterrupted();
    const [before = ''] = findJournalFolders([root]);
    const run = toCall('files/journal/recover', `recoverWrites(${JSON.stringify(root)}, [])`);
    await runKilled(root, run, { at: 2 });
    expect(existsSync(before)).toBe(false);
    expect(findJournalFolders([root])).toHaveLength(1);
  });

  it('finishes the others where a file was changed that had been replaced', async () => {
    const root = await makeInterrupted();
    writeFileSync(join(root, 'a.ts'), 'mine');
    expect(recoverWrites(root, [])).toEqual([
      'An interrupted `ballast fix --write` of 3 files was finished, but for what was changed since and stays as it is: `a.ts`.',
    ]);
    expect(readSources(root)).toEqual({ ...NEW, 'a.ts': 'mine' });
    expect(listCache(root)).toEqual([]);
  });

  it.each([
    ['changed that had not been replaced', 'c.ts', 'mine'],
    ['put back', 'a.ts', 'a'],
  ])('takes the others back where a file was %s', async (_, name, text) => {
    const root = await makeInterrupted();
    writeFileSync(join(root, name), text);
    expect(recoverWrites(root, [])[0]).toContain(' taken back');
    expect(readSources(root)).toEqual({ ...OLD, [name]: text });
    expect(listCache(root)).toEqual([]);
  });

  it('leaves what was put back altogether, what was removed, and what became a link', async () => {
    const root = await makeInterrupted();
    for (const [name, text] of Object.entries(OLD)) writeFileSync(join(root, name), text);
    expect(recoverWrites(root, [])[0]).toContain('had left nothing to finish or to take back');
    expect(readSources(root)).toEqual(OLD);
    const other = await makeInterrupted();
    rmSync(join(other, 'a.ts'));
    rmSync(join(other, 'b.ts'));
    writeFileSync(join(other, 'd.ts'), 'B');
    symlinkSync('d.ts', join(other, 'b.ts'));
    recoverWrites(other, []);
    expect(readSources(other)).toEqual({ 'c.ts': 'c', 'd.ts': 'B' });
  });

  it('takes back what was on trial, and keeps what was changed since', () => {
    const root = makeTried();
    expect(readSources(root)).toEqual(NEW);
    writeFileSync(join(root, 'b.ts'), 'mine');
    expect(recoverWrites(root, [])).toEqual([
      'An interrupted `ballast fix --write` of 3 files was taken back, but for what was changed since and stays as it is: `b.ts`.',
    ]);
    expect(readSources(root)).toEqual({ ...OLD, 'b.ts': 'mine' });
    expect(listCache(root)).toEqual([]);
  });

  it('refuses while the process runs, in the folders around and in it too', () => {
    const root = makeTree({ ...OLD, 'node_modules/': '', 'deep/': '' });
    const trial = tryAll(toWrites(root), root);
    for (const cwd of [root, join(root, 'deep')])
      expect(() => recoverWrites(cwd, [])).toThrow(
        `\`ballast fix --write\` is running in this project (process ${String(process.pid)}). Run again when it has ended.`,
      );
    trial.keep();
    expect(recoverWrites(root, [])).toEqual([]);
    expect(readSources(root)).toEqual(NEW);
  });

  it('finds what a run in a folder of the project left, and what it is pointed at', () => {
    const root = makeTree({ 'node_modules/': '', 'app/a.ts': 'a', 'app/b.ts': '', 'app/c.ts': '' });
    makeTried(join(root, 'app'));
    expect(recoverWrites(root, [])[0]).toContain('taken back');
    makeTried(join(root, 'app'));
    expect(recoverWrites(makeTree({}), [join(root, 'app/a.ts')])[0]).toContain('taken back');
  });

  it('leaves another project alone that shares the cache', () => {
    const root = makeTree({ ...OLD, 'node_modules/': '' });
    const other = makeTree({});
    symlinkSync(join(root, 'node_modules'), join(other, 'node_modules'));
    makeTried(root);
    expect(recoverWrites(other, [])).toEqual([]);
    expect(readSources(root)).toEqual(NEW);
    expect(recoverWrites(root, [])[0]).toContain('taken back');
  });

  it('is not hindered by a record of which only half was written', () => {
    const root = makeTried();
    for (const [name, text] of Object.entries(OLD)) writeFileSync(join(root, name), text);
    const [folder = ''] = findJournalFolders([root]);
    writeFileSync(join(folder, 'record.json'), '{"root":');
    expect(recoverWrites(root, [])[0]).toContain('had left nothing');
    expect(listCache(root)).toEqual([]);
  });
});

describe('where nothing is installed', () => {
  it('prepares in the cache of the user', () => {
    const root = makeTree(OLD);
    const cache = makeTree({});
    vi.stubEnv('XDG_CACHE_HOME', cache);
    makeTried(root);
    expect(readdirSync(join(cache, 'ballast/rewrites-1'))).toHaveLength(1);
    expect(readSources(root)).toEqual(NEW);
    expect(recoverWrites(root, [])[0]).toContain('taken back');
    expect(readSources(root)).toEqual(OLD);
  });

  it('writes nothing where there is no cache either', () => {
    const root = makeTree({ ...OLD, 'node_modules/.cache': 'no folder' });
    vi.stubEnv('XDG_CACHE_HOME', join(root, 'a.ts'));
    expect(() => writeAll(toWrites(root), root)).toThrow(
      'Nothing was changed. Make one of them writable.',
    );
    expect(readSources(root)).toEqual(OLD);
  });
});

describe('tryAll', () => {
  it('takes back, and names what somebody changed meanwhile', () => {
    const root = makeTree({ ...OLD, 'node_modules/': '' });
    const trial = tryAll(toWrites(root), root);
    writeFileSync(join(root, 'b.ts'), 'mine');
    expect(trial.takeBack()).toEqual([join(root, 'b.ts')]);
    expect(readSources(root)).toEqual({ ...OLD, 'b.ts': 'mine' });
    expect(listCache(root)).toEqual([]);
  });

  it("keeps the journal where a file can't be put back", () => {
    const root = makeTree({ ...OLD, 'node_modules/': '' });
    const trial = tryAll(toWrites(root), root);
    const [folder = ''] = findJournalFolders([root]);
    renameSync(join(folder, '1.old'), join(folder, 'away'));
    mkdirSync(join(folder, '1.old'));
    expect(() => trial.takeBack()).toThrow("b.ts` can't be put back (");
    expect(existsSync(join(folder, 'record.json'))).toBe(true);
  });
});
