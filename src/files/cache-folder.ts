// Where something of a project is kept on the disk: beside what is installed.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder for it within a `node_modules`. */
export const WITHIN_MODULES = join('.cache', 'ballast');

/** The folder within the nearest `node_modules`; undefined where nothing is installed. */
export function findCacheFolder(root: string): string | undefined {
  for (let at = root; ; at = dirname(at)) {
    const modules = join(at, 'node_modules');
    if (existsSync(modules)) return join(modules, WITHIN_MODULES);
    if (dirname(at) === at) return undefined;
  }
}
