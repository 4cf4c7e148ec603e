// Estimates the cost of packages that the catalogue doesn't list from what is installed, with the
// thresholds of measured packages.
import {
  costlyCpuMs,
  costlyRssMB,
  type HeavyPackage,
  type Inspection,
  type Preset,
} from './types.ts';

/** The cost of 1 MB of JavaScript: a rule of thumb from 158 measured packages. */
const rssPerMB = 14;
const cpuPerMB = 140;
const bytesOfMB = 1e6;

/** Importing at least this many bytes of JavaScript counts as costly. */
export const fewestCostlyBytes =
  Math.min(costlyRssMB / rssPerMB, costlyCpuMs / cpuPerMB) * bytesOfMB;

/** The estimated cost of an import. */
export function estimateCost({ bytes }: Pick<Inspection, 'bytes'>): {
  readonly cpuMs: number;
  readonly rssMB: number;
} {
  return {
    cpuMs: Math.round((bytes / bytesOfMB) * cpuPerMB),
    rssMB: Math.round((bytes / bytesOfMB) * rssPerMB),
  };
}

/**
 * Judges a package by its inspection; undefined if it isn't heavy.
 *
 * @param level - the preset from which on costly packages are reported. Small native ones are
 * reported in `strict` only, like measured ones.
 */
export function judgeInspection(inspection: Inspection, level: Preset): HeavyPackage | undefined {
  const costly = inspection.bytes >= fewestCostlyBytes;
  const native = inspection.native !== undefined;
  if (!costly && !native) return undefined;
  return {
    name: inspection.name,
    native,
    costly,
    lazyByItself: false,
    level: costly && inspection.backbone === undefined ? level : 'strict',
    inspection,
    options: {},
  };
}
