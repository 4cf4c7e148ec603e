// What is found out of installed packages, kept between runs in `node_modules/.cache/ballast`: one small file for each answer, so that runs
// at the same time lose nothing of each other's. A file that is broken, or can't be written, is none.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where an answer on one version of a package is kept, beside the package. */
export function toKeptPath(modules: string, kind: string, specifier: string, version: string, surroundings: string): string {
  const name = `${kind}-${specifier}@${version}-${process.platform}-${process.arch}${surroundings}`;
  return join(modules, '.cache/ballast', `${name.replace(/[\\/:*?"<>|]/g, '+')}.json`);
}

/** Reads what was kept; undefined where nothing was, or it is no JSON. */
export function readKept(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Keeps an answer. Another run may write at the same time: each writes a file of its own, and the last one stays. */
export function keep(path: string, value: unknown): void {
  const temporary = `${path}.${String(process.pid)}.${String(performance.now()).replace('.', '')}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, JSON.stringify(value));
    renameSync(temporary, path);
  } catch {
    remove(temporary); // read-only, or full: it is found out again next time
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // the folder is none, or nobody may look into it
  }
}
