// A resolved configuration: which checks run with which options, over one catalogue, on which
// files. Must not import what only checking a file needs: most files are ruled out by their text
// alone.
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

/** An enabled check. */
export interface ActiveCheck {
  readonly check: Check;
  readonly options: CheckOptions;
  readonly severity: Severity;
}

/** Everything that choosing files needs, created once per run. */
export interface ResolvedConfig {
  /** The folder that globs of the configuration are relative to. */
  readonly root: string;
  readonly active: readonly ActiveCheck[];
  readonly catalogue: Catalogue;
  readonly getExemption: ExemptionTest;
  readonly getEntry: EntryTest;
  /** In bytes; a larger file is skipped. */
  readonly maxFileSize: number;
  readonly fixOptions: FixOptions;
  /**
   * The preset from which on packages outside the catalogue are reported if inspection finds them
   * costly; absent if inspection is off.
   */
  readonly inspection?: Preset;
  /** The package inspector; absent until it is created. */
  readonly inspector?: PackageInspector;
  /** The configuration as a cache key. */
  readonly key: string;
  /** Absent without a module graph; then the checks that use one report nothing. */
  readonly chains?: ChainProvider;
  /** Imports of the project's own modules that are to become lazy. */
  readonly cuts?: LocalCuts;
}

/** The imports that a plan names, each treated as if its specifier were a heavy package. */
export interface LocalCuts {
  has(path: string, specifier: string): boolean;
  find(path: string, specifier: string): HeavyPackage | undefined;
  /** The files that contain them. */
  readonly paths: ReadonlySet<string>;
  /** The entry, if the plan was made for one. */
  readonly entry?: string;
}

/** Which packages chains are followed to: the option of the checks that use the graph. */
export type ChainReport = 'costly' | 'all';

/** Finds the imports through which a startup loads heavy packages. */
export interface ChainProvider {
  /** Those of one file, in its current text, saved or not. */
  getCuts(source: SourceText, report: ChainReport): readonly ChainCut[];
}

/** Resolves a configuration. `only` keeps one check. */
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

/** Unless the configuration says otherwise, estimates are reported in `strict` only. */
function getInspectionLevel({ inspect, preset }: Configuration): Preset | undefined {
  if (inspect !== undefined) return inspect ? 'recommended' : undefined;
  return preset === 'strict' ? 'strict' : undefined;
}

/**
 * The active checks that may find something in a text. If there are none, it need not be parsed.
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
