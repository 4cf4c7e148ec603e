// All files are written, or none: failures at every step, with what is on the disk afterwards.
import type NodeFs from 'node:fs';
import {
  chmodSync,
  linkSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { makeTree, readTree } from '../dev/tree.test-support.ts';
import { writeAll } from './write-all.ts';

const renames = vi.hoisted(() => ({ left: Infinity, onFirst: (): void => undefined }));

vi.mock('node:fs', async (load) => {
  const fs = await load<typeof NodeFs>();
  return {
    ...fs,
    renameSync: (from: string, to: string): void => {
      if (renames.left === 0) {
        renames.left = Infinity;
        throw Object.assign(new Error('no'), { code: 'EIO' });
      }
      renames.left -= 1;
      renames.onFirst();
      renames.onFirst = () => undefined;
      fs.renameSync(from, to);
    },
  };
});

describe('writeAll', () => {
  it('writes files through links, with their modes', () => {
    const root = makeTree({ 'a.ts': 'a', 'deep/b.ts': 'b' });
    chmodSync(join(root, 'a.ts'), 0o640);
    symlinkSync('deep/b.ts', join(root, 'link.ts'));
    writeAll(
      [
        { path: join(root, 'a.ts'), text: 'A' },
        { path: join(root, 'link.ts'), text: 'B' },
      ],
      root,
    );
    expect(readTree(root)).toEqual({ 'a.ts': 'A', 'deep/b.ts': 'B' });
    expect(statSync(join(root, 'a.ts')).mode & 0o777).toBe(0o640);
    expect(readdirSync(root)).toContain('link.ts');
  });

  it('leaves another name of the same file as it was', () => {
    const root = makeTree({ 'a.ts': 'a' });
    linkSync(join(root, 'a.ts'), join(root, 'b.ts'));
    writeAll([{ path: join(root, 'a.ts'), text: 'A' }], root);
    expect(readTree(root)).toEqual({ 'a.ts': 'A', 'b.ts': 'a' });
  });

  it('writes a file once that is named twice, and refuses to write it in two ways', () => {
    const root = makeTree({ 'a.ts': 'a' });
    symlinkSync('a.ts', join(root, 'b.ts'));
    const [a, b] = [join(root, 'a.ts'), join(root, 'b.ts')];
    writeAll(
      [
        { path: a, text: 'A' },
        { path: b, text: 'A' },
      ],
      root,
    );
    expect(readTree(root)).toEqual({ 'a.ts': 'A' });
    expect(() =>
      writeAll(
        [
          { path: a, text: '1' },
          { path: b, text: '2' },
        ],
        root,
      ),
    ).toThrow('are one file, and would be written in two ways. Nothing was changed.');
    expect(readTree(root)).toEqual({ 'a.ts': 'A' });
  });

  it.each([0, 1, 2])('puts everything back when renaming fails after %i files', (count) => {
    const files = { 'a.ts': 'a', 'b.ts': 'b', 'c.ts': 'c' };
    const root = makeTree(files);
    const before = readdirSync(root).map((name) => statSync(join(root, name)).ino);
    renames.left = count;
    expect(() =>
      writeAll(
        Object.keys(files).map((name) => ({ path: join(root, name), text: 'new' })),
        root,
      ),
    ).toThrow(/`\S+` can't be written \(EIO\)\. Nothing was changed\./);
    renames.left = Infinity;
    expect(readTree(root)).toEqual(files);
    expect(readdirSync(root).map((name) => statSync(join(root, name)).ino)).toEqual(before);
  });

  it('puts everything back when somebody writes a file while the others are replaced', () => {
    const root = makeTree({ 'a.ts': 'a', 'b.ts': 'b' });
    renames.onFirst = () => writeFileSync(join(root, 'b.ts'), 'mine');
    const writes = ['a.ts', 'b.ts'].map((name) => ({ path: join(root, name), text: 'new' }));
    expect(() => writeAll(writes, root)).toThrow(
      'b.ts` was changed meanwhile. Nothing was written. Run again.',
    );
    expect(readTree(root)).toEqual({ 'a.ts': 'a', 'b.ts': 'mine' });
  });

  it('changes nothing when a file is gone, is read-only, has changed, or is not written in UTF-8', () => {
    const files = { 'a.ts': 'a', 'b.ts': 'b' };
    const root = makeTree(files);
    const first = { path: join(root, 'a.ts'), text: 'A' };
    const second = join(root, 'b.ts');
    expect(() => writeAll([first, { path: join(root, 'gone.ts'), text: '' }], root)).toThrow(
      "gone.ts` can't be written (ENOENT). Nothing was changed.",
    );
    expect(() => writeAll([first, { path: second, text: 'B', expected: 'other' }], root)).toThrow(
      'b.ts` was changed meanwhile. Nothing was written. Run again.',
    );
    chmodSync(second, 0o400);
    expect(() => writeAll([first, { path: second, text: 'B' }], root)).toThrow(
      'b.ts` is read-only. Nothing was changed.',
    );
    chmodSync(second, 0o600);
    expect(readTree(root)).toEqual(files);
    const latin = makeTree({ 'a.ts': Buffer.from([0x61, 0xe9]) });
    expect(() => writeAll([{ path: join(latin, 'a.ts'), text: 'A' }], latin)).toThrow(
      'a.ts` is not written in UTF-8. Nothing was changed.',
    );
    expect([...readFileSync(join(latin, 'a.ts'))]).toEqual([0x61, 0xe9]);
  });
});
