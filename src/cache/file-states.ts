// The state of files during one run: read from disk once, and shared by all caches.
import { statSync } from 'node:fs';
import { toHash, type FileStamp } from './disk-cache.ts';

export interface FileStates {
  /** No file was read before this time. */
  readonly startedAt: number;
  /**
   * The stamp at the first call; null if the file does not exist. Call it before reading, so that a
   * later change shows.
   */
  getStamp(path: string): FileStamp | null;
  /** The hash of a file's content. */
  getHash(path: string, read: () => string | undefined): string;
}

/** Creates the file states of one run. */
export function createFileStates(): FileStates {
  const stamps = new Map<string, FileStamp | null>();
  const hashes = new Map<string, string>();
  return {
    startedAt: Date.now(),
    getStamp(path) {
      let stamp = stamps.get(path);
      if (stamp === undefined) stamps.set(path, (stamp = readStamp(path)));
      return stamp;
    },
    getHash(path, read) {
      let hash = hashes.get(path);
      if (hash === undefined) hashes.set(path, (hash = toHash(read() ?? '')));
      return hash;
    },
  };
}

function readStamp(path: string): FileStamp | null {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats ? { mtimeMs: stats.mtimeMs, size: stats.size } : null;
}
