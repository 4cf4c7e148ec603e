// Imports of the project's own modules that are to become lazy: what they load, and what else the start would go without.
import { resolve } from 'node:path';
import type { Catalogue, HeavyPackage } from '../catalogue/catalogue.ts';
import type { LocalModule } from '../checks/module-host.ts';
import { findHeavyLoads } from '../checks/no-eager-heavy-import.ts';
import type { LoadFact, ModuleFacts } from '../syntax/facts.ts';
import { collectModules, findChanging, findDeferred, findEagerPackages, isAllHeavy, toPlace } from './cut-modules.ts';
import { readFacts } from './local-modules.ts';
import { createHostProvider } from './module-hosts.ts';
import type { LocalCuts } from './plan.ts';

/** An import by its file and its specifier. */
export interface CutTarget {
  readonly path: string;
  readonly specifier: string;
  /** A function that uses it, and that another module calls at the start. */
  readonly runsInside?: string;
  /** Whether the start needs a value of it, so that to load it in a function of the start gains nothing. */
  readonly isNeededByStart?: boolean;
}

/** Makes the list of a run. Modules are read when somebody asks for one. */
export function createLocalCuts(root: string, targets: readonly CutTarget[], catalogue: Catalogue): LocalCuts {
  // Imports of packages are made lazy anyway.
  const wanted = new Map(targets.filter(({ specifier }) => !catalogue.find(specifier)).map((target) => [toKey(target), target]));
  const getHost = createHostProvider(root);
  const found = new Map<string, HeavyPackage | undefined>();
  const readModule = (path: string): LocalModule | undefined => {
    const facts = readFacts(path);
    return facts && { facts, host: getHost(facts) };
  };
  const isWanted = (facts: ModuleFacts, { specifier }: LoadFact): boolean => {
    const target = wanted.get(toKey({ path: facts.source.path, specifier }));
    return target !== undefined && target.runsInside === undefined && target.isNeededByStart !== true;
  };
  const going = new Map<string, ReadonlySet<LoadFact>>();
  /** Whether a load happens later after the run, as far as its own file shows: one that is needed at the start stays. */
  const isGoing = ({ facts, host }: LocalModule, load: LoadFact): boolean => {
    const { path } = facts.source;
    const known = going.get(path) ?? findDeferred(facts.loads.filter((one) => one.atLoad && isWanted(facts, one)), facts, host);
    going.set(path, known);
    return known.has(load);
  };
  const look = ({ path, specifier, runsInside, isNeededByStart }: CutTarget): HeavyPackage | undefined => {
    const importer = readModule(path);
    const target = importer?.host.getLocalModule(specifier);
    if (!importer) return undefined;
    const stays = collectModules(importer, (module, load) => !isGoing(module, load));
    const all = target ? [...collectModules(target, () => true).values()] : [];
    const packages = new Map(all.flatMap(({ facts, host }) => findHeavyLoads(facts, { catalogue, host }, 'costly')).map(({ heavy }) => [heavy.name, heavy]));
    const leaving = all.filter(({ facts }) => !stays.has(facts.source.path));
    const effect = leaving.flatMap((module) => toPlace(module, catalogue, root) ?? [])[0];
    const changing = target && findChanging(target);
    const list = [...packages.values()].sort((a, b) => (b.measured?.cpuMs ?? 0) - (a.measured?.cpuMs ?? 0));
    const eager = target ? [...collectModules(target, (module, load) => !isGoing(module, load)).values()] : [];
    const guard = eager.flatMap((module) => findEagerPackages(module, catalogue)).find(({ options }) => options.guard)?.options.guard;
    const startGuard = isAllHeavy(leaving, [...stays.values()], catalogue) ? list.find(({ options }) => options.guard)?.options.guard : undefined;
    return {
      name: specifier,
      native: false,
      costly: false,
      lazyByItself: false,
      level: 'recommended',
      options: guard ? { guard } : {},
      cut: {
        packages: list,
        ...(effect !== undefined && { effect }),
        ...(changing !== undefined && { changing }),
        ...(runsInside !== undefined && { runsInside }),
        ...(isNeededByStart === true && { isNeededByStart }),
        ...(startGuard && { startGuard }),
      },
    };
  };
  return {
    has: (path, specifier) => wanted.has(toKey({ path, specifier })),
    find(path, specifier) {
      const key = toKey({ path, specifier });
      const target = wanted.get(key);
      if (!target) return undefined;
      if (!found.has(key)) found.set(key, look(target));
      return found.get(key);
    },
    paths: new Set(targets.map(({ path }) => path)),
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
  const list: unknown = typeof json === 'object' && json !== null && 'cuts' in json ? json.cuts : json;
  if (!Array.isArray(list)) throw new TypeError('It has no list of cuts.');
  return list.map((one: unknown) => {
    if (typeof one !== 'object' || one === null || !('path' in one) || !('specifier' in one)) throw new TypeError('A cut has no `path` or no `specifier`.');
    const { path, specifier } = one;
    if (typeof path !== 'string' || typeof specifier !== 'string') throw new TypeError('A cut has no `path` or no `specifier`.');
    return { path: resolve(base, path), specifier };
  });
}
