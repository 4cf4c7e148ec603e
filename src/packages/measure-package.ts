// `ballast measure --package`: the cost of importing one installed package, cached by name and
// version.
import { join } from 'node:path';
import { getPackageName } from '../catalogue/specifier.ts';
import type { PackageMeasurement } from '../model/measure-report.ts';
import { MeasureError, measureImport } from './import-cost.ts';
import { findMeasurement, keepMeasurement } from './kept-measurement.ts';
import { findModules, isLinked, readVersion } from '../files/manifest.ts';
import { UsageError } from '../files/usage-error.ts';

/**
 * Measures the import of a package as files in a folder resolve it, or returns an earlier
 * measurement with the same version of both the package and Node, and at least as many runs.
 *
 * @param specifier - a package, or a subpath of one
 * @throws UsageError when it is not installed or can't be imported
 */
export async function runMeasurePackage(
  cwd: string,
  specifier: string,
  runs: number,
  signal?: AbortSignal,
): Promise<PackageMeasurement> {
  const name = getPackageName(specifier);
  if (name === undefined)
    throw new UsageError(`\`${specifier}\` names no package. Write \`name\` or \`@scope/name\`.`);
  const modules = findModules(cwd, name);
  if (modules === undefined)
    throw new UsageError(`\`${name}\` is not installed here. Install it, or run where it is.`);
  const version = readVersion(join(modules, name)) ?? 'unknown';
  const isFixed = !isLinked(join(modules, name));
  const kept = !isFixed ? undefined : findMeasurement(modules, specifier, version);
  if (kept && kept.runs >= runs) return kept;
  try {
    const measured: PackageMeasurement = {
      name: specifier,
      version,
      date: new Date().toISOString().slice(0, 10),
      node: process.versions.node,
      runs,
      ...(await measureImport(cwd, [specifier], runs, signal)),
      isKept: false,
    };
    if (isFixed) keepMeasurement(modules, measured);
    return measured;
  } catch (error) {
    if (error instanceof MeasureError)
      throw new UsageError(
        `\`${specifier}\` can't be imported: ${error.message.replace(/^import: /, '').replace(/\.$/, '')}.`,
      );
    throw error;
  }
}
