// What a start was measured to load and to take, as data: the input of every report on it.
import type { LaterPackage } from './graph-report.ts';

/** What became of one heavy package. */
export type Verdict =
  /** The graph says so, and so it was. */
  | 'predicted'
  /** The graph says so, but it was not loaded. */
  | 'not-loaded'
  /** The graph says that it may be loaded later, while the program runs, and it was by now. */
  | 'foreseen'
  /** A file of the project loaded it, and the graph doesn't say so. */
  | 'unpredicted'
  /** A package that is not heavy itself loaded it, and the graph doesn't look into packages. */
  | 'through'
  /** Only another heavy package loaded it: its cost is part of that one's. */
  | 'inside';

export interface HeavyVerdict {
  readonly name: string;
  readonly verdict: Verdict;
  /**
   * From a file of the project to the package, as it was seen; empty where Node didn't say who
   * loaded it.
   */
  readonly chain: readonly string[];
}

/** The whole process, at the moment that was waited for; medians over the runs. */
export interface ProcessCost {
  readonly elapsedMs: number;
  readonly cpuMs: number;
  readonly rssMB: number;
  /** Absent where the system doesn't say. */
  readonly threads?: number;
  /** Native libraries of packages that are mapped, by path; absent where the system doesn't say. */
  readonly libraries?: readonly string[];
}

/**
 * A package that was loaded, and what that took with all that it loaded for the first time; medians
 * over the runs.
 */
export interface LoadedPackage {
  readonly name: string;
  readonly version?: string;
  readonly ms: number;
  readonly rssMB: number;
  readonly isHeavy: boolean;
  /** Brought along by what Node was told to preload, such as a TypeScript runner. */
  readonly isPreloaded: boolean;
}

export interface StartMeasurement {
  readonly entry: string;
  /** How it was started, from `node` on. */
  readonly command: string;
  readonly runner?: string;
  readonly until: string;
  readonly runs: number;
  /** Whether it was the process that was started, and none that this has started in turn. */
  readonly isMainProcess: boolean;
  readonly cost: ProcessCost;
  readonly packages: readonly LoadedPackage[];
  /** Of the project, by source. */
  readonly files: readonly string[];
  /**
   * Absent for an entry that the graph doesn't follow: inside of `node_modules`, or neither by its
   * name nor by its first line JavaScript.
   */
  readonly prediction?: Prediction;
}

export interface Prediction {
  readonly heavy: readonly HeavyVerdict[];
  /** Heavy packages that the graph sees behind later loads. */
  readonly later: readonly string[];
  /**
   * Heavy packages that something else than a file of the project may load while the program runs,
   * with the evidence.
   */
  readonly foreseen: readonly LaterPackage[];
  /** Those of them that were not loaded: nothing is wrong with that. */
  readonly foreseenNotLoaded: readonly string[];
  readonly filesNotLoaded: readonly string[];
  readonly filesNotPredicted: readonly string[];
}

/** One package's import on its own. */
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
  /** Whether the figures were kept from an earlier run. */
  readonly isKept: boolean;
}

/**
 * Heavy packages that were loaded though the graph says of neither them nor a heavy package that
 * loads them that the start does so.
 */
export function findUnpredicted({ prediction }: StartMeasurement): readonly HeavyVerdict[] {
  return (
    prediction?.heavy.filter(
      ({ verdict }) => verdict === 'unpredicted' || verdict === 'through' || verdict === 'foreseen',
    ) ?? []
  );
}
