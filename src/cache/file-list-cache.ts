// The cached list of files of a project: valid until a folder gains or loses a relevant file, or a
// `.gitignore` or manifest changes.
import { existsSync, readdirSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { toHash, type FileStamp } from './disk-cache.ts';
import type { FileStates } from './file-states.ts';
import type { FoundFiles } from '../files/found-files.ts';
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
import type { Store } from './store.ts';

/** The files of a project, with its fingerprint. */
export interface KnownFiles extends FoundFiles {
  readonly fingerprint: ProjectFingerprint;
}

interface Stored {
  /** All folders of the walk. */
  readonly folders: readonly (readonly [path: string, stamp: FileStamp | null, names: string])[];
  /** The files in them that decide which others count, and a hash of their contents. */
  readonly deciding: readonly string[];
  readonly decision: string;
  readonly settings: Settings;
  readonly found: FoundFiles;
}

/**
 * Returns the files of a project; walks it only if they may have changed since the last run.
 * @param find walks the project, reading folders with the given function
 */
export async function findKnownFiles(
  root: string,
  store: Store,
  { getStamp }: FileStates,
  find: (readFolder: FolderReader) => Promise<FoundFiles>,
): Promise<KnownFiles> {
  const section = store.read('files', isStored);
  const stored = section?.value;
  const isSame = ([folder, before, names]: Stored['folders'][number]): boolean => {
    const now = getStamp(folder);
    if (before === null || now === null) return false;
    // An unrelated file also changes the time of its folder, so names are compared too.
    return section?.isUntouched(before, now) === true || readNames(folder) === names;
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
  store.write('files', {
    folders,
    deciding,
    decision: describeDecision(root, deciding),
    settings,
    found,
  } satisfies Stored);
  return { ...found, fingerprint: fingerprintProject(root, found.paths, settings) };
}

/** Hashes the relevant entries of a folder: folders, links, sources, and what configures them. */
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
    return undefined; // unreadable; the walk reports it
  }
}

/** They decide what git ignores, and what belongs to a front end. */
const DECIDING: readonly string[] = ['.gitignore', 'package.json'];

/** Hashes these files, including those above the root, and where git trees begin. */
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

/** Only this file writes the section, so checking that its parts exist is enough. */
function isStored(value: unknown): value is Stored {
  return typeof value === 'object' && value !== null && 'folders' in value && 'found' in value;
}
