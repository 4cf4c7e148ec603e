// The files of a whole project and what surrounds them, kept between runs: while no folder has changed, nobody walks through them again.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { getCachePath, isUntouched, keep, readKept, toHash, type FileStamp } from './disk-cache.ts';
import type { FileStates } from './file-states.ts';
import type { FoundFiles } from './files.ts';
import { readIfThere } from './read-if-there.ts';
import { describeWorld, findSettings, listAbove, type Settings, type World } from './world.ts';

/** Raised when the meaning of what is kept changes. */
const FORMAT = 1;

/** The files of a project, in their surroundings. */
export interface KnownFiles extends FoundFiles {
  readonly world: World;
}

interface Stored {
  readonly key: string;
  readonly startedAt: number;
  /** All folders that were walked through. */
  readonly folders: readonly (readonly [path: string, stamp: FileStamp | null])[];
  /** The files in them that decide what else is looked at, and a hash of what they say. */
  readonly deciding: readonly string[];
  readonly decision: string;
  readonly settings: Settings;
  readonly found: FoundFiles;
}

/**
 * Finds the files of a project where they may have changed since the last run.
 * @param key what the choice of files hangs on besides them: the version, the configuration
 * @param find walks, and names the folders that it goes through
 */
export async function findKnownFiles(root: string, key: string, { startedAt, getStamp }: FileStates, find: (onFolder: (path: string) => void) => Promise<FoundFiles>): Promise<KnownFiles> {
  const path = getCachePath(root, 'files', key);
  const wholeKey = `${String(FORMAT)} ${process.version} ${key}`;
  const stored = readStored(path, wholeKey);
  const isSame = ([folder, before]: Stored['folders'][number]): boolean => {
    const now = getStamp(folder);
    return before !== null && now !== null && isUntouched(before, now, stored?.startedAt ?? 0);
  };
  if (stored?.folders.every(isSame) && stored.decision === describeDecision(root, stored.deciding)) {
    return { ...stored.found, world: describeWorld(root, stored.found.paths, stored.settings) };
  }
  const folders: string[] = [];
  const found = await find((folder) => {
    getStamp(folder);
    folders.push(folder);
  });
  const deciding = folders.flatMap(listDeciding).filter((one) => existsSync(one));
  const settings = findSettings(root, found.paths);
  keep(path, { key: wholeKey, startedAt, folders: folders.map((folder) => [folder, getStamp(folder)]), deciding, decision: describeDecision(root, deciding), settings, found } satisfies Stored);
  return { ...found, world: describeWorld(root, found.paths, settings) };
}

/** What git ignores is left out, and what belongs to a front end. */
function listDeciding(folder: string): readonly string[] {
  return [join(folder, '.gitignore'), join(folder, 'package.json')];
}

/** What these files say, those above the root included, and where git trees begin. */
function describeDecision(root: string, deciding: readonly string[]): string {
  const above = listAbove(root);
  const texts = [...deciding, ...above.flatMap(listDeciding)].map(readIfThere);
  return toHash(JSON.stringify([texts, [root, ...above].map((folder) => existsSync(join(folder, '.git')))]));
}

function readStored(path: string | undefined, key: string): Stored | undefined {
  const value = readKept(path);
  return isStored(value) && value.key === key ? value : undefined;
}

/** This file alone writes it, in one piece: what has the key has the shape. */
function isStored(value: unknown): value is Stored {
  return typeof value === 'object' && value !== null && 'key' in value && 'found' in value;
}
