// The nearest `package.json`: where it is and what it depends on.
import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readIfThere } from './read-if-there.ts';

/** The nearest `package.json` of a directory; undefined if it is missing or not a JSON object. */
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
 * The names of all packages in the dependency fields of the nearest `package.json`, or in the given
 * fields.
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
 * The folder of the installed package that a file belongs to; undefined for a file outside
 * `node_modules`.
 */
export function getPackageFolder(path: string): string | undefined {
  return /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(path)?.[0];
}

/**
 * Whether a folder of `node_modules` is a link to a package of the project, or to one elsewhere:
 * its content may change without its version.
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
 * The nearest `node_modules`, upwards, that contains a package. `next` searches from the parent
 * folder, so that a caller can cache results.
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

/** The version of an installed package; undefined if its manifest has none. */
export function readVersion(folder: string): string | undefined {
  const version = parseObject(readIfThere(join(folder, 'package.json')) ?? '')?.['version'];
  return typeof version === 'string' ? version : undefined;
}
