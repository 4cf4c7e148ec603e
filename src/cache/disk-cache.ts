// Cache files in `node_modules`: paths, reading and atomic writing. Failures are ignored.
import { hash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findCacheFolder, WITHIN_MODULES } from '../files/cache-folder.ts';

/**
 * A file that was written this shortly before it was read may have changed again with the same
 * mtime: some disks count whole seconds.
 */
const RACY_MS = 2000;
/** The same on a disk whose times are at least as fine as clock ticks. */
const TICK_MS = 100;

/** The state of a file by its metadata, without reading it. */
export interface FileStamp {
  readonly mtimeMs: number;
  readonly size: number;
}

/**
 * Whether a file is certainly unchanged since its stamp was taken.
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
 * The path of a cache file of a project, in the nearest `node_modules`; undefined if there is none.
 * @param key what its content depends on besides files: the build, options
 */
export function getCachePath(root: string, name: string, key: string): string | undefined {
  const folder = findCacheFolder(root);
  return folder && join(folder, `${name}-${toHash(`${root}\n${key}`).slice(0, 12)}.json`);
}

/**
 * The path of the cache file of one version of a package, next to the package. Separate files keep
 * concurrent runs from losing results.
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

/** The cached value, or undefined if it is missing or unusable. */
export function readKept(path: string | undefined): unknown {
  try {
    return path === undefined ? undefined : JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined; // none yet, or broken
  }
}

/** Writes a value as JSON; see {@link writeAtomically}. */
export function keep(path: string | undefined, value: unknown): void {
  if (path !== undefined) writeAtomically(path, JSON.stringify(value));
}

/**
 * Writes a text atomically; failure is ignored. Each of several concurrent runs writes its own
 * temporary file, and the last rename wins.
 */
export function writeAtomically(path: string, text: string | Buffer): void {
  const temporary = `${path}.${String(process.pid)}.${String(performance.now()).replace('.', '')}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, text);
    renameSync(temporary, path);
  } catch {
    remove(temporary); // the cache is optional
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // its folder is not a folder, or not accessible
  }
}

/** A hash by which contents are compared. */
export function toHash(text: string): string {
  return hash('sha1', text);
}
