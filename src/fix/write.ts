// Step 4 of a fix run: all files are written, or none.
import { writeAll, type Write } from '../files/write-all.ts';
import { addRequirements } from './add-requirements.ts';
import type { Rewrite } from './rewrite.ts';

/**
 * Writes the rewritten files and the manifests that need new packages.
 * @param root the root of the project
 * @throws UsageError for a file that can't be written; nothing is changed then
 */
export function writeRewrite(rewrite: Rewrite, root: string): void {
  writeAll(getWrites(rewrite), root);
}

/** Gets all writes of a rewrite, those of manifests included. */
export function getWrites({ writes, requirements }: Rewrite): readonly Write[] {
  const all = [...writes];
  for (const { path, requires } of requirements) addRequirements(path, requires, all);
  return all;
}
