// Which imports to make lazy so that a start loads no heavy package, as data.
import type { Inspection } from '../catalogue/types.ts';

/**
 * What is no longer loaded at the start, in measured figures. Packages that share dependencies cost
 * less together than the sum.
 */
export interface Gain {
  readonly cpuMs: number;
  readonly rssMB: number;
  /** Everything that goes, heavy or not. */
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
   * 1 for the rewrite, and 1 more for each function that becomes async; 0 where it goes with the
   * cut before it.
   */
  readonly cost: number;
  /**
   * The functions that become async, wherever they are, and the files that are changed; 0 where it
   * goes with the cut before it.
   */
  readonly functions: number;
  readonly files: number;
  /** The heavy packages that it leads to. */
  readonly packages: readonly string[];
  /** From the entry through this import to the dearest of them. */
  readonly chain: readonly string[];
  /** What goes with this cut once the ones before it are made: the gains add up. */
  readonly gain: Gain;
  /** The import that it goes with, in one rewrite. */
  readonly goesWith?: string;
}

/** A step of a chain that can't be cut. */
interface FixedImport {
  readonly path: string;
  readonly specifier: string;
  readonly line: number;
  readonly reason: string;
}

/** A heavy package that the start loads whatever is cut. */
export interface RemainingPackage {
  readonly name: string;
  readonly chain: readonly string[];
  readonly imports: readonly FixedImport[];
}

/** A run of `ballast plan`. */
export interface PlanReport {
  readonly entry: string;
  /** The heavy packages that were asked about, and are loaded now. */
  readonly packages: readonly string[];
  /** Those of them that nobody has measured, with what they were estimated from. */
  readonly inspected: readonly Inspection[];
  /** Those that the configuration lets the entry load. */
  readonly wanted: readonly string[];
  /** In an order in which each gains the most of what is left. */
  readonly cuts: readonly PlannedCut[];
  readonly cost: number;
  readonly gain: Gain;
  readonly remaining: readonly RemainingPackage[];
  readonly elapsedMs: number;
}
