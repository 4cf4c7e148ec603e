// The cuts in the JSON of `ballast plan`.
import { resolve } from 'node:path';
import type { CutTarget } from './cut-target.ts';

/**
 * Reads the cuts of a plan.
 * @param json the output of `ballast plan --format json`, or its list of cuts alone
 * @param base the folder that paths are relative to
 * @throws TypeError for anything else
 */
export function parseCuts(json: unknown, base: string): readonly CutTarget[] {
  const list: unknown =
    typeof json === 'object' && json !== null && 'cuts' in json ? json.cuts : json;
  if (!Array.isArray(list)) throw new TypeError('It has no list of cuts.');
  return list.map((one: unknown) => {
    if (typeof one !== 'object' || one === null || !('path' in one) || !('specifier' in one))
      throw new TypeError('A cut has no `path` or no `specifier`.');
    const { path, specifier } = one;
    if (typeof path !== 'string' || typeof specifier !== 'string')
      throw new TypeError('A cut has no `path` or no `specifier`.');
    return { path: resolve(base, path), specifier };
  });
}
