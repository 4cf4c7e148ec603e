// Judges imports of packages that the catalogue doesn't list: by what is installed, or by a cached
// measurement of `ballast measure --package`. Reads files of `node_modules` without running them.
import { statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { isDatabaseLayer, judgeMeasured, type Catalogue } from '../catalogue/catalogue.ts';
import { fewestCostlyBytes, judgeInspection } from '../catalogue/inspection.ts';
import { getPackageName } from '../catalogue/specifier.ts';
import { extractImportRecords } from '../syntax/modules/import-records.ts';
import { toSourceText } from '../text/source-text.ts';
import { getPackageCachePath, keep, readKept } from '../cache/disk-cache.ts';
import { findModules, isLinked, readVersion, toPackageName } from '../files/manifest.ts';
import { readKeptMeasurement } from './kept-measurement.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import { createPackageGraph, type PackageGraph } from './package-graph.ts';
import type {
  HeavyPackage,
  Preset,
  Inspection,
  PackageEvidence,
  PackageInspector,
} from '../catalogue/types.ts';

/** Increase it when the meaning of cached data changes. */
const FORMAT = 2;
/** How long results count as fresh, in a process that keeps running, such as an editor's. */
const FRESH_MS = 2000;
/** Files that contain no code that is evaluated. */
const NO_CODE =
  /\.(?:css|s[ac]ss|less|json|svg|png|jpe?g|gif|wasm|html|txt|ttf|woff2?|d\.[mc]?ts)$/;

interface Stored {
  readonly format: number;
  readonly inspection: Inspection;
  /**
   * The packages that the inspection covers, with their versions: it is invalid once one has
   * changed.
   */
  readonly packages: readonly (readonly [folder: string, version: string])[];
}

/**
 * Creates an inspector that caches its results. It reads files on demand.
 *
 * @param root - a folder of the project
 * @param level - the preset from which on packages are reported that inspection finds costly
 * @param usesCache - whether inspections are read from and written to the disk
 */
export function createPackageInspector(
  root: string,
  catalogue: Pick<Catalogue, 'isKnown'>,
  level: Preset,
  usesCache = true,
): PackageInspector {
  const results = new Map<string, PackageEvidence | undefined>();
  const holders = new Map<string, string | undefined>();
  const versions = new Map<string, string | undefined>();
  let graph: PackageGraph | undefined;
  let last:
    | { readonly path: string; readonly text: string; readonly levels: ReadonlySet<Preset> }
    | undefined;
  let stamp = '';
  let freshUntil = Number.NEGATIVE_INFINITY;

  /** Forgets everything when something has been installed. */
  const refresh = (): void => {
    if (performance.now() < freshUntil) return;
    const now = readStamp(root);
    if (now !== stamp) {
      for (const memory of [results, holders, versions]) memory.clear();
      graph = undefined;
      last = undefined;
    }
    stamp = now;
    freshUntil = performance.now() + FRESH_MS;
  };
  const getVersion = (folder: string): string | undefined => {
    if (!versions.has(folder)) versions.set(folder, readVersion(folder));
    return versions.get(folder);
  };
  /** The nearest `node_modules` that holds a package. */
  const getModules = (directory: string, name: string): string | undefined => {
    const key = `${directory}\n${name}`;
    if (!holders.has(key)) holders.set(key, findModules(directory, name, getModules));
    return holders.get(key);
  };
  const inspectInstalled = (
    modules: string,
    name: string,
    specifier: string,
    version: string,
  ): PackageEvidence | undefined => {
    const path = usesCache
      ? getPackageCachePath(modules, 'inspect', specifier, version)
      : undefined;
    const kept = readKept(path);
    if (
      isStored(kept) &&
      kept.inspection.version === version &&
      kept.packages.every(([inner, one]) => getVersion(join(modules, inner)) === one)
    )
      return { inspection: kept.inspection };
    graph ??= createPackageGraph(fewestCostlyBytes);
    const importer = dirname(modules);
    const entry =
      graph.resolve(importer, specifier, 'import') ?? graph.resolve(importer, specifier, 'require');
    if (entry === undefined) return undefined;
    const { bytes, native, folders } = graph.reach(entry, catalogue.isKnown);
    const names = [...folders].flatMap((one) => (one === undefined ? [] : [toPackageName(one)]));
    const backbone = names.find(isDatabaseLayer);
    const loads = [...new Set(names)]
      .filter((one) => one !== name && catalogue.isKnown(one))
      .sort();
    const inspection: Inspection = {
      name,
      version,
      bytes,
      ...(native !== undefined && { native }),
      ...(backbone !== undefined && { backbone }),
      ...(loads.length > 0 && { loads }),
    };
    const packages = [...folders].map(
      (one) =>
        [
          one === undefined ? '' : relative(modules, one),
          one === undefined ? undefined : getVersion(one),
        ] as const,
    );
    // A dependency without a version could change unnoticed.
    if (packages.every(isVersioned))
      keep(path, { format: FORMAT, inspection, packages } satisfies Stored);
    return { inspection };
  };
  const lookUp = (path: string, specifier: string, name: string): PackageEvidence | undefined => {
    const modules = getModules(dirname(path), name);
    const version = modules && getVersion(join(modules, name));
    if (modules === undefined || version === undefined) return undefined;
    const key = `${modules}\n${specifier}`;
    // A linked package is part of the project: its own imports are checked.
    if (!results.has(key) && isLinked(join(modules, name))) results.set(key, undefined);
    if (!results.has(key)) {
      const measured = readKeptMeasurement(modules, specifier, version);
      results.set(
        key,
        measured ? { measured } : inspectInstalled(modules, name, specifier, version),
      );
    }
    return results.get(key);
  };
  const inspect = (path: string, specifier: string): PackageEvidence | undefined => {
    const name = getPackageName(specifier);
    if (
      name === undefined ||
      catalogue.isKnown(name) ||
      isBuiltin(specifier) ||
      NO_CODE.test(specifier)
    )
      return undefined;
    refresh();
    return lookUp(path, specifier, name);
  };
  const find = (path: string, specifier: string): HeavyPackage | undefined => {
    const found = inspect(path, specifier);
    if (found?.measured) return judgeMeasured(found.measured);
    return found && judgeInspection(found.inspection, level);
  };
  return {
    inspect,
    find,
    mayName(path, text, report) {
      // Several checks ask about the same text in turn.
      if (last?.path !== path || last.text !== text) {
        last = {
          path,
          text,
          levels: new Set(
            extractImportRecords(toSourceText(path, text)).flatMap(({ isTypeOnly, specifier }) =>
              isTypeOnly ? [] : (find(path, specifier)?.level ?? []),
            ),
          ),
        };
      }
      return last.levels.has('recommended') || (report === 'all' && last.levels.size > 0);
    },
  };
}

/** Adds an inspector to a configuration if packages are to be inspected and it has none. */
export function withInspector<P extends ResolvedConfig>(config: P, usesCache = true): P {
  const { inspection, inspector, root, catalogue } = config;
  return inspection && !inspector
    ? { ...config, inspector: createPackageInspector(root, catalogue, inspection, usesCache) }
    : config;
}

/** The times of the files that an installation changes in `node_modules`. */
function readStamp(root: string): string {
  return ['.package-lock.json', '.modules.yaml', '.yarn-state.yml', '.yarn-integrity']
    .map((name) =>
      String(statSync(join(root, 'node_modules', name), { throwIfNoEntry: false })?.mtimeMs),
    )
    .join();
}

function isVersioned(
  one: readonly [inner: string, version: string | undefined],
): one is readonly [string, string] {
  return one[1] !== undefined;
}

/** Only this file writes such data, atomically, so checking the format and the parts is enough. */
function isStored(value: unknown): value is Stored {
  return (
    isObject(value) &&
    value['format'] === FORMAT &&
    isObject(value['inspection']) &&
    Array.isArray(value['packages'])
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
