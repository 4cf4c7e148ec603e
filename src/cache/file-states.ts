// The state of files during one run: each is asked of the disk once, whoever keeps something that
// hangs on it.
import { statSync } from 'node:fs';
import { toHash, type FileStamp } from './disk-cache.ts';

export interface FileStates {
  /** Nothing was read before. */
  readonly startedAt: number;
  /**
   * As it was when somebody first asked; null for a file that is not there. Ask before you read, so
   * that a later change shows.
   */
  getStamp(path: string): FileStamp | null;
  /** The hash of what a file holds. */
  getHash(path: string, read: () => string | undefined): string;
}

/** Makes the memory of one run. */
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
