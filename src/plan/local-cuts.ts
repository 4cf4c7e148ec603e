// Imports of the project's own modules that are to become lazy: what they load, and what else the start would go without.
import { resolve } from 'node:path';
import type { Catalogue, HeavyPackage, LocalCut, PackageOptions } from '../catalogue/catalogue.ts';
import type { LocalModule } from '../checks/module-host.ts';
import { findHeavyLoads } from '../checks/no-eager-heavy-import/check.ts';
import type { ModuleFacts } from '../syntax/facts.ts';
import {
  collectModules,
  createLoadReader,
  findChanging,
  findDeferred,
  findEagerPackages,
  isAllHeavy,
  toPlace,
} from './cut-modules.ts';
import { readFacts } from '../resolve/local-modules.ts';
import { createHostProvider, type HostProvider } from '../resolve/module-hosts.ts';
import type { PackageInspector } from '../catalogue/inspection.ts';
import type { LocalCuts } from '../config/resolved-config.ts';
import { orderStart, type StartOrder } from './evaluation-order.ts';
import type { LoadFact } from '../syntax/modules/facts.ts';

/** An import by its file and its specifier. */
export interface CutTarget {
  readonly path: string;
  readonly specifier: string;
  /** A function that uses it, and that another module calls at the start. */
  readonly runsInside?: string;
  /** Whether the start needs a value of it, so that to load it in a function of the start gains nothing. */
  readonly isNeededByStart?: boolean;
}

/** What is known beside the imports. */
export interface CutSurroundings {
  /** The file that starts the program: what its start has evaluated before goes on with it whatever is cut. */
  readonly entry?: string | undefined;
  /** Knows the packages that no list knows, and that a plan names for what is installed. */
  readonly inspector?: Pick<PackageInspector, 'find'> | undefined;
  /** Remembers modules, for several lists. */
  readonly getHost?: HostProvider;
}

/** The list of a run without a look at what the imports load, and at what else the start would go without. */
export function createBareCuts(targets: readonly CutTarget[], catalogue: Catalogue): LocalCuts {
  const wanted = new Set(targets.filter(({ specifier }) => !catalogue.find(specifier)).map(toKey)); // imports of packages are made lazy anyway
  const find: LocalCuts['find'] = (path, specifier) =>
    wanted.has(toKey({ path, specifier })) ? toHeavy(specifier, { packages: [] }) : undefined;
  return {
    has: (path, specifier) => find(path, specifier) !== undefined,
    find,
    paths: new Set(targets.map(({ path }) => path)),
  };
}

/** Makes the list of a run. Modules are read when somebody asks for one. */
export function createLocalCuts(
  root: string,
  targets: readonly CutTarget[],
  catalogue: Catalogue,
  { entry, inspector, getHost = createHostProvider(root) }: CutSurroundings = {},
): LocalCuts {
  const packages = new Map(
    targets.flatMap((target) => {
      const heavy =
        catalogue.find(target.specifier) ?? inspector?.find(target.path, target.specifier);
      return heavy ? [[toKey(target), heavy] as const] : [];
    }),
  );
  const wanted = new Map(
    targets
      .filter((target) => !packages.has(toKey(target)))
      .map((target) => [toKey(target), target]),
  );
  const found = new Map<string, HeavyPackage | undefined>();
  const readModule = (path: string): LocalModule | undefined => {
    const facts = readFacts(path);
    return facts && { facts, host: getHost(facts) };
  };
  const getLoads = createLoadReader();
  const isWanted = (facts: ModuleFacts, { specifier }: LoadFact): boolean => {
    const target = wanted.get(toKey({ path: facts.source.path, specifier }));
    return (
      target !== undefined && target.runsInside === undefined && target.isNeededByStart !== true
    );
  };
  /** By file, where those loads start: a file may be read more than once. */
  const going = new Map<string, ReadonlySet<number>>();
  /** Whether a load happens later after the run, as far as its own file shows: one that is needed at the start stays. */
  const isGoing = ({ facts, host }: LocalModule, load: LoadFact): boolean => {
    const { path } = facts.source;
    const known =
      going.get(path) ??
      new Set(
        [
          ...findDeferred(
            facts.loads.filter((one) => one.atStartup && isWanted(facts, one)),
            facts,
            host,
          ),
        ].map(({ range }) => range[0]),
      );
    going.set(path, known);
    return known.has(load.range[0]);
  };
  let order: StartOrder | undefined;
  const getOrder = (): StartOrder | undefined => {
    const first = order || entry === undefined ? undefined : readModule(entry);
    if (first) order = orderStart(first, getLoads, isGoing);
    return order;
  };
  const closures = new Map<string, readonly LocalModule[]>();
  const getClosure = (module: LocalModule): readonly LocalModule[] => {
    const { path } = module.facts.source;
    const closure = closures.get(path) ?? [
      ...collectModules(module, getLoads, () => true).values(),
    ];
    closures.set(path, closure);
    return closure;
  };
  const places = new Map<string, string | undefined>();
  const getEffect = (module: LocalModule, knowsEnvironment: boolean): string | undefined => {
    const key = `${module.facts.source.path}\n${String(knowsEnvironment)}`;
    if (!places.has(key)) places.set(key, toPlace(module, catalogue, root, knowsEnvironment));
    return places.get(key);
  };
  /** What the start would do without: of the modules behind an import, those that it has not evaluated anyway. */
  const findEffect = (leaving: readonly LocalModule[], path: string): string | undefined => {
    for (const module of leaving) {
      const known = getEffect(module, false);
      if (known === undefined || getOrder()?.isBefore(module.facts.source.path, path)) continue;
      const effect = getOrder()?.knowsEnvironment(path) ? getEffect(module, true) : known;
      if (effect !== undefined) return effect;
    }
    return undefined;
  };
  const look = ({
    path,
    specifier,
    runsInside,
    isNeededByStart,
  }: CutTarget): HeavyPackage | undefined => {
    const importer = readModule(path);
    const target = importer?.host.getLocalModule(specifier);
    if (!importer) return undefined;
    const stays = collectModules(importer, getLoads, (module, load) => !isGoing(module, load));
    const all = target ? getClosure(target) : [];
    const behind = new Map(
      all
        .flatMap(({ facts, host }) => findHeavyLoads(facts, { catalogue, host }, 'costly'))
        .map(({ heavy }) => [heavy.name, heavy]),
    );
    const leaving = all.filter(({ facts }) => !stays.has(facts.source.path));
    const effect = findEffect(leaving, path);
    const changing = target && findChanging(target);
    const list = [...behind.values()].sort(
      (a, b) => (b.measured?.cpuMs ?? 0) - (a.measured?.cpuMs ?? 0),
    );
    const eager = target
      ? [...collectModules(target, getLoads, (module, load) => !isGoing(module, load)).values()]
      : [];
    const guard = eager
      .flatMap((module) => findEagerPackages(module, catalogue))
      .find(({ options }) => options.guard)?.options.guard;
    const startGuard = isAllHeavy(leaving, [...stays.values()], getLoads, catalogue)
      ? list.find(({ options }) => options.guard)?.options.guard
      : undefined;
    const cut = {
      packages: list,
      ...(effect !== undefined && { effect }),
      ...(changing !== undefined && { changing }),
      ...(runsInside !== undefined && { runsInside }),
      ...(isNeededByStart === true && { isNeededByStart }),
      ...(startGuard && { startGuard }),
    };
    return toHeavy(specifier, cut, guard);
  };
  return {
    has: (path, specifier) => wanted.has(toKey({ path, specifier })),
    find(path, specifier) {
      const key = toKey({ path, specifier });
      const target = wanted.get(key);
      if (!target) return packages.get(key);
      if (!found.has(key)) found.set(key, look(target));
      return found.get(key);
    },
    paths: new Set(targets.map(({ path }) => path)),
    ...(entry !== undefined && { entry }),
  };
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

function toKey({ path, specifier }: Pick<CutTarget, 'path' | 'specifier'>): string {
  return `${path}\n${specifier}`;
}

/**
 * Reads the cuts of a plan: the JSON of `ballast plan`, or a plain list.
 * @param base the folder that relative paths are meant from
 * @throws TypeError for anything else
 */
export function parseCuts(json: unknown, base: string): readonly CutTarget[] {
  const list: unknown =
    typeof json === 'object' && json !== null && 'cuts' in json ? json.cuts : json;
  if (!Array.isArray(list)) throw new TypeError('It has no list of cuts.');
  return list.map((one: unknown) => {
    if (typeof one !== 'object' || one === null || !('path' in one) || !('specifier' in one))
      throw new TypeError('A cut has no `path` or no `specifier`.');
    const { path, specifier } = one;
    if (typeof path !== 'string' || typeof specifier !== 'string')
      throw new TypeError('A cut has no `path` or no `specifier`.');
    return { path: resolve(base, path), specifier };
  });
}
