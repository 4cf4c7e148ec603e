// Fingerprints of everything around the source texts of a project; caches are invalidated when one
// changes.
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { toHash } from './disk-cache.ts';
import { readIfThere } from '../files/read-if-there.ts';
import { readNames } from '../files/read-names.ts';

/** Hashes of the list of files, and of what configures them. */
export interface ProjectFingerprint {
  readonly files: string;
  readonly settings: string;
}

/** What configures the files of some folders, as paths. */
export interface Settings {
  readonly manifests: readonly string[];
  /** Folders that packages are installed in. */
  readonly installed: readonly string[];
}

/**
 * Fingerprints everything besides the texts that decides how specifiers resolve: the list of files,
 * manifests, compiler options and installed packages, in the project and in the folders above it.
 */
export function fingerprintProject(
  root: string,
  files: readonly string[],
  inside: Settings = findSettings(root, files),
): ProjectFingerprint {
  const hash = createHash('sha1');
  for (const { manifests, installed } of [inside, listSettings(listAbove(root))]) {
    for (const path of manifests) hash.update(`${path}\n${readIfThere(path) ?? ''}\n`);
    for (const path of installed) {
      const names = readNames(path).filter((one) => one !== '.cache');
      if (names.length === 0) continue;
      const states = [
        '.package-lock.json',
        '.modules.yaml',
        '.yarn-state.yml',
        '.yarn-integrity',
      ].map((state) => statSync(join(path, state), { throwIfNoEntry: false })?.mtimeMs);
      hash.update(`${path} ${names.join()} ${states.join()} ${listMeasured(path).join()}\n`);
    }
  }
  return { files: toHash(files.join('\n')), settings: hash.digest('hex') };
}

/** What configures the files of a project, in their folders and those up to its root. */
export function findSettings(root: string, files: readonly string[]): Settings {
  const inside = new Set([root]);
  for (const file of files)
    for (let at = dirname(file); !inside.has(at) && at.length > root.length; at = dirname(at))
      inside.add(at);
  return listSettings([...inside].sort());
}

/** The folders above a folder, the nearest first. */
export function listAbove(folder: string): readonly string[] {
  const above: string[] = [];
  for (let at = folder; dirname(at) !== at; at = dirname(at)) above.push(dirname(at));
  return above;
}

function listSettings(folders: readonly string[]): Settings {
  const manifests: string[] = [];
  const installed: string[] = [];
  for (const folder of folders) {
    for (const name of readNames(folder)) {
      if (name === 'node_modules') installed.push(join(folder, name));
      else if (MANIFEST.test(name)) manifests.push(join(folder, name));
    }
  }
  return { manifests, installed };
}

const MANIFEST = /^(?:(?:ts|js)config.*\.json|package\.json|pnpm-workspace\.yaml|lerna\.json)$/;

/** The saved results of `ballast measure --package`, with times: they decide what is heavy. */
function listMeasured(modules: string): readonly string[] {
  const folder = join(modules, '.cache/ballast');
  return readNames(folder)
    .filter((name) => name.startsWith('import-'))
    .map(
      (name) =>
        `${name} ${String(statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs)}`,
    );
}
