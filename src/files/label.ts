// How a path is shown to people and matched by globs.
import { relative, sep } from 'node:path';

/** A path as people and globs see it: relative to a folder, with `/`. */
export function toLabel(root: string, path: string): string {
  const label = path.startsWith(root + sep) ? path.slice(root.length + 1) : relative(root, path);
  return sep === '/' ? label : label.split(sep).join('/');
}
