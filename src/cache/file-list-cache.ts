// The files of a whole project and what surrounds them, kept between runs: while no folder holds anything else that counts, nobody walks
// through them again.
import { existsSync, readdirSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { getCachePath, isUntouched, keep, readKept, toHash, type FileStamp } from './disk-cache.ts';
import type { FileStates } from './file-states.ts';
import type { FoundFiles } from '../files/find-files.ts';
import { readIfThere } from '../files/read-if-there.ts';
import { isSourceFile } from '../files/source-file.ts';
import type { FolderReader } from '../files/walk.ts';
import {
  fingerprintProject,
  findSettings,
  listAbove,
  type Settings,
  type ProjectFingerprint,
} from './project-fingerprint.ts';

/** Raised when the meaning of what is kept changes. */
const FORMAT = 1;

/** The files of a project, in their surroundings. */
export interface KnownFiles extends FoundFiles {
  readonly fingerprint: ProjectFingerprint;
}

interface Stored {
  readonly key: string;
  readonly startedAt: number;
  /** All folders that were walked through. */
  readonly folders: readonly (readonly [path: string, stamp: FileStamp | null, names: string])[];
  /** The files in them that decide what else is looked at, and a hash of what they say. */
  readonly deciding: readonly string[];
  readonly decision: string;
  readonly settings: Settings;
  readonly found: FoundFiles;
}

/**
 * Finds the files of a project where they may have changed since the last run.
 * @param key what the choice of files hangs on besides them: the version, the configuration
 * @param find walks, and reads its folders by what it is given
 */
export async function findKnownFiles(
  root: string,
  key: string,
  { startedAt, getStamp }: FileStates,
  find: (readFolder: FolderReader) => Promise<FoundFiles>,
): Promise<KnownFiles> {
  const path = getCachePath(root, 'files', key);
  const wholeKey = `${String(FORMAT)} ${process.version} ${key}`;
  const stored = readStored(path, wholeKey);
  const isSame = ([folder, before, names]: Stored['folders'][number]): boolean => {
    const now = getStamp(folder);
    if (before === null || now === null) return false;
    // A log file that comes and goes changes the time of its folder.
    return isUntouched(before, now, stored?.startedAt ?? 0) || readNames(folder) === names;
  };
  if (
    stored?.folders.every(isSame) &&
    stored.decision === describeDecision(root, stored.deciding)
  ) {
    return {
      ...stored.found,
      fingerprint: fingerprintProject(root, stored.found.paths, stored.settings),
    };
  }
  const folders: Stored['folders'][number][] = [];
  const deciding: string[] = [];
  const found = await find((folder) => {
    const stamp = getStamp(folder);
    const entries = readEntries(folder);
    folders.push([folder, stamp, describeNames(entries)]);
    for (const { name } of entries) if (DECIDING.includes(name)) deciding.push(join(folder, name));
    return entries;
  });
  const settings = findSettings(root, found.paths);
  keep(path, {
    key: wholeKey,
    startedAt,
    folders,
    deciding,
    decision: describeDecision(root, deciding),
    settings,
    found,
  } satisfies Stored);
  return { ...found, fingerprint: fingerprintProject(root, found.paths, settings) };
}

/** The entries of a folder that anything hangs on: folders, links, sources, and what configures them. */
function describeNames(entries: readonly Dirent[]): string {
  const names = entries.flatMap((entry) =>
    !entry.isFile()
      ? [`${entry.name}${entry.isDirectory() ? '/' : '@'}`]
      : isSourceFile(entry.name) || CONFIGURES.test(entry.name)
        ? [entry.name]
        : [],
  );
  return toHash(names.sort().join('\n'));
}

const CONFIGURES = /\.(?:json|ya?ml)$|^\.gitignore$/;

function readEntries(folder: string): Dirent[] {
  return readdirSync(folder, { withFileTypes: true });
}

function readNames(folder: string): string | undefined {
  try {
    return describeNames(readEntries(folder));
  } catch {
    return undefined; // it can't be read, and whoever walks says so
  }
}

/** What git ignores is left out, and what belongs to a front end. */
const DECIDING: readonly string[] = ['.gitignore', 'package.json'];

/** What these files say, those above the root included, and where git trees begin. */
function describeDecision(root: string, deciding: readonly string[]): string {
  const above = listAbove(root);
  const texts = [
    ...deciding,
    ...above.flatMap((folder) => DECIDING.map((name) => join(folder, name))),
  ].map(readIfThere);
  return toHash(
    JSON.stringify([texts, [root, ...above].map((folder) => existsSync(join(folder, '.git')))]),
  );
}

function readStored(path: string | undefined, key: string): Stored | undefined {
  const value = readKept(path);
  return isStored(value) && value.key === key ? value : undefined;
}

/** This file alone writes it, in one piece: what has the key has the shape. */
function isStored(value: unknown): value is Stored {
  return typeof value === 'object' && value !== null && 'key' in value && 'found' in value;
}
