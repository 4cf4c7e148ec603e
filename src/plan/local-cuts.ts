// The imports of project modules that are to become lazy: what they load, and what else the startup
// would lose with them.
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { LocalModule } from '../checks/module-host.ts';
import { findHeavyLoads } from '../checks/no-eager-heavy-import/check.ts';
import type { LocalCuts } from '../config/resolved-config.ts';
import { readFacts } from '../resolve/local-modules.ts';
import { createHostProvider, type HostProvider } from '../resolve/module-hosts.ts';
import { createEffectSearch, type EffectSearch } from './cut-effects.ts';
import {
  collectModules,
  createLoadReader,
  findChanging,
  findEagerPackages,
  isAllHeavy,
  type LoadReader,
} from './cut-modules.ts';
import { toTargetKey, type CutTarget } from './cut-target.ts';
import { createDeferralTest, type DeferralTest } from './deferred-imports.ts';
import { orderStartup, type StartupOrder } from './evaluation-order.ts';
import type {
  HeavyPackage,
  LocalCut,
  PackageOptions,
  PackageInspector,
} from '../catalogue/types.ts';

/** What is known besides the imports. */
export interface LocalCutOptions {
  /** Absolute path of the entry: what the startup evaluates earlier stays whatever is cut. */
  readonly entry?: string | undefined;
  /** Finds packages that no list names, by what is installed. */
  readonly inspector?: Pick<PackageInspector, 'find'> | undefined;
  /** Keeps modules for several lists of cuts. */
  readonly getHost?: HostProvider;
}

/** What the cuts of a run share. */
interface CutContext {
  readonly catalogue: Catalogue;
  readonly getLoads: LoadReader;
  readonly isDeferred: DeferralTest;
  readonly findEffect: EffectSearch;
  readModule(path: string): LocalModule | undefined;
  /** All modules that the evaluation of one loads, itself included. */
  getClosure(module: LocalModule): readonly LocalModule[];
}

/** Creates cuts without reading what the imports load, or what the startup would lose. */
export function createBareCuts(targets: readonly CutTarget[], catalogue: Catalogue): LocalCuts {
  // Imports of listed packages become lazy without a plan.
  const wanted = new Set(
    targets.filter(({ specifier }) => !catalogue.find(specifier)).map(toTargetKey),
  );
  const find: LocalCuts['find'] = (path, specifier) =>
    wanted.has(toTargetKey({ path, specifier })) ? toHeavy(specifier, { packages: [] }) : undefined;
  return {
    has: (path, specifier) => find(path, specifier) !== undefined,
    find,
    paths: new Set(targets.map(({ path }) => path)),
  };
}

/**
 * Creates the cuts of a run. Modules are read when a cut is asked for.
 * @param root the folder of the project
 */
export function createLocalCuts(
  root: string,
  targets: readonly CutTarget[],
  catalogue: Catalogue,
  { entry, inspector, getHost = createHostProvider(root) }: LocalCutOptions = {},
): LocalCuts {
  const packages = new Map(
    targets.flatMap((target) => {
      const heavy =
        catalogue.find(target.specifier) ?? inspector?.find(target.path, target.specifier);
      return heavy ? [[toTargetKey(target), heavy] as const] : [];
    }),
  );
  const wanted = new Map(
    targets
      .filter((target) => !packages.has(toTargetKey(target)))
      .map((target) => [toTargetKey(target), target]),
  );
  const context = createContext(root, wanted, catalogue, entry, getHost);
  const found = new Map<string, HeavyPackage | undefined>();
  return {
    has: (path, specifier) => wanted.has(toTargetKey({ path, specifier })),
    find(path, specifier) {
      const key = toTargetKey({ path, specifier });
      const target = wanted.get(key);
      if (!target) return packages.get(key);
      if (!found.has(key)) found.set(key, describeCut(target, context));
      return found.get(key);
    },
    paths: new Set(targets.map(({ path }) => path)),
    ...(entry !== undefined && { entry }),
  };
}

function createContext(
  root: string,
  wanted: ReadonlyMap<string, CutTarget>,
  catalogue: Catalogue,
  entry: string | undefined,
  getHost: HostProvider,
): CutContext {
  const readModule = (path: string): LocalModule | undefined => {
    const facts = readFacts(path);
    return facts && { facts, host: getHost(facts) };
  };
  const getLoads = createLoadReader();
  const isDeferred = createDeferralTest(wanted);
  let order: StartupOrder | undefined;
  const getOrder = (): StartupOrder | undefined => {
    const first = order || entry === undefined ? undefined : readModule(entry);
    if (first) order = orderStartup(first, getLoads, isDeferred);
    return order;
  };
  const closures = new Map<string, readonly LocalModule[]>();
  return {
    catalogue,
    getLoads,
    isDeferred,
    findEffect: createEffectSearch(catalogue, root, getOrder),
    readModule,
    getClosure(module) {
      const { path } = module.facts.source;
      const closure = closures.get(path) ?? [
        ...collectModules(module, getLoads, () => true).values(),
      ];
      closures.set(path, closure);
      return closure;
    },
  };
}

/**
 * Describes an import of a project module as if it were a heavy package; undefined for a file that
 * can't be read.
 */
function describeCut(
  { path, specifier, runsInside, isNeededByStart }: CutTarget,
  { catalogue, getLoads, isDeferred, findEffect, readModule, getClosure }: CutContext,
): HeavyPackage | undefined {
  const importer = readModule(path);
  if (!importer) return undefined;
  const target = importer.host.getLocalModule(specifier);
  const isEager: DeferralTest = (module, load) => !isDeferred(module, load);
  const staying = collectModules(importer, getLoads, isEager);
  const all = target ? getClosure(target) : [];
  const leaving = all.filter(({ facts }) => !staying.has(facts.source.path));
  const effect = findEffect(leaving, path);
  const changing = target && findChanging(target);
  const packages = findPackages(all, catalogue);
  const eager = target ? [...collectModules(target, getLoads, isEager).values()] : [];
  const guard = findGuard(eager.flatMap((module) => findEagerPackages(module, catalogue)));
  const startGuard = isAllHeavy(leaving, [...staying.values()], getLoads, catalogue)
    ? findGuard(packages)
    : undefined;
  const cut = {
    packages,
    ...(effect !== undefined && { effect }),
    ...(changing !== undefined && { changing }),
    ...(runsInside !== undefined && { runsInside }),
    ...(isNeededByStart === true && { isNeededByStart }),
    ...(startGuard && { startGuard }),
  };
  return toHeavy(specifier, cut, guard);
}

/** Finds the heavy packages that modules load, the most expensive first. */
function findPackages(
  modules: readonly LocalModule[],
  catalogue: Catalogue,
): readonly HeavyPackage[] {
  const byName = new Map(
    modules
      .flatMap(({ facts, host }) => findHeavyLoads(facts, { catalogue, host }, 'costly'))
      .map(({ heavy }) => [heavy.name, heavy]),
  );
  return [...byName.values()].sort((a, b) => (b.measured?.cpuMs ?? 0) - (a.measured?.cpuMs ?? 0));
}

function findGuard(packages: readonly HeavyPackage[]): PackageOptions['guard'] {
  return packages.find(({ options }) => options.guard)?.options.guard;
}

function toHeavy(name: string, cut: LocalCut, guard?: PackageOptions['guard']): HeavyPackage {
  return {
    name,
    native: false,
    costly: false,
    lazyByItself: false,
    level: 'recommended',
    options: guard ? { guard } : {},
    cut,
  };
}
