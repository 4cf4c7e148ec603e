// Which packages are heavy, why, and from which preset on they are reported.
import { measured } from './measured.ts';
import { neverPatterns } from './never.ts';
import { getPackageName, getScopePattern, isPackagePattern } from './specifier.ts';
import {
  costlyCpuMs,
  costlyRssMB,
  type HeavyPackage,
  type MeasuredPackage,
  type PackageOptions,
  type Preset,
  type Stack,
} from './types.ts';

export interface Catalogue {
  /**
   * A fast test of a file's text: false if no string in it can name a heavy package; with `costly`,
   * none that `recommended` reports.
   */
  mayName(text: string, report: 'costly' | 'all'): boolean;
  /**
   * The heavy package that a module specifier names (a package or a subpath of one), or undefined.
   */
  find(specifier: string): HeavyPackage | undefined;
  /**
   * Like `find`, for an import in a file: also considers packages that the catalogue doesn't list,
   * by what is installed, if inspection is on.
   */
  findImported(specifier: string): HeavyPackage | undefined;
  /**
   * Whether the configuration, the never-list or a measurement covers a package, so that it needs
   * no inspection.
   */
  isKnown(name: string): boolean;
  /** The names of all heavy packages and the `@scope/*` patterns of the configuration, sorted. */
  readonly names: readonly string[];
}

const reportedStacks: ReadonlySet<Stack> = new Set<Stack>(['browser', 'image', 'inference']);

type UserPackages = Readonly<Record<string, boolean | PackageOptions>>;

/**
 * Builds the catalogue from the measured packages and the configuration.
 *
 * An entry for a package takes precedence over one for its scope, the configuration over the
 * never-list, and the never-list over the measurements.
 *
 * @param userPackages - by package name or `@scope/*`: `true` reports it in both presets, `false`
 * in neither; an object reports it with options
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
    const setting = user.get(name) ?? user.get(scope);
    const row = rows.get(name);
    if (setting === false || scope === '@types/*') return undefined;
    if (setting !== undefined)
      return toListed(name, row, setting === true ? { level: 'recommended' } : setting);
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

/** Whether a package is reported: `strict` reports all heavy packages. */
export function isReported(heavy: HeavyPackage | undefined, isStrict: boolean): boolean {
  return heavy !== undefined && (isStrict || heavy.level === 'recommended');
}

/** Whether a package is a measured database layer in plain JavaScript. */
export function isDatabaseLayer(name: string): boolean {
  const row = findMeasured(name);
  return row !== undefined && isBackbone(row);
}

/**
 * Judges a package that the catalogue doesn't list by its own measurement; undefined if it isn't
 * heavy.
 */
export function judgeMeasured(row: MeasuredPackage): HeavyPackage | undefined {
  return isHeavy(row) ? toHeavy(row, {}) : undefined;
}

/**
 * The measured cost of importing a package, heavy or not; undefined for a package that was not
 * measured.
 */
export function findMeasured(name: string): MeasuredPackage | undefined {
  return measured.find((row) => row.name === name);
}

/** One expression for all names, so that a text is scanned once: a quote, then a name. */
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
    level: options.level ?? getPreset(row),
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

/**
 * A database layer in plain JavaScript serves every request: a server needs it at startup, whatever
 * it costs.
 */
function isBackbone(row: MeasuredPackage): boolean {
  return row.stack === 'database' && row.nativeLibraries === 0;
}

function getPreset(row: MeasuredPackage): Preset {
  if (isBackbone(row)) return 'strict';
  if (isCostly(row) || !isHeavy(row)) return 'recommended';
  if (row.nativeLibraries > 0)
    return reportedStacks.has(row.stack) || row.stack === 'database' ? 'recommended' : 'strict';
  return row.nativeSigns ? 'strict' : 'recommended';
}
