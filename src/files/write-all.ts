// Writes a set of files, all or none, also when the process is killed: everything is prepared in a
// journal first, then moved into place. What a killed process leaves, the next run finishes or takes
// back (`journal/recover.ts`).
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
  /** What the file must still hold; then nothing that somebody wrote meanwhile is lost. */
  readonly expected?: string;
}

/** Files that are written on trial. A process that is killed meanwhile leaves them to be taken back. */
export interface Trial {
  /** What was written stays. */
  keep(): void;
  /**
   * Puts the old files back.
   * @returns those that somebody changed meanwhile, as they were named: they stay as they are
   */
  takeBack(): readonly string[];
}

/** A file of a set, as it was when it was read. */
interface Staged extends Entry {
  readonly path: string;
  readonly stats: Stats;
}

/** A set of writes: the file that is worked on is named when that fails. */
interface Work {
  readonly folder: string;
  readonly staged: Staged[];
  current: string;
}

/** What ends a process that nobody asked to wait. */
export const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Replaces the contents of files. Modes and, where the system lets it, owners are kept; links are
 * followed. Whenever the process ends, each file is either the old or the new one, and the next run
 * can make all of them new.
 * @param root the root of the project, which the next run finds the journal by
 * @throws UsageError for a file that can't be written, after everything that had been replaced was
 *   put back
 */
export function writeAll(writes: readonly Write[], root: string): void {
  holdSignals(() => {
    const work = replaceAll(writes, root, 'forward');
    if (work) endJournal(work.folder, work.staged);
  });
}

/**
 * Writes like {@link writeAll}, until the caller knows whether it stays. The next run after a kill
 * makes all files old.
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

/** A signal would end the process at once if nobody listened. The short work is finished first. */
function holdSignals<T>(work: () => T): T {
  const wait = (): void => undefined;
  for (const signal of SIGNALS) process.on(signal, wait);
  try {
    return work();
  } finally {
    for (const signal of SIGNALS) process.off(signal, wait);
  }
}

/** Gives undefined where there was nothing to write. */
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
  if (expected !== undefined && bytes.toString('utf8') !== expected) throw toChangedError(path);
  const [before, after] = [toContentHash(bytes), toContentHash(text)];
  if (before === after) return;
  const temporary = `${target}.ballast-${basename(folder)}.tmp`;
  const { fresh, old } = getFiles(folder, staged.length);
  linkOrCopy(target, old, bytes, stats);
  writeNew(fresh, text, stats);
  staged.push({ path, target, before, after, temporary, stats });
}

/** A link keeps the file itself. There is none to another disk, and some file systems have none. */
function linkOrCopy(from: string, to: string, bytes: Buffer, stats: Stats): void {
  try {
    linkSync(from, to);
  } catch {
    writeNew(to, bytes, stats);
  }
}

/** Somebody may have written a file while the others were prepared. */
function assertSame({ path, target, stats }: Staged): void {
  const now = statSync(target);
  if (now.ino !== stats.ino || now.mtimeMs !== stats.mtimeMs || now.size !== stats.size)
    throw toChangedError(path);
}

function toChangedError(path: string): UsageError {
  return new UsageError(`\`${path}\` was changed meanwhile. Nothing was written. Run again.`);
}

/**
 * Makes all files old.
 * @returns those that hold something else, which stay as they are
 * @throws UsageError for a file that can't be put back; the journal stays for the next run
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
