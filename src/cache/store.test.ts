// The file that keeps what a run found out: by sections, for one build and one configuration.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeTree } from '../dev/tree.test-support.ts';
import { createFileStates } from './file-states.ts';
import { openStore, type Store } from './store.ts';

const isText = (value: unknown): value is string => typeof value === 'string';
const open = (root: string, key = 'a'): Store => openStore(root, key, createFileStates());

function makeProject(): string {
  return makeTree({ 'node_modules/one/package.json': '{}' });
}

function getFile(root: string): string {
  const folder = join(root, 'node_modules/.cache/ballast');
  const [name = ''] = readdirSync(folder);
  return join(folder, name);
}

it('gives sections back, and keeps those that a later run does not write', () => {
  const root = makeProject();
  const first = open(root);
  first.write('files', 'one');
  first.write('graph', 'two');
  first.save();
  const second = open(root);
  expect(second.read('files', isText)?.value).toBe('one');
  second.write('files', 'three');
  second.save();
  const third = open(root);
  expect(third.read('files', isText)?.value).toBe('three');
  expect(third.read('graph', isText)?.value).toBe('two');
  expect(third.read('check', isText)).toBeUndefined();
});

it('gives nothing to another configuration', () => {
  const root = makeProject();
  const store = open(root);
  store.write('files', 'one');
  store.save();
  expect(open(root, 'b').read('files', isText)).toBeUndefined();
});

it('gives nothing of another build, and nothing of another shape', () => {
  const root = makeProject();
  const store = open(root);
  store.write('files', 'one');
  store.save();
  const isNumber = (value: unknown): value is number => typeof value === 'number';
  expect(open(root).read('files', isNumber)).toBeUndefined();
  const text = readFileSync(getFile(root), 'utf8');
  writeFileSync(getFile(root), text.replace(/"key":"\w/, '"key":"-'));
  expect(open(root).read('files', isText)).toBeUndefined();
});

it('trusts a stamp only when the file was at rest before the section was written', () => {
  const root = makeProject();
  const store = open(root);
  store.write('files', 'one');
  store.save();
  const section = open(root).read('files', isText);
  const old = { mtimeMs: 1_000_001, size: 1 };
  const young = { mtimeMs: Date.now() + 1, size: 1 };
  expect(section?.isUntouched(old, old)).toBe(true);
  expect(section?.isUntouched(old, { ...old, size: 2 })).toBe(false);
  expect(section?.isUntouched(young, young)).toBe(false);
  expect(section?.isUntouched(null, null)).toBe(true);
  expect(section?.isUntouched(null, old)).toBe(false);
});
