// A guard before writing: git must be able to restore every file that may be written.
import { dirname, join, resolve } from 'node:path';
import { findUncommitted } from '../files/git-state.ts';
import { findManifestFolder } from '../files/manifest.ts';
import { UsageError } from '../files/usage-error.ts';

/**
 * Checks that files have no uncommitted changes: what is overwritten can be restored, and the new
 * changes can be told apart from others.
 * @param paths files, folders or globs, relative to `cwd`
 * @param writesManifests whether `package.json` files may be written too
 * @throws UsageError for uncommitted changes, or when git fails
 */
export async function assertCommitted(
  cwd: string,
  paths: readonly string[],
  writesManifests: boolean,
): Promise<void> {
  const manifests = writesManifests
    ? paths.flatMap((path) => findManifest(resolve(cwd, path)))
    : [];
  const [first, ...others] = await findUncommitted(cwd, [...paths, ...manifests]);
  if (first === undefined) return;
  const subject =
    others.length === 0
      ? `\`${first}\` has`
      : `\`${first}\` and ${String(others.length)} more have`;
  throw new UsageError(
    `${subject} uncommitted changes. Commit or stash them, or pass --allow-dirty.`,
  );
}

function findManifest(path: string): readonly string[] {
  const folder = findManifestFolder(dirname(path));
  return folder === undefined ? [] : [join(folder, 'package.json')];
}
