// The nearest `package.json`: where it is and what it depends on.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The nearest `package.json` of a directory. One that is no JSON object counts as none. */
export function readNearestManifest(directory: string): Readonly<Record<string, unknown>> | undefined {
  const found = findManifestFolder(directory);
  return found === undefined ? undefined : parseObject(readIfThere(join(found, 'package.json')) ?? '');
}

/** The nearest folder, from `directory` upwards, that holds a `package.json`. */
export function findManifestFolder(directory: string): string | undefined {
  for (let at = directory; ; at = dirname(at)) {
    if (existsSync(join(at, 'package.json'))) return at;
    if (dirname(at) === at) return undefined;
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
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

/** Names of all packages that the nearest `package.json` depends on, in any way. */
export function getDependencies(directory: string): ReadonlySet<string> {
  const manifest = readNearestManifest(directory) ?? {};
  return new Set(['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'].flatMap((key) => {
    const value = manifest[key];
    return typeof value === 'object' && value !== null ? Object.keys(value) : [];
  }));
}
