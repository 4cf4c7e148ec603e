// What `ballast measure` found, as JSON, for programs.
import type { PackageMeasurement, StartMeasurement } from '../model/measure-report.ts';

/** One start; with the one before it, `{ before, after }`. */
export function formatMeasureJson(after: StartMeasurement, before?: StartMeasurement): string {
  return JSON.stringify(before ? { before, after } : after, undefined, 2);
}

/** The import of one package. */
export function formatPackageJson(measurement: PackageMeasurement): string {
  return JSON.stringify(measurement, undefined, 2);
}
