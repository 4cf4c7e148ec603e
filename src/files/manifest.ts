// The nearest `package.json`: where it is and what it depends on.
import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readIfThere } from './read-if-there.ts';

/** The nearest `package.json` of a directory. One that is no JSON object counts as none. */
export function readNearestManifest(
  directory: string,
): Readonly<Record<string, unknown>> | undefined {
  const found = findManifestFolder(directory);
  return found === undefined
    ? undefined
    : parseObject(readIfThere(join(found, 'package.json')) ?? '');
}

/** The nearest folder, from `directory` upwards, that holds a `package.json`. */
export function findManifestFolder(directory: string): string | undefined {
  for (let at = directory; ; at = dirname(at)) {
    if (existsSync(join(at, 'package.json'))) return at;
    if (dirname(at) === at) return undefined;
  }
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Names of all packages that the nearest `package.json` depends on, in any way, or in those that
 * are named.
 */
export function getDependencies(
  directory: string,
  ways: readonly string[] = [
    'dependencies',
    'devDependencies',
    'optionalDependencies',
    'peerDependencies',
  ],
): ReadonlySet<string> {
  const manifest = readNearestManifest(directory) ?? {};
  return new Set(
    ways.flatMap((key) => {
      const value = manifest[key];
      return typeof value === 'object' && value !== null ? Object.keys(value) : [];
    }),
  );
}

/**
 * The folder of the installed package that a file belongs to; undefined for a file outside of
 * `node_modules`.
 */
export function getPackageFolder(path: string): string | undefined {
  return /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(path)?.[0];
}

/**
 * Whether a folder of `node_modules` is a link to a package of the project, or to one elsewhere:
 * that changes without another version.
 */
export function isLinked(folder: string): boolean {
  return getPackageFolder(realpathSync(folder)) === undefined;
}

/** `@scope/name` for `…/node_modules/@scope/name`. */
export function toPackageName(folder: string): string {
  const scope = basename(dirname(folder));
  return scope.startsWith('@') ? `${scope}/${basename(folder)}` : basename(folder);
}

/**
 * The nearest `node_modules` that holds a package, upwards. `next` asks for the folder above: a
 * caller may remember what it said.
 */
export function findModules(
  directory: string,
  name: string,
  next: (directory: string, name: string) => string | undefined = findModules,
): string | undefined {
  if (existsSync(join(directory, 'node_modules', name, 'package.json')))
    return join(directory, 'node_modules');
  return dirname(directory) === directory ? undefined : next(dirname(directory), name);
}

/** The version of an installed package; undefined where its manifest names none. */
export function readVersion(folder: string): string | undefined {
  const version = parseObject(readIfThere(join(folder, 'package.json')) ?? '')?.['version'];
  return typeof version === 'string' ? version : undefined;
}
