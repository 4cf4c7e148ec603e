// What a set of writes needs to be finished or taken back by another process: a folder with each
// new text as `<n>.new`, each old file as `<n>.old`, and a record. Without a whole record, no file
// was touched.
import { hash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  type Stats,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { readIfThere } from '../read-if-there.ts';

/** Whether another process has to write what is missing, or to take back what was written. */
export type Direction = 'forward' | 'back';

/** A file of a set, with the hashes of what it holds before and after. */
export interface Entry {
  readonly target: string;
  readonly before: string;
  readonly after: string;
  /** Beside the target; used only where nothing can be moved there from the journal's disk. */
  readonly temporary: string;
}

/** What is to be done, whole. */
export interface JournalRecord {
  /** The root of the project. */
  readonly root: string;
  readonly direction: Direction;
  /** In the order in which they are replaced. */
  readonly entries: readonly Entry[];
}

/** What a file holds: what it held before, what it should hold, or something else. */
export type FileState = 'old' | 'new' | 'changed';

const RECORD = 'record.json';

/** Gets where a journal has the new text of an entry, and its old file. */
export function getFiles(
  folder: string,
  index: number,
): { readonly fresh: string; readonly old: string } {
  const stem = join(folder, String(index));
  return { fresh: `${stem}.new`, old: `${stem}.old` };
}

/** The hash by which contents are told apart. */
export function toContentHash(content: string | Buffer): string {
  return hash('sha256', content);
}

/** Writes the record: from then on, files may be replaced. */
export function writeRecord(folder: string, record: JournalRecord): void {
  writeNew(join(folder, RECORD), JSON.stringify(record));
  for (const one of [folder, dirname(folder), dirname(dirname(folder))]) syncFolder(one);
}

/** Reads the record; undefined for one that is not there, or not whole. */
export function readRecord(folder: string): JournalRecord | undefined {
  try {
    const value: unknown = JSON.parse(readIfThere(join(folder, RECORD)) ?? '');
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Only this file writes records: what has its parts has the shape. */
function isRecord(value: unknown): value is JournalRecord {
  return (
    typeof value === 'object' &&
    value !== null &&
    'root' in value &&
    typeof value.root === 'string' &&
    'entries' in value &&
    Array.isArray(value.entries)
  );
}

/** Gets what a file holds. */
export function getState({ target, before, after }: Entry): FileState {
  // Whoever put a link or a folder there wants it.
  if (lstatSync(target, { throwIfNoEntry: false })?.isFile() !== true) return 'changed';
  const now = toContentHash(readFileSync(target));
  return now === after ? 'new' : now === before ? 'old' : 'changed';
}

/**
 * Brings all files to their new or their old state. A file that holds neither stays as it is.
 * @param onEntry is told each file before it is touched
 * @returns the files that were left
 */
export function settle<T extends Entry>(
  folder: string,
  entries: readonly T[],
  direction: Direction,
  onEntry: (entry: T) => void,
): readonly T[] {
  const wanted = direction === 'forward' ? 'new' : 'old';
  return entries.filter((entry, index) => {
    onEntry(entry);
    const state = getState(entry);
    if (state === wanted) return false;
    const { fresh, old } = getFiles(folder, index);
    const source = direction === 'forward' ? fresh : old;
    if (state === 'changed' || !existsSync(source)) return true;
    moveOver(source, entry);
    return false;
  });
}

/** Puts a file in the place of the target, in one step. */
export function moveOver(from: string, { target, temporary }: Entry): void {
  try {
    renameSync(from, target);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EXDEV') throw error;
    try {
      writeNew(temporary, readFileSync(from), statSync(from));
      renameSync(temporary, target);
    } finally {
      rmSync(temporary, { force: true });
    }
    rmSync(from);
  }
}

/**
 * Writes a file that is not there yet, and waits until the disk has it.
 * @param stats of the file whose mode and, where the system lets it, owner it gets
 */
export function writeNew(path: string, content: string | Buffer, stats?: Stats): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeFileSync(file, content);
    if (stats) keepOwner(file, stats);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function keepOwner(file: number, { uid, gid, mode }: Stats): void {
  const own = fstatSync(file);
  if (own.uid !== uid || own.gid !== gid) {
    try {
      fchownSync(file, uid, gid);
    } catch {
      // Only an administrator can give files away.
    }
  }
  fchmodSync(file, mode);
}

/** Removes a journal: what its files hold is what stays. */
export function endJournal(folder: string, entries: readonly Entry[]): void {
  // First the files are safe, then the record goes, then the rest.
  for (const path of new Set(entries.map(({ target }) => dirname(target)))) syncFolder(path);
  rmSync(join(folder, RECORD), { force: true });
  syncFolder(folder);
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // Another process has it open. Without its record it is nothing, and the next run removes it.
  }
}

/** Waits until the disk has what a folder lists; some systems can't, or don't need it. */
function syncFolder(path: string): void {
  try {
    const folder = openSync(path, 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  } catch {
    // Windows opens no folders.
  }
}
