// Measurements of single packages, cached by the version of the package, the version of Node and
// the platform.
import { getPackageName } from '../catalogue/specifier.ts';
import type { PackageMeasurement } from '../model/measure-report.ts';
import { getPackageCachePath, keep, readKept } from '../cache/disk-cache.ts';
import type { MeasuredPackage } from '../catalogue/types.ts';

/** Caches the measurement of a package in a `node_modules` folder. */
export function keepMeasurement(modules: string, measurement: PackageMeasurement): void {
  keep(toPath(modules, measurement.name, measurement.version), measurement);
}

/** Gets the cached measurement of a specifier, or undefined. */
export function findMeasurement(
  modules: string,
  specifier: string,
  version: string,
): PackageMeasurement | undefined {
  const value = readKept(toPath(modules, specifier, version));
  return isMeasurement(value) ? { ...value, isKept: true } : undefined;
}

/**
 * The same as a row of the catalogue. Where no native library was seen, the package counts as
 * having none.
 */
export function readKeptMeasurement(
  modules: string,
  specifier: string,
  version: string,
): MeasuredPackage | undefined {
  const kept = findMeasurement(modules, specifier, version);
  if (!kept) return undefined;
  const { date, node, wallMs, cpuMs, rssMB, libraries } = kept;
  return {
    name: getPackageName(specifier) ?? specifier,
    stack: 'other',
    version,
    date,
    node,
    platform: `${process.platform}-${process.arch}`,
    imported: [specifier],
    wallMs,
    cpuMs,
    rssMB,
    nativeLibraries: libraries.length,
    libraries,
    nativeSigns: false,
    installScripts: false,
  };
}

function toPath(modules: string, specifier: string, version: string): string {
  return getPackageCachePath(
    modules,
    'import',
    specifier,
    `${version}-node-${process.versions.node}`,
  );
}

function isMeasurement(value: unknown): value is PackageMeasurement {
  const keys = ['name', 'version', 'date', 'node', 'runs', 'wallMs', 'cpuMs', 'rssMB', 'libraries'];
  return typeof value === 'object' && value !== null && keys.every((key) => key in value);
}
