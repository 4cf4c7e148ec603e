// Where and how something is kept on the disk between runs: beside what is installed, in one piece,
// never in the way.
import { hash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findCacheFolder, WITHIN_MODULES } from '../files/cache-folder.ts';

/**
 * A file that was written this shortly before it was read may have changed again without its time
 * showing it: some disks count whole seconds.
 */
const RACY_MS = 2000;
/** The same on a disk that counts at least the ticks of a clock. */
const TICK_MS = 100;

/** The state of a file that was read, as the disk tells it without being read again. */
export interface FileStamp {
  readonly mtimeMs: number;
  readonly size: number;
}

/**
 * Whether a file is certainly as it was when its stamp was taken.
 * @param startedAt a time before that
 */
export function isUntouched(before: FileStamp, now: FileStamp, startedAt: number): boolean {
  return (
    before.mtimeMs === now.mtimeMs &&
    before.size === now.size &&
    now.mtimeMs < startedAt - (now.mtimeMs % 1000 === 0 ? RACY_MS : TICK_MS)
  );
}

/**
 * The file that keeps something of a project, in the nearest `node_modules`; undefined where
 * nothing is installed.
 * @param key what it depends on besides files: the build, options
 */
export function getCachePath(root: string, name: string, key: string): string | undefined {
  const folder = findCacheFolder(root);
  return folder && join(folder, `${name}-${toHash(`${root}\n${key}`).slice(0, 12)}.json`);
}

/**
 * The file that keeps something of one version of a package, beside the package: what several runs
 * find out at the same time is not lost.
 */
export function getPackageCachePath(
  modules: string,
  kind: string,
  specifier: string,
  version: string,
): string {
  const name = `${kind}-${specifier}@${version}-${process.platform}-${process.arch}`;
  return join(modules, WITHIN_MODULES, `${name.replace(/[\\/:*?"<>|]/g, '+')}.json`);
}

/** What was kept, or undefined where there is nothing, or nothing of use. */
export function readKept(path: string | undefined): unknown {
  try {
    return path === undefined ? undefined : JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined; // none yet, or broken
  }
}

/** Keeps a value as JSON; see {@link writeAtomically}. */
export function keep(path: string | undefined, value: unknown): void {
  if (path !== undefined) writeAtomically(path, JSON.stringify(value));
}

/**
 * Writes a text in one piece, if it can be written. Another run may do so at the same time: each
 * writes a file of its own, and the
 * last one stays.
 */
export function writeAtomically(path: string, text: string | Buffer): void {
  const temporary = `${path}.${String(process.pid)}.${String(performance.now()).replace('.', '')}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, text);
    renameSync(temporary, path);
  } catch {
    remove(temporary); // a cache that can't be written is none
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // its folder is none, or nobody may look into it
  }
}

/** A hash for telling contents apart. */
export function toHash(text: string): string {
  return hash('sha1', text);
}
