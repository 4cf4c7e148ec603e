// Knows which packages are heavy, why, and at which level to report them; the only matcher of specifiers to heavy packages.
// Must not know how a finding is worded, nor where an import stands.
import type { Inspection } from './inspection.ts';
import { measured } from './measured.ts';
import { neverPatterns } from './never.ts';
import { getPackageName, getScopePattern, isPackagePattern } from './specifier.ts';

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
  /** How many native libraries the import maps into the process; 0 where `libraries` couldn't be seen. */
  readonly nativeLibraries: number;
  /** The file names of those libraries. */
  readonly libraries: readonly string[];
  /** Does the installed package show that it carries or builds native code? */
  readonly nativeSigns: boolean;
  /** Were install scripts needed before it could be imported? */
  readonly installScripts: boolean;
}

export type Preset = 'recommended' | 'strict';

/** What the configuration can say of one package. */
export interface PackageOptions {
  readonly level?: Preset;
  /** When an environment variable has a value, a loader does not load the package: it throws, or gives `null`. */
  readonly guard?: { readonly env: string; readonly is: string; readonly then?: 'throw' | 'null' };
}

export interface HeavyPackage {
  readonly name: string;
  /** Maps a native library while it is imported. */
  readonly native: boolean;
  /** Takes much time or memory to import. */
  readonly costly: boolean;
  /** Shows native code, but maps none of it while it is imported and isn't costly: the package defers its own load. */
  readonly lazyByItself: boolean;
  readonly level: Preset;
  /** Absent for a package that only the configuration names, or that was only inspected. */
  readonly measured?: MeasuredPackage;
  /** Present where no list knows the package, and this is all that the judgement rests on. */
  readonly inspection?: Inspection;
  readonly options: PackageOptions;
  /** Present where it is no package but a module of the project, whose import a plan wants to be lazy. */
  readonly cut?: LocalCut;
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

export interface Catalogue {
  /** A quick look at a file's text: false when it certainly names no heavy package in a string; with `costly`, none that `recommended` reports. */
  mayName(text: string, report: 'costly' | 'all'): boolean;
  /** The heavy package that a module specifier names (a package or a sub-path of one), or undefined. */
  find(specifier: string): HeavyPackage | undefined;
  /** The same where a file imports it: also a package that no list knows, by what is installed, if packages are inspected at all. */
  findImported(specifier: string): HeavyPackage | undefined;
  /** Whether the configuration, the never-list or a measurement says anything of a package: then nobody needs to inspect it. */
  isKnown(name: string): boolean;
  /** All names of heavy packages, and the `@scope/*` patterns of the configuration; sorted. */
  readonly names: readonly string[];
}

/** The thresholds of a costly import: none of 30 everyday packages reaches them. */
export const costlyRssMB = 25;
export const costlyCpuMs = 330;

const reportedStacks: ReadonlySet<Stack> = new Set<Stack>(['browser', 'image', 'inference']);

type UserPackages = Readonly<Record<string, boolean | PackageOptions>>;

/**
 * Builds the catalogue from the measured packages and the configuration.
 *
 * An entry for a package wins over one for its scope, the configuration over the never-list, and that over the measurements.
 *
 * @param userPackages - per package name or `@scope/*`: `true` reports it in every level, `false` never; an object reports it with options
 * @throws TypeError for a key that is neither a package name nor an `@scope/*` pattern
 */
export function buildCatalogue(userPackages: UserPackages = {}): Catalogue {
  for (const key of Object.keys(userPackages)) {
    if (!isPackagePattern(key))
      throw new TypeError(`\`${key}\` is neither a package name nor an \`@scope/*\` pattern.`);
  }
  const user = new Map(Object.entries(userPackages));
  const never = new Set(neverPatterns);
  const rows = new Map(measured.map((row) => [row.name, row]));
  const found = new Map<string, HeavyPackage | undefined>();

  function get(name: string): HeavyPackage | undefined {
    if (!found.has(name)) found.set(name, judge(name));
    return found.get(name);
  }

  function judge(name: string): HeavyPackage | undefined {
    const scope = getScopePattern(name) ?? name;
    const wish = user.get(name) ?? user.get(scope);
    const row = rows.get(name);
    if (wish === false || scope === '@types/*') return undefined;
    if (wish !== undefined)
      return toListed(name, row, wish === true ? { level: 'recommended' } : wish);
    if (never.has(name) || never.has(scope)) return undefined;
    return row && isHeavy(row) ? toHeavy(row, {}) : undefined;
  }

  const names = [...new Set([...rows.keys(), ...user.keys()])]
    .filter((name) => (name.endsWith('/*') ? user.get(name) !== false : get(name) !== undefined))
    .sort();
  const mentions = {
    all: buildMention(names),
    costly: buildMention(
      names.filter((name) => name.endsWith('/*') || get(name)?.level === 'recommended'),
    ),
  };
  const find = (specifier: string): HeavyPackage | undefined => {
    const name = getPackageName(specifier);
    return name === undefined ? undefined : get(name);
  };
  return {
    mayName: (text, report) => mentions[report].test(text),
    find,
    findImported: find,
    isKnown(name) {
      const scope = getScopePattern(name) ?? name;
      return (
        rows.has(name) ||
        scope === '@types/*' ||
        [name, scope].some((one) => user.has(one) || never.has(one))
      );
    },
    names,
  };
}

/** Whether a package is reported at a level: at the strict one, all heavy packages are. */
export function isAtLevel(heavy: HeavyPackage | undefined, isStrict: boolean): boolean {
  return heavy !== undefined && (isStrict || heavy.level === 'recommended');
}

/** Whether a package is a database layer in plain JavaScript. */
export function isDatabaseLayer(name: string): boolean {
  const row = findMeasured(name);
  return row !== undefined && isBackbone(row);
}

/** Judges a package that no list knows by a measurement of its own; undefined where it isn't heavy. */
export function judgeMeasured(row: MeasuredPackage): HeavyPackage | undefined {
  return isHeavy(row) ? toHeavy(row, {}) : undefined;
}

/** What importing a package was measured to cost, whether or not that is much; undefined for one that was not measured. */
export function findMeasured(name: string): MeasuredPackage | undefined {
  return measured.find((row) => row.name === name);
}

/** One expression for all names, so that a text is read once: a quote, a name, and what may follow it. */
function buildMention(names: readonly string[]): RegExp {
  if (names.length === 0) return /(?!)/;
  const words = names.map((name) =>
    (name.endsWith('/*') ? name.slice(0, -1) : name).replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
  );
  return new RegExp(`['"\`](?:${words.join('|')})`);
}

function toListed(
  name: string,
  row: MeasuredPackage | undefined,
  options: PackageOptions,
): HeavyPackage {
  if (row) return toHeavy(row, options);
  return {
    name,
    native: false,
    costly: false,
    lazyByItself: false,
    level: options.level ?? 'recommended',
    options,
  };
}

function toHeavy(row: MeasuredPackage, options: PackageOptions): HeavyPackage {
  const native = row.nativeLibraries > 0;
  const costly = isCostly(row);
  const lazyByItself = row.nativeSigns && !native && !costly;
  return {
    name: row.name,
    native,
    costly,
    lazyByItself,
    level: options.level ?? getLevel(row),
    measured: row,
    options,
  };
}

function isCostly(row: MeasuredPackage): boolean {
  return row.rssMB >= costlyRssMB || row.cpuMs >= costlyCpuMs;
}

function isHeavy(row: MeasuredPackage): boolean {
  return (
    isCostly(row) || row.nativeLibraries > 0 || row.nativeSigns || reportedStacks.has(row.stack)
  );
}

/** A database layer in plain JavaScript serves every request: nobody starts a server without it, whatever it costs. */
function isBackbone(row: MeasuredPackage): boolean {
  return row.stack === 'database' && row.nativeLibraries === 0;
}

function getLevel(row: MeasuredPackage): Preset {
  if (isBackbone(row)) return 'strict';
  if (isCostly(row) || !isHeavy(row)) return 'recommended';
  if (row.nativeLibraries > 0)
    return reportedStacks.has(row.stack) || row.stack === 'database' ? 'recommended' : 'strict';
  return row.nativeSigns ? 'strict' : 'recommended';
}
