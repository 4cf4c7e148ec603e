// Which modules of the project a startup evaluates, with texts that are not written yet in place of
// files on disk.
import { findReached } from '../graph/reach.ts';
import { createModuleIndex } from './module-index.ts';
import type { Write } from '../files/write-all.ts';

/** Follows a startup over rewritten files; returns the paths of the evaluated modules. */
export function findStartedModules(
  root: string,
  entry: string,
  writes: readonly Pick<Write, 'path' | 'text'>[],
): ReadonlySet<string> {
  const project = createModuleIndex(root);
  for (const { path, text } of writes) project.update(path, text);
  project.add([entry]);
  const id = project.getId('module', entry);
  if (id === undefined) return new Set();
  const { graph, roots } = project.startup([id]);
  return new Set(
    findReached(graph, roots).order.flatMap((node) => {
      const found = project.nodes[node];
      return found?.kind === 'module' ? [found.name] : [];
    }),
  );
}
