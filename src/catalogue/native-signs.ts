// The signs that an installed npm package carries or builds a native add-on, found in its files
// without running it.
import { type Dirent, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A sign of native code. */
export type NativeSign =
  | 'binding.gyp'
  | 'gypfile'
  | 'node-file'
  | 'prebuilds'
  | 'binary-field'
  | 'napi-field'
  | 'loader-dependency'
  | 'platform-packages';

const loaderDependencies: ReadonlySet<string> = new Set([
  '@mapbox/node-pre-gyp',
  'bindings',
  'cmake-js',
  'nan',
  'node-addon-api',
  'node-gyp',
  'node-gyp-build',
  'node-gyp-build-optional-packages',
  'node-pre-gyp',
  'pkg-prebuilds',
  'prebuild-install',
  'require-addon',
]);

const platformName =
  /(?:^|[-_/])(?:linux|darwin|win32|windows|freebsd|android)[-_]?(?:x64|arm64|arm|ia32|x86|64|gnu|musl|universal)/;

const maximumDepth = 6;

/**
 * Finds the signs of native code in an installed package without loading it.
 *
 * @param folder - the package's own folder, which holds its `package.json`
 * @returns the signs found, in a fixed order; empty for a package of plain JavaScript
 */
export function findNativeSigns(folder: string): readonly NativeSign[] {
  const manifest = readManifest(folder);
  const signs: NativeSign[] = [];
  if (existsSync(join(folder, 'binding.gyp'))) signs.push('binding.gyp');
  if (manifest['gypfile'] === true) signs.push('gypfile');
  if (hasNodeFile(folder, maximumDepth)) signs.push('node-file');
  if (existsSync(join(folder, 'prebuilds'))) signs.push('prebuilds');
  if (isRecord(manifest['binary'])) signs.push('binary-field');
  if (isRecord(manifest['napi'])) signs.push('napi-field');
  if (getNames(manifest['dependencies']).some((name) => loaderDependencies.has(name)))
    signs.push('loader-dependency');
  if (
    getNames(manifest['optionalDependencies']).filter((name) => platformName.test(name)).length >= 2
  ) {
    signs.push('platform-packages');
  }
  return signs;
}

function hasNodeFile(folder: string, depth: number): boolean {
  const entries = readFolder(folder);
  if (entries.some((entry) => entry.isFile() && entry.name.endsWith('.node'))) return true;
  if (depth === 0) return false;
  return entries.some(
    (entry) =>
      entry.isDirectory() &&
      entry.name !== 'node_modules' &&
      hasNodeFile(join(folder, entry.name), depth - 1),
  );
}

function readFolder(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function readManifest(folder: string): Readonly<Record<string, unknown>> {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return isRecord(manifest) ? manifest : {};
  } catch {
    return {};
  }
}

function getNames(dependencies: unknown): readonly string[] {
  return isRecord(dependencies) ? Object.keys(dependencies) : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
