// A configuration made ready: which checks run with which options, over one catalogue, on which
// files.
// Must not load what only looking into a file needs: most files are passed over by their bare text.
import { buildCatalogue, type Catalogue } from '../catalogue/catalogue.ts';
import type { ChainCut, Check, CheckOptions } from '../checks/define-check.ts';
import type { FixOptions } from '../checks/fix-options.ts';
import { checks } from '../checks/registry.ts';
import { DEFAULT_MAX_FILE_SIZE } from '../files/file-size.ts';
import type { Severity } from '../model/report.ts';
import type { SourceText } from '../text/source-text.ts';
import type { Configuration } from './configuration.ts';
import {
  createEntryTest,
  createExemptionTest,
  type EntryTest,
  type ExemptionTest,
} from './exemptions.ts';
import type { HeavyPackage, Preset, PackageInspector } from '../catalogue/types.ts';

/** A check that is on. */
export interface ActiveCheck {
  readonly check: Check;
  readonly options: CheckOptions;
  readonly severity: Severity;
}

/** Everything that choosing files needs, made once per run. */
export interface ResolvedConfig {
  /** The folder that globs of the configuration are relative to. */
  readonly root: string;
  readonly active: readonly ActiveCheck[];
  readonly catalogue: Catalogue;
  readonly getExemption: ExemptionTest;
  readonly getEntry: EntryTest;
  /** In bytes; a larger file is left out. */
  readonly maxFileSize: number;
  readonly fixOptions: FixOptions;
  /**
   * Where packages are reported that no list knows and that are costly by what is installed; absent
   * where nobody is to look.
   */
  readonly inspection?: Preset;
  /** Looks, once somebody has made it. */
  readonly inspector?: PackageInspector;
  /** The configuration in one line: what was found with another one does not count. */
  readonly key: string;
  /** Absent where nobody has a graph: then the checks that use one say nothing. */
  readonly chains?: ChainProvider;
  /** Imports of the project's own modules that are to become lazy. */
  readonly cuts?: LocalCuts;
}

/** The imports that a plan names, each as if its specifier were a heavy package. */
export interface LocalCuts {
  has(path: string, specifier: string): boolean;
  find(path: string, specifier: string): HeavyPackage | undefined;
  /** The files that hold some. */
  readonly paths: ReadonlySet<string>;
  /** The file that starts the program, where the plan was made for one. */
  readonly entry?: string;
}

/** Which packages chains are followed to: the option of the checks that use the graph. */
export type ChainReport = 'costly' | 'all';

/** Finds the imports by which a start comes to load heavy packages. */
export interface ChainProvider {
  /** Those of one file, by its text as it is now, saved or not. */
  getCuts(source: SourceText, report: ChainReport): readonly ChainCut[];
}

/** Makes a plan. `only` keeps one check. */
export function resolveConfig(
  root: string,
  configuration: Configuration,
  fixOptions: FixOptions = {},
  only?: string,
): ResolvedConfig {
  const inspection = getInspectionLevel(configuration);
  return {
    root,
    ...(inspection && { inspection }),
    active: checks
      .filter((check) => only === undefined || check.id === only)
      .flatMap((check) => toActive(check, configuration)),
    catalogue: buildCatalogue(configuration.packages),
    getExemption: createExemptionTest(root, configuration),
    getEntry: createEntryTest(configuration),
    maxFileSize: configuration.maxFileSize ?? DEFAULT_MAX_FILE_SIZE,
    fixOptions,
    key: JSON.stringify([configuration, only]),
  };
}

/** Unless the configuration says otherwise, what is only estimated is reported in `strict`. */
function getInspectionLevel({ inspect, preset }: Configuration): Preset | undefined {
  if (inspect !== undefined) return inspect ? 'recommended' : undefined;
  return preset === 'strict' ? 'strict' : undefined;
}

/**
 * The active checks that may have something to say of a text. Where there are none, nobody needs to
 * parse it.
 */
export function findCandidates(
  text: string,
  config: ResolvedConfig,
  catalogue = config.catalogue,
): readonly ActiveCheck[] {
  return config.active.filter(
    ({ check, options }) =>
      (check.usesGraph !== true || config.chains !== undefined) &&
      check.mayMatch(text, { catalogue, options }),
  );
}

/** The option of an active check that uses the graph. */
export function getChainReport({ options }: ActiveCheck): ChainReport {
  return options['report'] === 'all' ? 'all' : 'costly';
}

function toActive(
  check: Check,
  { preset = 'recommended', rules = {} }: Configuration,
): readonly ActiveCheck[] {
  const rule = rules[check.id] ?? 'error';
  const [level, options] = typeof rule === 'string' ? [rule] : rule;
  if (level === 'off') return [];
  return [
    {
      check,
      options: { ...check.presets[preset], ...options },
      severity: level === 'warn' ? 'warning' : 'error',
    },
  ];
}
