// The report of `ballast measure` as JSON.
import type { PackageMeasurement, StartMeasurement } from '../model/measure-report.ts';

/** Formats one start; with an earlier one, `{ before, after }`. */
export function formatMeasureJson(after: StartMeasurement, before?: StartMeasurement): string {
  return JSON.stringify(before ? { before, after } : after, undefined, 2);
}

/** Formats the import of one package. */
export function formatPackageJson(measurement: PackageMeasurement): string {
  return JSON.stringify(measurement, undefined, 2);
}
