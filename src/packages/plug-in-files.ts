// The files, installed or of the program, that a framework finds by a manifest. Reads manifests and
// folders.
import { readdirSync, type Dirent } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { plugIns, type PlugIns } from '../catalogue/plug-ins.ts';
import { toGapPattern } from '../text/pattern.ts';
import {
  findManifestFolder,
  findModules,
  getDependencies,
  readNearestManifest,
  toPackageName,
} from '../files/manifest.ts';

/** A file that a framework may load. */
export interface PlugInFile {
  readonly path: string;
  readonly framework: string;
  /** The key that names it; without one, the name of the folder that the framework reads. */
  readonly key: string;
}

/** Resolves a specifier in a folder to a file, or undefined. */
export type ResolveFrom = (directory: string, specifier: string) => string | undefined;

const INSTALLED = ['dependencies', 'optionalDependencies'];

/**
 * Finds the files that frameworks may load.
 *
 * @param entries - the files that start the program. The manifests that count are those of the
 * packages that contain them, and of the dependencies of these
 * @param loaded - the packages that the start loads, each with one of its files
 */
export function findPlugInFiles(
  entries: readonly string[],
  loaded: ReadonlyMap<string, string>,
  resolve: ResolveFrom,
): readonly PlugInFile[] {
  const own = [...new Set(entries.flatMap((entry) => findManifestFolder(dirname(entry)) ?? []))];
  const isOwn = (name: string): boolean =>
    own.some((folder) => readNearestManifest(folder)?.['name'] === name);
  return plugIns.flatMap((row): readonly PlugInFile[] => {
    const { framework, key } = row;
    const file = loaded.get(framework);
    if (file === undefined && !isOwn(framework)) return [];
    const holders = [
      ...own,
      ...[file ?? []].flat().flatMap((one) => findManifestFolder(dirname(one)) ?? []),
    ];
    const installed = holders.flatMap((holder) =>
      [...getDependencies(holder, INSTALLED)].flatMap((name) =>
        isAmong(name, own, row) ? findInstalled(holder, name) : [],
      ),
    );
    const named = [...new Set([...own, ...installed])]
      .flatMap((folder) => findNamed(folder, row, resolve))
      .map((path): PlugInFile => ({ path, framework, key }));
    const [name = '', folder = ''] = row.folder ?? [];
    const taken = row.folder
      ? holders
          .flatMap((holder) => findInstalled(holder, name))
          .flatMap((one) => [...findFiles(join(one, folder))])
      : [];
    return [
      ...named,
      ...taken.map((path): PlugInFile => ({ path, framework, key: `${name}/${folder}` })),
    ];
  });
}

function isAmong(name: string, own: readonly string[], { among }: PlugIns): boolean {
  return (
    among === undefined ||
    own.some((folder) =>
      [...findTexts(getValue(folder, among))].some((one) =>
        toGapPattern(one.split('*')).test(name),
      ),
    )
  );
}

function findInstalled(directory: string, name: string): readonly string[] {
  const modules = findModules(directory, name);
  return modules === undefined ? [] : [join(modules, name)];
}

function getValue(folder: string, key: string): unknown {
  return key
    .split('.')
    .reduce<unknown>(
      (at, name) => (typeof at === 'object' && at !== null ? Reflect.get(at, name) : undefined),
      readNearestManifest(folder),
    );
}

function findNamed(
  folder: string,
  { key, loads }: PlugIns,
  resolve: ResolveFrom,
): readonly string[] {
  const value = getValue(folder, key);
  if (value === undefined) return [];
  if (loads === undefined)
    return [...findTexts(value)].flatMap((text) => [...findFiles(join(folder, text), resolve)]);
  const name = toPackageName(folder);
  const found =
    resolve(folder, loads === '' ? name : `${name}/${loads}`) ??
    resolve(folder, loads === '' ? '.' : `./${loads}`);
  return found === undefined ? [] : [found];
}

/**
 * `'./commands'`, `['./a.js']`, `{ foo: 'foo.js' }`, `{ strategy: 'explicit', target: './index.js'
 * }`: texts that name no file resolve to none.
 */
function* findTexts(value: unknown): Iterable<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null)
    for (const one of Object.values(value)) yield* findTexts(one);
}

/** The file that a path means, or all files below the folder. */
function* findFiles(path: string, resolve?: ResolveFrom): Iterable<string> {
  const entries = readEntries(path);
  if (!entries) {
    const found = resolve?.(dirname(path), `./${basename(path)}`);
    if (found !== undefined) yield found;
    return;
  }
  for (const entry of entries) {
    if (entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
      yield* findFiles(join(path, entry.name));
    else if (
      entry.isFile() &&
      /\.[cm]?[jt]s$/.test(entry.name) &&
      !/\.(?:d|test|spec)\.[cm]?[jt]s$/.test(entry.name)
    )
      yield join(path, entry.name);
  }
}

function readEntries(path: string): readonly Dirent[] | undefined {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    return undefined; // not a folder
  }
}
