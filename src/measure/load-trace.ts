// What a measured process tells of its loads, as data. Loaded by that process, so it imports
// nothing.

/** When to look: at the first server that listens, when the parent asks, or at the end. */
export type TraceReason = 'listening' | 'asked' | 'exit';

/** A file that was loaded. */
export interface LoadedFile {
  readonly path: string;
  /**
   * The file that asked for it first; absent for the entry, for what Node was told to preload, and
   * where Node doesn't say.
   */
  readonly from?: string;
  /** Since the epoch; absent for what was found only when looking. */
  readonly atMs?: number;
}

/** A file that names another, or a package, whether or not that was loaded by then. */
export interface LoadLink {
  readonly from: string;
  readonly to: string;
}

/** What a package took, with everything that was loaded for the first time meanwhile. */
interface PackageSpan {
  readonly name: string;
  readonly ms: number;
  readonly rssBytes: number;
}

/** What one process writes into the folder of the measurement, as `<process id>.json`. */
export interface LoadTrace {
  readonly pid: number;
  readonly reason: TraceReason;
  /** Since the epoch, so that times of several processes and threads can be compared. */
  readonly atMs: number;
  readonly cpuMs: number;
  readonly rssBytes: number;
  /** Absent where the system doesn't say. */
  readonly threads?: number;
  /** Absolute paths of all that is mapped; absent where the system doesn't say. */
  readonly mapped?: readonly string[];
  /** Only of a run that traces loads. */
  readonly files: readonly LoadedFile[];
  readonly links: readonly LoadLink[];
  readonly spans: readonly PackageSpan[];
}

/** What the parent hands down in the environment, as JSON. */
export interface TraceOrder {
  readonly folder: string;
  readonly until: 'listening' | 'asked';
  /** Whether to follow loads, which takes time itself. */
  readonly isTraced: boolean;
}

/**
 * The variable of the environment with the order. Processes that carry it belong to the
 * measurement.
 */
export const ORDER_VARIABLE = 'BALLAST_MEASURE';

/** The file whose presence in the folder asks for the trace; its text is when, since the epoch. */
export const ASK_FILE = 'now';

/**
 * The package that a file of `node_modules` belongs to, by its path; undefined for files of the
 * project.
 */
export function getPackageOfPath(path: string): string | undefined {
  return /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/
    .exec(path)?.[1]
    ?.replace('\\', '/');
}
