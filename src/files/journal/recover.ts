// Finishes or undoes the writes of a killed process.
import { existsSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { toLabel } from '../label.ts';
import { UsageError } from '../usage-error.ts';
import {
  endJournal,
  getFiles,
  getState,
  readRecord,
  settle,
  type Direction,
  type Entry,
  type JournalRecord,
} from './journal.ts';
import { findRunningOwner, toOwnedName } from './owner.ts';
import { findJournalFolders } from './place.ts';

/**
 * Finishes or undoes the writes of killed runs. Files that were changed since are left alone.
 * @param paths absolute paths that this run covers
 * @returns a sentence for each journal, for the user
 * @throws UsageError if another process is writing, or a file can't be written
 */
export function recoverWrites(cwd: string, paths: readonly string[]): readonly string[] {
  const bases = [cwd, ...paths];
  return findJournalFolders(bases).flatMap((folder) => {
    // The owner first, then the record: an owner that ends in between leaves none.
    const owner = findRunningOwner(basename(folder));
    const record = readRecord(folder);
    if (record && !bases.some((base) => isWithin(base, record.root) || isWithin(record.root, base)))
      return []; // of another project with the same cache
    if (!record && (owner !== undefined || !existsSync(folder))) return [];
    if (owner === undefined) return recover(folder, record, cwd);
    throw new UsageError(
      `\`ballast fix --write\` is running in this project (process ${String(owner)}). Run again when it has ended.`,
    );
  });
}

/** Without a record, no file was touched, or all work was done. */
function recover(folder: string, record: JournalRecord | undefined, cwd: string): string {
  let current = folder;
  try {
    const own = record ? claim(folder) : folder;
    for (const { temporary } of record?.entries ?? []) rmSync(temporary, { force: true });
    const direction = record && chooseDirection(own, record);
    const changed =
      record && direction
        ? settle(own, record.entries, direction, ({ target }) => {
            current = target;
          })
        : [];
    endJournal(own, record?.entries ?? []);
    return describe(direction, record?.entries.length ?? 0, changed, cwd);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new UsageError(
      `\`${toLabel(cwd, current)}\` can't be written (${code}), so an interrupted \`ballast fix --write\` can't be completed. Make it and its folder writable, and run again.`,
    );
  }
}

/** Takes over a journal; only one of several runs can. */
function claim(folder: string): string {
  const own = join(dirname(folder), toOwnedName());
  try {
    renameSync(folder, own);
  } catch (error) {
    if (existsSync(folder)) throw error;
    throw new UsageError(
      'Another run is completing an interrupted `ballast fix --write` in this project. Run again.',
    );
  }
  return own;
}

/**
 * Undefined if no file was replaced. A final write is finished, unless a file was changed before it
 * was replaced, or restored after: then the old files are consistent.
 */
function chooseDirection(
  folder: string,
  { direction, entries }: JournalRecord,
): Direction | undefined {
  const states = entries.map(getState);
  const last = states.lastIndexOf('new');
  if (last < 0) return undefined;
  if (direction === 'back') return 'back';
  const canFinish = states.every((state, index) => {
    if (state === 'changed') return index < last;
    return state === 'new' || existsSync(getFiles(folder, index).fresh);
  });
  return canFinish ? 'forward' : 'back';
}

function describe(
  direction: Direction | undefined,
  count: number,
  changed: readonly Entry[],
  cwd: string,
): string {
  if (!direction)
    return 'An interrupted `ballast fix --write` had left nothing to finish or to take back; what it had prepared was removed.';
  const files = count === 1 ? '1 file' : `${String(count)} files`;
  const done = direction === 'forward' ? 'finished' : 'taken back';
  const state = direction === 'forward' ? 'written' : 'as before';
  if (changed.length === 0)
    return `An interrupted \`ballast fix --write\` was ${done}: ${files} ${count === 1 ? 'is' : 'are'} ${state}.`;
  const labels = changed.map(({ target }) => `\`${toLabel(cwd, target)}\``).join(', ');
  return `An interrupted \`ballast fix --write\` of ${files} was ${done}, but for what was changed since and stays as it is: ${labels}.`;
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
