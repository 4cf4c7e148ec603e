// The result of `ballast measure` as data: what a start loaded and what it cost.
import type { LaterPackage } from './graph-report.ts';

/** The verdict on one heavy package: predicted and loaded, or which of the two is missing. */
export type Verdict =
  /** The graph predicts it, and it was loaded. */
  | 'predicted'
  /** The graph predicts it, but it was not loaded. */
  | 'not-loaded'
  /**
   * The graph says that it may be loaded later, while the program runs, and it was already loaded.
   */
  | 'foreseen'
  /** A file of the project loaded it, and the graph does not predict that. */
  | 'unpredicted'
  /** A package that is not heavy itself loaded it; the graph does not look into packages. */
  | 'through'
  /** Only another heavy package loaded it, and its cost is part of that one's. */
  | 'inside';

export interface HeavyVerdict {
  readonly name: string;
  readonly verdict: Verdict;
  /**
   * From a file of the project to the package, as observed; empty if Node didn't say who loaded it.
   */
  readonly chain: readonly string[];
}

/** The cost of the whole process up to the awaited moment; medians over the runs. */
export interface ProcessCost {
  readonly elapsedMs: number;
  readonly cpuMs: number;
  readonly rssMB: number;
  /** Absent if the platform doesn't report it. */
  readonly threads?: number;
  /**
   * The paths of mapped native libraries of packages; absent if the platform doesn't report them.
   */
  readonly libraries?: readonly string[];
}

/**
 * A package that was loaded, and the cost of loading it with everything that it was the first to
 * load; medians over the runs.
 */
export interface LoadedPackage {
  readonly name: string;
  readonly version?: string;
  readonly ms: number;
  readonly rssMB: number;
  readonly isHeavy: boolean;
  /** Loaded only by what Node was told to preload, such as a TypeScript runner. */
  readonly isPreloaded: boolean;
}

export interface StartMeasurement {
  readonly entry: string;
  /** The command line, from `node` on. */
  readonly command: string;
  readonly runner?: string;
  readonly until: string;
  readonly runs: number;
  /** Whether the measured process is the one that was started, not one of its children. */
  readonly isMainProcess: boolean;
  readonly cost: ProcessCost;
  readonly packages: readonly LoadedPackage[];
  /** The files of the project that were loaded, by source. */
  readonly files: readonly string[];
  /**
   * Absent for an entry that the graph doesn't follow: one in `node_modules`, or one that neither
   * its name nor its first line marks as JavaScript.
   */
  readonly prediction?: Prediction;
}

export interface Prediction {
  readonly heavy: readonly HeavyVerdict[];
  /** Heavy packages that only later loads reach, according to the graph. */
  readonly later: readonly string[];
  /**
   * Heavy packages that may be loaded later by something other than a file of the project, with the
   * evidence.
   */
  readonly foreseen: readonly LaterPackage[];
  /** The packages of `foreseen` that were not loaded, which is no error. */
  readonly foreseenNotLoaded: readonly string[];
  readonly filesNotLoaded: readonly string[];
  readonly filesNotPredicted: readonly string[];
}

/** The cost of importing one package in an empty process. */
export interface PackageMeasurement {
  readonly name: string;
  readonly version: string;
  /** The day of the measurement, `YYYY-MM-DD`. */
  readonly date: string;
  readonly node: string;
  readonly runs: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly rssMB: number;
  readonly libraries: readonly string[];
  /** Whether the figures are cached ones from an earlier run. */
  readonly isKept: boolean;
}

/**
 * Finds heavy packages that were loaded although the graph predicts neither them nor a heavy
 * package that loads them.
 */
export function findUnpredicted({ prediction }: StartMeasurement): readonly HeavyVerdict[] {
  return (
    prediction?.heavy.filter(
      ({ verdict }) => verdict === 'unpredicted' || verdict === 'through' || verdict === 'foreseen',
    ) ?? []
  );
}
