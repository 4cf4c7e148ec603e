// The chains of a project for one run, over its files as they are, with a cache on the disk for the next run.
import type { HeavyPackage } from '../catalogue/catalogue.ts';
import { toSourceText } from '../text/source-text.ts';
import { openBootCache } from './boot-cache.ts';
import { createBootProject } from './boot-project.ts';
import { findNeeded } from './chain-leaves.ts';
import { createChainSearch, createLoadPricer, type ChainCuts, type ChainLeaves } from './chain-search.ts';
import { listProjectFiles } from './files.ts';
import { createHostProvider } from './module-hosts.ts';
import type { ChainReport, Plan } from './plan.ts';
import { getOwnVersion } from './own-version.ts';
import { readIfThere } from './read-if-there.ts';

/** What a run has found out. */
export interface KnownProject {
  /** The files that it looked at. */
  readonly paths: readonly string[];
  /** What these need; a file that is missing needs nothing. */
  readonly leaves: ChainLeaves;
  /** Whether they are all files of the project. */
  readonly isWhole: boolean;
  readonly usesCache: boolean;
}

/** The imports to cut, and the modules outside the project's files that the answer hung on. */
export interface ProjectCuts {
  readonly cuts: ChainCuts;
  readonly outside: readonly string[];
}

/** Finds the imports to cut in the whole project, whatever the run looks at. */
export function findProjectCuts(plan: Plan, report: ChainReport, known: KnownProject): ProjectCuts {
  const { paths, leaves } = known.isWhole ? known : readProject(plan, report, known);
  if (leaves.size === 0) return { cuts: new Map(), outside: [] };
  const listed = new Set(paths);
  const cache = known.usesCache ? openBootCache(plan.root, getOwnVersion(), paths) : undefined;
  const project = createBootProject(plan.root, { isKnown: (path) => listed.has(path), priceLoads: createLoadPricer(plan.root), ...(cache && { cache }) });
  project.add(paths);
  const cuts = createChainSearch(project, plan).find(paths, leaves);
  project.save();
  return { cuts, outside: project.nodes.flatMap(({ kind, name }) => (kind === 'module' && !listed.has(name) ? [name] : [])) };
}

/** Looks into the files that the run did not. */
function readProject(plan: Plan, report: ChainReport, known: KnownProject): Pick<KnownProject, 'paths' | 'leaves'> {
  const leaves = new Map<string, readonly HeavyPackage[]>();
  const getHost = createHostProvider(plan.root);
  const looked = new Set(known.paths);
  const paths = listProjectFiles(plan);
  for (const path of paths) {
    const found = looked.has(path) ? known.leaves.get(path) : findNeeded(toSourceText(path, readIfThere(path) ?? ''), report, plan, getHost);
    if (found && found.length > 0) leaves.set(path, found);
  }
  return { paths, leaves };
}
