// Writes a set of files, all or none: each to a temporary file beside it first, then renamed into place.
import { chmod, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';

export interface Write {
  readonly path: string;
  readonly text: string;
}

/**
 * Replaces the contents of files. Modes are kept, links are followed.
 * @throws the first error, after everything that had been replaced was put back
 */
export async function writeAll(writes: readonly Write[]): Promise<void> {
  const staged: { path: string; temporary: string; original: string; isReplaced: boolean }[] = [];
  try {
    for (const { path, text } of writes) {
      const target = await realpath(path);
      const temporary = `${target}.ballast-${String(process.pid)}.tmp`;
      staged.push({ path: target, temporary, original: await readFile(target, 'utf8'), isReplaced: false });
      await writeFile(temporary, text, { flag: 'wx' });
      await chmod(temporary, (await stat(target)).mode);
    }
    for (const entry of staged) {
      await rename(entry.temporary, entry.path);
      entry.isReplaced = true;
    }
  } catch (error) {
    for (const entry of staged) {
      if (entry.isReplaced) await writeFile(entry.path, entry.original);
      else await rm(entry.temporary, { force: true });
    }
    throw error;
  }
}
