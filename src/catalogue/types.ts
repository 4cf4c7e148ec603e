// What is known of packages, as data, and from which cost on an import is heavy.

/** How much is reported: what is worth acting on, or everything that can be told. */
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
  /** The Node version measured with. */
  readonly node: string;
  /** The platform measured on, as in `linux-x64`. */
  readonly platform: string;
  /** What was imported. */
  readonly imported: readonly string[];
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly rssMB: number;
  /**
   * How many native libraries the import maps into the process; 0 where `libraries` couldn't be
   * seen.
   */
  readonly nativeLibraries: number;
  /** The file names of those libraries. */
  readonly libraries: readonly string[];
  /** Does the installed package show that it carries or builds native code? */
  readonly nativeSigns: boolean;
  /** Were install scripts needed before it could be imported? */
  readonly installScripts: boolean;
}

/** What was found in an installed package without running it, for one way of importing it. */
export interface Inspection {
  readonly name: string;
  readonly version: string;
  /** Of the JavaScript that its import evaluates, its dependencies' included. */
  readonly bytes: number;
  /**
   * The package that loads a native add-on when it is imported: itself, or one that it depends on.
   */
  readonly native?: string;
  /**
   * A database layer in plain JavaScript that it loads: whoever imports it can't start without
   * that, and most of its cost is that one's.
   */
  readonly backbone?: string;
  /** The packages among those that its import loads with it which a list knows. */
  readonly loads?: readonly string[];
}

/** What the configuration can say of one package. */
export interface PackageOptions {
  readonly level?: Preset;
  /**
   * When an environment variable has a value, a loader does not load the package: it throws, or
   * gives `null`.
   */
  readonly guard?: { readonly env: string; readonly is: string; readonly then?: 'throw' | 'null' };
}

/** What is known of a module of the project that is to be loaded later. */
export interface LocalCut {
  /** The heavy packages that its evaluation loads. */
  readonly packages: readonly HeavyPackage[];
  /** What the start would do without, besides loading: a clause with its place. */
  readonly effect?: string;
  /** An exported variable that changes after the module was evaluated. */
  readonly changing?: string;
  /** A function that uses it, and that another module calls at the start. */
  readonly runsInside?: string;
  /** Whether a function that its own module starts needs a value of it at once. */
  readonly isNeededByStart?: boolean;
  /** Turns off what is started of it with the program, when its packages are turned off. */
  readonly startGuard?: PackageOptions['guard'];
}

export interface HeavyPackage {
  readonly name: string;
  /** Maps a native library while it is imported. */
  readonly native: boolean;
  /** Takes much time or memory to import. */
  readonly costly: boolean;
  /**
   * Shows native code, but maps none of it while it is imported and isn't costly: the package
   * defers its own load.
   */
  readonly lazyByItself: boolean;
  readonly level: Preset;
  /** Absent for a package that only the configuration names, or that was only inspected. */
  readonly measured?: MeasuredPackage;
  /** Present where no list knows the package, and this is all that the judgement rests on. */
  readonly inspection?: Inspection;
  readonly options: PackageOptions;
  /**
   * Present where it is no package but a module of the project, whose import a plan wants to be
   * lazy.
   */
  readonly cut?: LocalCut;
}

/** What is known of a package that no list names. */
export type PackageEvidence =
  | { readonly measured: MeasuredPackage; readonly inspection?: never }
  | { readonly inspection: Inspection; readonly measured?: never };

export interface PackageInspector {
  /** What a specifier in a file means, where that is an installed package that no list knows. */
  look(path: string, specifier: string): PackageEvidence | undefined;
  /** The same, judged; undefined where it isn't heavy. */
  find(path: string, specifier: string): HeavyPackage | undefined;
  /**
   * Whether a text may import such a heavy package: of an import, `import type` aside, or of a
   * `require`.
   */
  mayName(path: string, text: string, report: 'costly' | 'all'): boolean;
}

/** The thresholds of a costly import: none of 30 everyday packages reaches them. */
export const costlyRssMB = 25;
export const costlyCpuMs = 330;
