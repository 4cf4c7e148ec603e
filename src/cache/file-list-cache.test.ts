// What is found without a walk against what a walk finds, after everything that changes which files
// belong to a project.
import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFileStates } from './file-states.ts';
import { openStore } from './store.ts';
import { findFiles } from '../files/find-files.ts';
import { findKnownFiles, type KnownFiles } from './file-list-cache.ts';
import { resolveConfig } from '../config/resolved-config.ts';
import { makeTree } from '../dev/tree.test-support.ts';

const START = {
  'package.json': '{ "name": "root" }',
  'node_modules/.package-lock.json': '{}',
  '.gitignore': 'generated\n',
  'src/a.ts': 'export {};\n',
  'src/lib/b.ts': 'export {};\n',
  'src/generated/c.ts': 'export {};\n',
  'docs/readme.md': 'no sources here\n',
  'web/package.json': '{ "dependencies": { "react-dom": "19" } }',
  'web/page.ts': 'export {};\n',
};

/** A project that has been at rest for long. */
function makeOldTree(): string {
  const root = makeTree(START);
  age(root);
  return root;
}

function age(root: string): void {
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink())
      utimesSync(join(entry.parentPath, entry.name), 1_000_000, 1_000_000);
  }
  utimesSync(root, 1_000_000, 1_000_000);
}

async function look(root: string): Promise<{ readonly known: KnownFiles; readonly walks: number }> {
  let walks = 0;
  const config = resolveConfig(root, {});
  const states = createFileStates();
  const store = openStore(root, config.key, states);
  const known = await findKnownFiles(root, store, states, (readFolder) => {
    walks += 1;
    return Promise.resolve(findFiles(root, ['.'], config, readFolder));
  });
  store.save();
  return { known, walks };
}

function toLabels(root: string, { paths }: KnownFiles): readonly string[] {
  return paths.map((path) => relative(root, path));
}

describe('the files of a project that was looked at before', () => {
  it('are known without a walk, with all that surrounds them', async () => {
    const root = makeOldTree();
    const first = await look(root);
    expect(toLabels(root, first.known)).toEqual(['src/a.ts', 'src/lib/b.ts']);
    expect(first.walks).toBe(1);
    expect(await look(root)).toEqual({ known: first.known, walks: 0 });
  });

  it.each<readonly [change: string, make: (root: string) => void, expected: readonly string[]]>([
    [
      'a new file',
      (root) => {
        writeFileSync(join(root, 'src/new.ts'), '');
      },
      ['src/a.ts', 'src/lib/b.ts', 'src/new.ts'],
    ],
    [
      'a file in a folder that had none',
      (root) => {
        writeFileSync(join(root, 'docs/new.ts'), '');
      },
      ['docs/new.ts', 'src/a.ts', 'src/lib/b.ts'],
    ],
    [
      'a file in a new folder',
      (root) => {
        mkdirSync(join(root, 'src/new'));
        writeFileSync(join(root, 'src/new/d.ts'), '');
      },
      ['src/a.ts', 'src/lib/b.ts', 'src/new/d.ts'],
    ],
    [
      'a file that has gone',
      (root) => {
        rmSync(join(root, 'src/lib/b.ts'));
      },
      ['src/a.ts'],
    ],
    [
      'a folder of another name',
      (root) => {
        renameSync(join(root, 'src/lib'), join(root, 'src/other'));
      },
      ['src/a.ts', 'src/other/b.ts'],
    ],
    [
      'a folder that has become a link',
      (root) => {
        renameSync(join(root, 'src/lib'), join(root, 'docs/lib'));
        symlinkSync('../docs/lib', join(root, 'src/lib'));
      },
      ['docs/lib/b.ts', 'src/a.ts'],
    ],
    [
      'other rules of what git ignores',
      (root) => {
        writeFileSync(join(root, '.gitignore'), 'lib\n');
      },
      ['src/a.ts', 'src/generated/c.ts'],
    ],
    [
      'rules in a folder that had none',
      (root) => {
        writeFileSync(join(root, 'src/.gitignore'), 'lib\n');
      },
      ['src/a.ts'],
    ],
    [
      'a front end that has become a server',
      (root) => {
        writeFileSync(
          join(root, 'web/package.json'),
          '{ "dependencies": { "react-dom": "19", "express": "5" } }',
        );
      },
      ['src/a.ts', 'src/lib/b.ts', 'web/page.ts'],
    ],
    [
      'a git tree that begins here',
      (root) => {
        execFileSync('git', ['init', '--quiet'], { cwd: root });
      },
      ['src/a.ts', 'src/lib/b.ts'],
    ],
  ])('are looked for again after %s', async (_, make, expected) => {
    const root = makeOldTree();
    await look(root);
    make(root);
    const { known, walks } = await look(root);
    expect(toLabels(root, known)).toEqual(expected);
    expect(walks).toBe(1);
  });

  it('count for the settings as they are now', async () => {
    const root = makeOldTree();
    const before = (await look(root)).known.fingerprint;
    writeFileSync(join(root, 'package.json'), '{ "name": "another" }');
    const after = (await look(root)).known.fingerprint;
    expect(after.files).toBe(before.files);
    expect(after.settings).not.toBe(before.settings);
  });

  it('are known where a folder has changed by nothing that counts', async () => {
    const root = makeOldTree();
    const { known } = await look(root);
    writeFileSync(join(root, 'server.log'), 'started');
    expect(await look(root)).toEqual({ known, walks: 0 });
  });

  it('are looked for again where a folder has changed and its time does not show it', async () => {
    const root = makeOldTree();
    const now = new Date();
    utimesSync(join(root, 'src'), now, now);
    await look(root);
    writeFileSync(join(root, 'src/new.ts'), '');
    utimesSync(join(root, 'src'), now, now);
    const { known, walks } = await look(root);
    expect(toLabels(root, known)).toEqual(['src/a.ts', 'src/lib/b.ts', 'src/new.ts']);
    expect(walks).toBe(1);
  });
});
