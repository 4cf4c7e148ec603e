// Writes a set of files, all or none, even if the process is killed: everything is prepared in a
// journal first, then moved into place. The next run finishes or undoes what a killed process left
// (`journal/recover.ts`).
import { isUtf8 } from 'node:buffer';
import {
  accessSync,
  constants,
  linkSync,
  readFileSync,
  realpathSync,
  statSync,
  type Stats,
} from 'node:fs';
import { basename, dirname } from 'node:path';
import {
  endJournal,
  getFiles,
  moveOver,
  settle,
  toContentHash,
  writeNew,
  writeRecord,
  type Direction,
  type Entry,
} from './journal/journal.ts';
import { makeJournalFolder } from './journal/make-folder.ts';
import { UsageError } from './usage-error.ts';

export interface Write {
  readonly path: string;
  readonly text: string;
  /** What the file must still contain, so that no concurrent change is lost. */
  readonly expected?: string;
}

/** A tentative write, which the next run undoes if this process is killed. */
export interface Trial {
  /** Makes the write final. */
  keep(): void;
  /**
   * Restores the old files.
   * @returns the paths, as given, of files that were changed since; they are left alone
   */
  takeBack(): readonly string[];
}

/** A file of a set, as it was when read. */
interface Staged extends Entry {
  readonly path: string;
  readonly stats: Stats;
}

/** A set of writes; `current` is the file to name if the work fails. */
interface Work {
  readonly folder: string;
  readonly staged: Staged[];
  current: string;
}

/** Signals that end a process by default. */
export const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Replaces the contents of files. Modes and, if permitted, owners are kept; links are followed.
 * Whenever the process ends, each file is either old or new, and the next run can make all of them
 * new.
 * @param root the root of the project, by which the next run finds the journal
 * @throws UsageError if a file can't be written, after restoring everything that had been replaced
 */
export function writeAll(writes: readonly Write[], root: string): void {
  holdSignals(() => {
    const work = replaceAll(writes, root, 'forward');
    if (work) endJournal(work.folder, work.staged);
  });
}

/**
 * Writes like {@link writeAll}, but tentatively. After a kill, the next run restores all old files.
 * @throws UsageError as {@link writeAll} does
 */
export function tryAll(writes: readonly Write[], root: string): Trial {
  const work = holdSignals(() => replaceAll(writes, root, 'back'));
  return {
    keep: () => {
      if (work) holdSignals(() => endJournal(work.folder, work.staged));
    },
    takeBack: () => (work ? holdSignals(() => putBack(work)) : []),
  };
}

/** Without a listener, a signal would end the process before the short work is finished. */
function holdSignals<T>(work: () => T): T {
  const wait = (): void => undefined;
  for (const signal of SIGNALS) process.on(signal, wait);
  try {
    return work();
  } finally {
    for (const signal of SIGNALS) process.off(signal, wait);
  }
}

/** Returns undefined if there is nothing to write. */
function replaceAll(
  writes: readonly Write[],
  root: string,
  direction: Direction,
): Work | undefined {
  if (writes.length === 0) return undefined;
  const work: Work = { folder: makeJournalFolder(root), staged: [], current: '' };
  try {
    stageAll(work, writes);
    writeRecord(work.folder, {
      root,
      direction,
      entries: work.staged.map(({ target, before, after, temporary }) => ({
        target,
        before,
        after,
        temporary,
      })),
    });
    for (const [index, entry] of work.staged.entries()) {
      work.current = entry.path;
      assertSame(entry);
      moveOver(getFiles(work.folder, index).fresh, entry);
    }
  } catch (error) {
    const failed = work.current;
    putBack(work);
    throw toUsageError(error, failed);
  }
  return work;
}

function stageAll(work: Work, writes: readonly Write[]): void {
  const texts = new Map<string, Write>();
  for (const write of writes) {
    work.current = write.path;
    const target = realpathSync(write.path);
    const twin = texts.get(target);
    if (twin?.text === write.text) continue;
    if (twin)
      throw new UsageError(
        `\`${twin.path}\` and \`${write.path}\` are one file, and would be written in two ways. Nothing was changed. Name one of them.`,
      );
    texts.set(target, write);
    stage(work, write, target);
  }
}

function stage({ folder, staged }: Work, { path, text, expected }: Write, target: string): void {
  const stats = statSync(target);
  // Root can write to any file, but a file marked as read-only is so for a reason.
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
  if (expected !== undefined && bytes.toString('utf8') !== expected) throw toChangedError(path);
  const [before, after] = [toContentHash(bytes), toContentHash(text)];
  if (before === after) return;
  const temporary = `${target}.ballast-${basename(folder)}.tmp`;
  const { fresh, old } = getFiles(folder, staged.length);
  linkOrCopy(target, old, bytes, stats);
  writeNew(fresh, text, stats);
  staged.push({ path, target, before, after, temporary, stats });
}

/** A hard link preserves the file. It is impossible across disks and on some file systems. */
function linkOrCopy(from: string, to: string, bytes: Buffer, stats: Stats): void {
  try {
    linkSync(from, to);
  } catch {
    writeNew(to, bytes, stats);
  }
}

/** Detects a change made while the other files were prepared. */
function assertSame({ path, target, stats }: Staged): void {
  const now = statSync(target);
  if (now.ino !== stats.ino || now.mtimeMs !== stats.mtimeMs || now.size !== stats.size)
    throw toChangedError(path);
}

function toChangedError(path: string): UsageError {
  return new UsageError(`\`${path}\` was changed meanwhile. Nothing was written. Run again.`);
}

/**
 * Restores all old files.
 * @returns the files with other content, which are left alone
 * @throws UsageError if a file can't be restored; the journal stays for the next run
 */
function putBack(work: Work): readonly string[] {
  try {
    const changed = settle(work.folder, work.staged, 'back', (entry) => {
      work.current = entry.path;
    });
    endJournal(work.folder, work.staged);
    return changed.map(({ path }) => path);
  } catch (error) {
    throw new UsageError(
      `\`${work.current}\` can't be put back (${toCode(error)}). Make it and its folder writable, and run \`ballast fix\` again: it brings all files to one state.`,
    );
  }
}

function toUsageError(error: unknown, path: string): unknown {
  if (error instanceof UsageError || !(error instanceof Error) || !('code' in error)) return error;
  return new UsageError(
    `\`${path}\` can't be written (${String(error.code)}). Nothing was changed. Make it and its folder writable, or leave it out.`,
  );
}

function toCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
