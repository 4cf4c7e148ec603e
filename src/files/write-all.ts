// Writes a set of files, all or none: each to a temporary file beside it first, then renamed into
// place.
import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  copyFileSync,
  linkSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  type Stats,
} from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from './usage-error.ts';

export interface Write {
  readonly path: string;
  readonly text: string;
  /** What the file must still hold; then nothing that somebody wrote meanwhile is lost. */
  readonly expected?: string;
}

/** A file on its way: `temporary` holds the new text, `backup` the old file itself. */
interface Staged {
  readonly path: string;
  readonly target: string;
  readonly text: string;
  readonly temporary: string;
  readonly backup: string;
}

/** What ends a process that nobody asked to wait. */
export const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Replaces the contents of files. Modes and, where the system lets it, owners are kept; links are
 * followed. Whenever the process
 * ends, each file is either the old or the new one.
 * @throws UsageError for a file that can't be written, after everything that had been replaced was
 *   put back
 */
export function writeAll(writes: readonly Write[]): void {
  const staged = new Map<string, Staged>();
  const replaced: Staged[] = [];
  let current = '';
  // A signal would end the process at once if nobody listened. The few milliseconds of this work
  // are finished first.
  const wait = (): void => undefined;
  for (const signal of SIGNALS) process.on(signal, wait);
  try {
    for (const write of writes) {
      current = write.path;
      const entry = toStaged(write);
      const twin = staged.get(entry.target);
      if (twin?.text === write.text) continue;
      if (twin)
        throw new UsageError(
          `\`${twin.path}\` and \`${write.path}\` are one file, and would be written in two ways. Nothing was changed. Name one of them.`,
        );
      staged.set(entry.target, entry);
      stage(entry, write.expected);
    }
    for (const entry of staged.values()) {
      current = entry.path;
      renameSync(entry.temporary, entry.target);
      replaced.push(entry);
    }
  } catch (error) {
    for (const entry of replaced) putBack(entry, staged);
    throw toUsageError(error, current);
  } finally {
    for (const { temporary, backup } of staged.values())
      for (const path of [temporary, backup]) rmSync(path, { force: true });
    for (const signal of SIGNALS) process.off(signal, wait);
  }
}

function toStaged({ path, text }: Write): Staged {
  const target = realpathSync(path);
  const name = `${target}.ballast-${randomUUID()}`;
  return { path, target, text, temporary: `${name}.tmp`, backup: `${name}.old` };
}

function stage(
  { path, target, text, temporary, backup }: Staged,
  expected: string | undefined,
): void {
  const stats = statSync(target);
  // An administrator may write everything, but a file that is marked as read-only is so for a
  // reason.
  if ((stats.mode & 0o222) === 0)
    throw new UsageError(
      `\`${path}\` is read-only. Nothing was changed. Make it writable, or leave it out.`,
    );
  accessSync(target, constants.W_OK);
  accessSync(dirname(target), constants.W_OK);
  const bytes = readFileSync(target);
  if (!isUtf8(bytes))
    throw new UsageError(
      `\`${path}\` is not written in UTF-8. Nothing was changed. Convert it, or leave it out.`,
    );
  if (expected !== undefined && bytes.toString('utf8') !== expected)
    throw new UsageError(`\`${path}\` was changed meanwhile. Nothing was written. Run again.`);
  linkOrCopy(target, backup);
  writeFileSync(temporary, text, { flag: 'wx' });
  keepOwner(temporary, stats);
  chmodSync(temporary, stats.mode);
}

/** Some file systems have no links. */
function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to, constants.COPYFILE_EXCL);
  }
}

function keepOwner(path: string, { uid, gid }: Stats): void {
  const own = statSync(path);
  if (own.uid === uid && own.gid === gid) return;
  try {
    chownSync(path, uid, gid);
  } catch {
    // Only an administrator can give files away.
  }
}

/** A file that can't be put back keeps its backup. */
function putBack(entry: Staged, staged: Map<string, Staged>): void {
  try {
    renameSync(entry.backup, entry.target);
  } catch {
    staged.delete(entry.target);
  }
}

function toUsageError(error: unknown, path: string): unknown {
  if (error instanceof UsageError || !(error instanceof Error) || !('code' in error)) return error;
  return new UsageError(
    `\`${path}\` can't be written (${String(error.code)}). Nothing was changed. Make it and its folder writable, or leave it out.`,
  );
}
