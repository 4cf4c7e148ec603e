// Which files and fields of an installed package count as signs of native code.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findNativeSigns } from './native-signs.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ballast-signs-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(manifest: unknown, ...files: readonly string[]): void {
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), '');
  }
}

it.each([
  ['binding.gyp', {}, ['binding.gyp']],
  ['gypfile', { gypfile: true }, []],
  ['node-file', {}, ['build/Release/addon.node']],
  ['prebuilds', {}, ['prebuilds/readme']],
  ['binary-field', { binary: { module_name: 'x' } }, []],
  ['napi-field', { napi: { name: 'x' } }, []],
  ['loader-dependency', { dependencies: { 'node-gyp-build': '4' } }, []],
  [
    'platform-packages',
    { optionalDependencies: { '@img/sharp-linux-x64': '1', '@img/sharp-darwin-arm64': '1' } },
    [],
  ],
  [
    'platform-packages',
    { optionalDependencies: { '@libsql/linux-x64-gnu': '1', '@libsql/win32-x64-msvc': '1' } },
    [],
  ],
] as const)('%s', (sign, manifest, files) => {
  write(manifest, ...files);
  expect(findNativeSigns(folder)).toEqual([sign]);
});

it('finds none in plain JavaScript or in dependencies', () => {
  write(
    { gypfile: false, dependencies: { lodash: '4' }, optionalDependencies: { 'x-linux-x64': '1' } },
    'node_modules/y/y.node',
  );
  expect(findNativeSigns(folder)).toEqual([]);
});

it('finds none in a missing folder', () => {
  expect(findNativeSigns(join(folder, 'nowhere'))).toEqual([]);
});
