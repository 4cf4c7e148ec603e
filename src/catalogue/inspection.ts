// Estimates for packages that no list knows, from what is installed, by the thresholds of measured
// packages.
import {
  costlyCpuMs,
  costlyRssMB,
  type HeavyPackage,
  type Inspection,
  type Preset,
} from './types.ts';

/** What so much JavaScript takes: the rule of thumb that 158 measured packages gave. */
const rssPerMB = 14;
const cpuPerMB = 140;
const bytesOfMB = 1e6;

/** From so many bytes on, an import counts as costly. */
export const fewestCostlyBytes =
  Math.min(costlyRssMB / rssPerMB, costlyCpuMs / cpuPerMB) * bytesOfMB;

/** What an import is likely to take. */
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
 * Judges a package by what it shows. `level` is where costly ones are reported; small native ones
 * are in `strict` only, as among those that were measured.
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
