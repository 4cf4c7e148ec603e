// The chains of a project for one run, from its files on disk, cached for the next run.
import { toFailure } from '../syntax/failure.ts';
import { toSourceText } from '../text/source-text.ts';
import { openGraphCache } from './graph-cache.ts';
import { createModuleIndex, type FailedModule } from './module-index.ts';
import { findNeeded } from './heavy-importers.ts';
import {
  createChainSearch,
  createLoadPricer,
  type ChainCuts,
  type HeavyImporters,
} from './chain-search.ts';
import type { FileStates } from '../cache/file-states.ts';
import type { Store } from '../cache/store.ts';
import { createHostProvider } from '../resolve/module-hosts.ts';
import type { LexedModule } from './module-lexer.ts';
import type { ChainReport, ResolvedConfig } from '../config/resolved-config.ts';
import { readIfThere } from '../files/read-if-there.ts';
import { fingerprintProject, type ProjectFingerprint } from '../cache/project-fingerprint.ts';
import type { HeavyPackage } from '../catalogue/types.ts';

/** What a run knows about its project. */
export interface KnownProject {
  /** The files of the project. */
  readonly paths: readonly string[];
  /** The files that the run checked: the same array as `paths` if these are all. */
  readonly looked: readonly string[];
  /** What these need; a file that is not in the map needs nothing. */
  readonly heavyImporters: HeavyImporters;
  /** The cache between runs, if enabled. */
  readonly store?: Store;
  /** The fingerprint of the project, if already known. */
  readonly fingerprint?: ProjectFingerprint;
  readonly states: FileStates;
  /** The lexed modules of files that were read. */
  readonly lexed: ReadonlyMap<string, LexedModule>;
}

/** The imports to cut, and the modules outside the project's files that they depend on. */
export interface ProjectCuts {
  readonly cuts: ChainCuts;
  readonly outside: readonly string[];
  /** The files that could not be analysed. */
  readonly failures: readonly FailedModule[];
}

/** Finds the imports to cut in the whole project, whichever files the run checks. */
export function findProjectCuts(
  config: ResolvedConfig,
  report: ChainReport,
  known: KnownProject,
): ProjectCuts {
  const { paths } = known;
  const failures: FailedModule[] = [];
  const heavyImporters =
    paths === known.looked
      ? known.heavyImporters
      : findOtherImporters(config, report, known, failures);
  if (heavyImporters.size === 0) return { cuts: new Map(), outside: [], failures };
  const listed = new Set(paths);
  const cache = known.store
    ? openGraphCache(
        known.store,
        known.fingerprint ?? fingerprintProject(config.root, paths),
        known.states,
      )
    : undefined;
  const project = createModuleIndex(config.root, {
    isKnown: (path) => listed.has(path),
    priceLoads: createLoadPricer(config.root),
    lexed: known.lexed,
    ...(cache && { cache }),
  });
  project.add(paths);
  const cuts = createChainSearch(project, config).find(paths, heavyImporters);
  project.save();
  return {
    cuts,
    failures: [...failures, ...project.findFailures()],
    outside: project.nodes.flatMap(({ kind, name }) =>
      kind === 'module' && !listed.has(name) ? [name] : [],
    ),
  };
}

/** Also analyses the files that the run did not check. */
function findOtherImporters(
  config: ResolvedConfig,
  report: ChainReport,
  known: KnownProject,
  failures: FailedModule[],
): HeavyImporters {
  const heavyImporters = new Map<string, readonly HeavyPackage[]>();
  const getHost = createHostProvider(config.root);
  const looked = new Set(known.looked);
  for (const path of known.paths) {
    try {
      const found = looked.has(path)
        ? known.heavyImporters.get(path)
        : findNeeded(
            toSourceText(path, readIfThere(path) ?? ''),
            report,
            config,
            getHost,
            (failure) => failures.push({ path, failure }),
          );
      if (found && found.length > 0) heavyImporters.set(path, found);
    } catch (error) {
      failures.push({ path, failure: toFailure(error) });
    }
  }
  return heavyImporters;
}
