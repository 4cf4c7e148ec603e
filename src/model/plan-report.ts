// The result of `ballast plan` as data: the imports to make lazy so that a start loads no heavy
// package.
import type { FailedFile } from './report.ts';
import type { Inspection } from '../catalogue/types.ts';

/**
 * What is no longer loaded at startup, in measured figures. Packages that share dependencies cost
 * less together than the sum.
 */
export interface Gain {
  readonly cpuMs: number;
  readonly rssMB: number;
  /** All packages that are no longer loaded, heavy or not. */
  readonly packages: readonly string[];
  readonly modules: number;
}

/** An import to make lazy. */
export interface PlannedCut {
  /** Relative to where the command runs. */
  readonly path: string;
  readonly specifier: string;
  readonly line: number;
  /**
   * The effort: 1 for the rewrite plus 1 for each function that becomes async; 0 if it is rewritten
   * together with an earlier cut.
   */
  readonly cost: number;
  /**
   * How many functions become async and how many files change, in the whole project; 0 if it is
   * rewritten together with an earlier cut.
   */
  readonly functions: number;
  readonly files: number;
  /** The heavy packages that it leads to. */
  readonly packages: readonly string[];
  /** The chain from the entry through this import to the most expensive of them. */
  readonly chain: readonly string[];
  /** What this cut gains once the ones before it are made: the gains add up. */
  readonly gain: Gain;
  /** The import that it is rewritten together with. */
  readonly goesWith?: string;
}

/** A step of a chain that can't be cut. */
interface FixedImport {
  readonly path: string;
  readonly specifier: string;
  readonly line: number;
  readonly reason: string;
}

/** A heavy package that the start loads whichever imports are cut. */
export interface RemainingPackage {
  readonly name: string;
  readonly chain: readonly string[];
  readonly imports: readonly FixedImport[];
}

/** The result of one run of `ballast plan`. */
export interface PlanReport {
  readonly entry: string;
  /** The heavy packages that the plan is about, all loaded now. */
  readonly packages: readonly string[];
  /** Those of them without a measurement, with what their estimates are based on. */
  readonly inspected: readonly Inspection[];
  /** Files that could not be looked into: of those, what their text names counts. */
  readonly failed?: readonly FailedFile[];
  /** Those that the configuration allows the entry to load. */
  readonly wanted: readonly string[];
  /** Ordered so that each cut gains the most of what is left. */
  readonly cuts: readonly PlannedCut[];
  readonly cost: number;
  readonly gain: Gain;
  readonly remaining: readonly RemainingPackage[];
  readonly elapsedMs: number;
}
