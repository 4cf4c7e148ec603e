// The trace that a measured process writes, as data. That process loads this file, so it imports
// nothing.

/** Why a trace was written: the first server listened, the parent asked, or the process exited. */
export type TraceReason = 'listening' | 'asked' | 'exit';

/** A file that was loaded. */
export interface LoadedFile {
  readonly path: string;
  /**
   * The first file that loaded it; absent for the entry, for what Node was told to preload, and if
   * Node doesn't say.
   */
  readonly from?: string;
  /** Milliseconds since the epoch; absent for a file found only when the trace was written. */
  readonly atMs?: number;
}

/** A file that names another file or a package, whether or not that was loaded by then. */
export interface LoadLink {
  readonly from: string;
  readonly to: string;
}

/** The cost of loading a package with everything that it was the first to load. */
interface PackageSpan {
  readonly name: string;
  readonly ms: number;
  readonly rssBytes: number;
}

/** The trace of one process, written to `<process id>.json` in the folder of the measurement. */
export interface LoadTrace {
  readonly pid: number;
  readonly reason: TraceReason;
  /**
   * Milliseconds since the epoch, so that times of several processes and threads can be compared.
   */
  readonly atMs: number;
  readonly cpuMs: number;
  readonly rssBytes: number;
  /** Absent if the platform doesn't report it. */
  readonly threads?: number;
  /** The absolute paths of all mapped files; absent if the platform doesn't report them. */
  readonly mapped?: readonly string[];
  /** Empty unless loads are traced. */
  readonly files: readonly LoadedFile[];
  readonly links: readonly LoadLink[];
  readonly spans: readonly PackageSpan[];
}

/** The instruction that the parent passes in the environment, as JSON. */
export interface TraceInstruction {
  readonly folder: string;
  readonly until: 'listening' | 'asked';
  /** Whether to trace loads, which takes time itself. */
  readonly isTraced: boolean;
}

/**
 * The environment variable that holds the instruction. Processes that have it belong to the
 * measurement.
 */
export const INSTRUCTION_VARIABLE = 'BALLAST_MEASURE';

/** The file whose presence in the folder requests the trace. */
export const ASK_FILE = 'now';

/**
 * Gets the package that a file in `node_modules` belongs to by its path; undefined for files of the
 * project.
 */
export function getPackageOfPath(path: string): string | undefined {
  return /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/
    .exec(path)?.[1]
    ?.replace('\\', '/');
}
