// The journal of a set of writes, by which another process can finish or undo it: a folder with
// each new text as `<n>.new`, each old file as `<n>.old`, and a record. Without a complete record,
// there is nothing to do.
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

/** Whether recovery writes the missing files or restores the replaced ones. */
export type Direction = 'forward' | 'back';

/** A file of a set, with the hashes of its old and new content. */
export interface Entry {
  readonly target: string;
  readonly before: string;
  readonly after: string;
  /** Next to the target; used only if the journal is on another disk. */
  readonly temporary: string;
}

/** What recovery needs to know. */
export interface JournalRecord {
  /** The root of the project. */
  readonly root: string;
  readonly direction: Direction;
  /** In the order in which they are replaced. */
  readonly entries: readonly Entry[];
}

/** What a file contains: its old content, its new content, or something else. */
export type FileState = 'old' | 'new' | 'changed';

const RECORD = 'record.json';

/** The paths of an entry's new text and old file in a journal. */
export function getFiles(
  folder: string,
  index: number,
): { readonly fresh: string; readonly old: string } {
  const stem = join(folder, String(index));
  return { fresh: `${stem}.new`, old: `${stem}.old` };
}

/** The hash by which contents are compared. */
export function toContentHash(content: string | Buffer): string {
  return hash('sha256', content);
}

/** Writes the record; only then may files be replaced. */
export function writeRecord(folder: string, record: JournalRecord): void {
  writeNew(join(folder, RECORD), JSON.stringify(record));
  for (const one of [folder, dirname(folder), dirname(dirname(folder))]) syncFolder(one);
}

/** Reads the record; undefined if it is missing or incomplete. */
export function readRecord(folder: string): JournalRecord | undefined {
  try {
    const value: unknown = JSON.parse(readIfThere(join(folder, RECORD)) ?? '');
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Only this file writes records, so checking that their parts exist is enough. */
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

/** Compares a file with its entry. */
export function getState({ target, before, after }: Entry): FileState {
  // A link or folder there was put there on purpose.
  if (lstatSync(target, { throwIfNoEntry: false })?.isFile() !== true) return 'changed';
  const now = toContentHash(readFileSync(target));
  return now === after ? 'new' : now === before ? 'old' : 'changed';
}

/**
 * Brings all files to their new or old state. A file in neither state is left alone.
 * @param onEntry called with each file before it is touched
 * @returns the files that were left alone
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

/** Replaces the target with a file, atomically. */
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
 * Creates a file, and waits until it is on disk.
 * @param stats of the file whose mode and, if permitted, owner it gets
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
      // Only root can change the owner of a file.
    }
  }
  fchmodSync(file, mode);
}

/** Removes a journal; the current contents of its files are final. */
export function endJournal(folder: string, entries: readonly Entry[]): void {
  // First flush the files, then remove the record, then the rest.
  for (const path of new Set(entries.map(({ target }) => dirname(target)))) syncFolder(path);
  rmSync(join(folder, RECORD), { force: true });
  syncFolder(folder);
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // Another process has it open. Without its record it is void, and the next run removes it.
  }
}

/** Waits until a folder's entries are on disk; some systems can't do that, or don't need it. */
function syncFolder(path: string): void {
  try {
    const folder = openSync(path, 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  } catch {
    // Windows can't open folders.
  }
}
