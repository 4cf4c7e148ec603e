// Knows what follows from what an installed package shows of itself, for packages that no list knows: estimates, by the same thresholds as
// for measured ones. Must not know how it is found out, nor any package by name.
import {
  costlyCpuMs,
  costlyRssMB,
  type HeavyPackage,
  type Preset,
  type MeasuredPackage,
} from './catalogue.ts';

/** What was found in an installed package without running it, for one way of importing it. */
export interface Inspection {
  readonly name: string;
  readonly version: string;
  /** Of the JavaScript that its import evaluates, its dependencies' included. */
  readonly bytes: number;
  /** The package that loads a native add-on when it is imported: itself, or one that it depends on. */
  readonly native?: string;
  /** A database layer in plain JavaScript that it loads: whoever imports it can't start without that, and most of its cost is that one's. */
  readonly backbone?: string;
  /** The packages among those that its import loads with it which a list knows. */
  readonly loads?: readonly string[];
}

/** What is known of a package that no list names. */
export type Look =
  | { readonly measured: MeasuredPackage; readonly inspection?: never }
  | { readonly inspection: Inspection; readonly measured?: never };

export interface PackageInspector {
  /** What a specifier in a file means, where that is an installed package that no list knows. */
  look(path: string, specifier: string): Look | undefined;
  /** The same, judged; undefined where it isn't heavy. */
  find(path: string, specifier: string): HeavyPackage | undefined;
  /** Whether a text may import such a heavy package: of an import, `import type` aside, or of a `require`. */
  mayName(path: string, text: string, report: 'costly' | 'all'): boolean;
}

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

/** Judges a package by what it shows. `level` is where costly ones are reported; small native ones are in `strict` only, as among those that were measured. */
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
