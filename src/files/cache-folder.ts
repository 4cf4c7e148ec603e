// The folder for cached data of a project, within `node_modules`.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The cache folder, relative to a `node_modules`. */
export const WITHIN_MODULES = join('.cache', 'ballast');

/** The cache folder in the nearest `node_modules`; undefined if there is none. */
export function findCacheFolder(root: string): string | undefined {
  for (let at = root; ; at = dirname(at)) {
    const modules = join(at, 'node_modules');
    if (existsSync(modules)) return join(modules, WITHIN_MODULES);
    if (dirname(at) === at) return undefined;
  }
}
