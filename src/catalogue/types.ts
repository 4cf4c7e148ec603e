// What is known about packages, as data, and the thresholds of a heavy import.

/** How much is reported: only what is worth acting on, or everything. */
export type Preset = 'recommended' | 'strict';

/** The kind of work a package does. */
export type Stack =
  | 'browser'
  | 'image'
  | 'inference'
  | 'database'
  | 'document'
  | 'media'
  | 'crypto'
  | 'compiler'
  | 'cloud'
  | 'language'
  | 'terminal'
  | 'other';

/** What importing one version of a package costs, relative to an empty process. */
export interface MeasuredPackage {
  readonly name: string;
  readonly stack: Stack;
  readonly version: string;
  /** The day of the measurement, `YYYY-MM-DD`. */
  readonly date: string;
  /** The Node version of the measurement. */
  readonly node: string;
  /** The platform of the measurement, as in `linux-x64`. */
  readonly platform: string;
  /** The specifiers that were imported. */
  readonly imported: readonly string[];
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly rssMB: number;
  /**
   * How many native libraries the import maps into the process; 0 where the platform doesn't list
   * them.
   */
  readonly nativeLibraries: number;
  /** The file names of those libraries. */
  readonly libraries: readonly string[];
  /** Whether the installed package shows signs of native code. */
  readonly nativeSigns: boolean;
  /** Whether install scripts were needed before it could be imported. */
  readonly installScripts: boolean;
}

/** What inspecting an installed package found for one specifier, without running it. */
export interface Inspection {
  readonly name: string;
  readonly version: string;
  /** The size of the JavaScript that importing it evaluates, dependencies included. */
  readonly bytes: number;
  /** The package that loads a native add-on during the import: itself or a dependency. */
  readonly native?: string;
  /**
   * A database layer in plain JavaScript that it loads. Its importers need that layer at startup,
   * and it accounts for most of the cost.
   */
  readonly backbone?: string;
  /** The packages loaded by its import that the catalogue covers. */
  readonly loads?: readonly string[];
}

/** The configuration of one package. */
export interface PackageOptions {
  readonly level?: Preset;
  /**
   * If the environment variable has this value, a loader does not load the package: it throws or
   * returns `null`.
   */
  readonly guard?: { readonly env: string; readonly is: string; readonly then?: 'throw' | 'null' };
}

/** What is known about a module of the project whose import is to become lazy. */
export interface LocalCut {
  /** The heavy packages that evaluating it loads. */
  readonly packages: readonly HeavyPackage[];
  /** A side effect that startup would lose, besides loading: a clause with its location. */
  readonly effect?: string;
  /** An exported variable that changes after the module has been evaluated. */
  readonly changing?: string;
  /** A function that uses it and that another module calls at startup. */
  readonly runsInside?: string;
  /** Whether a function that its own module starts needs one of its values immediately. */
  readonly isNeededByStart?: boolean;
  /** Prevents what the program starts from it when its packages are turned off. */
  readonly startGuard?: PackageOptions['guard'];
}

export interface HeavyPackage {
  readonly name: string;
  /** Maps a native library during the import. */
  readonly native: boolean;
  /** Takes a lot of time or memory to import. */
  readonly costly: boolean;
  /**
   * Shows signs of native code, but maps none during the import and isn't costly: the package
   * defers its own load.
   */
  readonly lazyByItself: boolean;
  readonly level: Preset;
  /** Absent for a package that only the configuration names or that was only inspected. */
  readonly measured?: MeasuredPackage;
  /** Present for a package that is judged by inspection only. */
  readonly inspection?: Inspection;
  readonly options: PackageOptions;
  /**
   * Present if this stands for a module of the project whose import a plan makes lazy, not for a
   * package.
   */
  readonly cut?: LocalCut;
}

/** What is known about a package that the catalogue doesn't list. */
export type PackageEvidence =
  | { readonly measured: MeasuredPackage; readonly inspection?: never }
  | { readonly inspection: Inspection; readonly measured?: never };

export interface PackageInspector {
  /**
   * Finds what is known about an imported package that the catalogue doesn't list; undefined for
   * anything else.
   */
  inspect(path: string, specifier: string): PackageEvidence | undefined;
  /** The same as a judgement; undefined if the package isn't heavy. */
  find(path: string, specifier: string): HeavyPackage | undefined;
  /**
   * Whether a text imports such a heavy package, by an import other than `import type`, or by a
   * `require`.
   */
  mayName(path: string, text: string, report: 'costly' | 'all'): boolean;
}

/** The thresholds of a costly import. None of 30 everyday packages reaches them. */
export const costlyRssMB = 25;
export const costlyCpuMs = 330;
