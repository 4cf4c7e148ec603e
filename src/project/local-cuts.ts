// Imports of the project's own modules that are to become lazy: what they load, and what else the start would go without.
import { resolve } from 'node:path';
import type { Catalogue, HeavyPackage } from '../catalogue/catalogue.ts';
import { findChangingExport, findStartEffect } from '../checks/module-effects.ts';
import type { LocalModule } from '../checks/module-host.ts';
import { findHeavyLoads, isElided } from '../checks/no-eager-heavy-import.ts';
import type { LoadFact, ModuleFacts } from '../syntax/facts.ts';
import { getPosition } from '../text/source-text.ts';
import { readFacts } from './local-modules.ts';
import { createHostProvider } from './module-hosts.ts';
import { toLabel, type LocalCuts } from './plan.ts';

/** An import by its file and its specifier. */
export interface CutTarget {
  readonly path: string;
  readonly specifier: string;
}

/** Makes the list of a run. Modules are read when somebody asks for one. */
export function createLocalCuts(root: string, targets: readonly CutTarget[], catalogue: Catalogue): LocalCuts {
  // Imports of packages are made lazy anyway.
  const wanted = new Set(targets.filter(({ specifier }) => !catalogue.find(specifier)).map(toKey));
  const getHost = createHostProvider(root);
  const found = new Map<string, HeavyPackage | undefined>();
  const readModule = (path: string): LocalModule | undefined => {
    const facts = readFacts(path);
    return facts && { facts, host: getHost(facts) };
  };
  /** The modules that the evaluation of one loads, itself included. */
  const collect = (from: LocalModule, follows: (facts: ModuleFacts, load: LoadFact) => boolean): ReadonlyMap<string, LocalModule> => {
    const all = new Map<string, LocalModule>();
    const queue = [from];
    for (let module = queue.pop(); module; module = queue.pop()) {
      const { facts, host } = module;
      if (all.has(facts.source.path)) continue;
      all.set(facts.source.path, module);
      for (const load of facts.loads) {
        if (!load.atLoad || load.isTypeOnly || load.form === 'dynamic-import' || !follows(facts, load) || isElided(load, facts, host.elision)) continue;
        const next = host.getLocalModule(load.specifier);
        if (next) queue.push(next);
      }
    }
    return all;
  };
  const look = (path: string, specifier: string): HeavyPackage | undefined => {
    const importer = readModule(path);
    const target = importer?.host.getLocalModule(specifier);
    if (!importer) return undefined;
    const stays = collect(importer, (facts, load) => !wanted.has(toKey({ path: facts.source.path, specifier: load.specifier })));
    const all = target ? [...collect(target, () => true).values()] : [];
    const packages = new Map(all.flatMap(({ facts, host }) => findHeavyLoads(facts, { catalogue, host }, 'costly')).map(({ heavy }) => [heavy.name, heavy]));
    const effect = all.filter(({ facts }) => !stays.has(facts.source.path)).flatMap(({ facts }) => toPlace(facts, catalogue, root) ?? [])[0];
    const changing = target && findChanging(target);
    const list = [...packages.values()].sort((a, b) => (b.measured?.cpuMs ?? 0) - (a.measured?.cpuMs ?? 0));
    const guard = list.find(({ options }) => options.guard)?.options.guard;
    return {
      name: specifier,
      native: false,
      costly: false,
      lazyByItself: false,
      level: 'recommended',
      options: guard ? { guard } : {},
      cut: { packages: list, ...(effect !== undefined && { effect }), ...(changing !== undefined && { changing }) },
    };
  };
  return {
    has: (path, specifier) => wanted.has(toKey({ path, specifier })),
    find(path, specifier) {
      const key = toKey({ path, specifier });
      if (!wanted.has(key)) return undefined;
      if (!found.has(key)) found.set(key, look(path, specifier));
      return found.get(key);
    },
    paths: new Set(targets.map(({ path }) => path)),
  };
}

function toKey({ path, specifier }: CutTarget): string {
  return `${path}\n${specifier}`;
}

/** Where a module does something for others at the start. */
function toPlace(facts: ModuleFacts, catalogue: Catalogue, root: string): string | undefined {
  const range = findStartEffect(facts, catalogue);
  return range && `${toLabel(root, facts.source.path)}:${String(getPosition(facts.source.text, range[0]).line)}`;
}

/** An export that changes, of a module or of those that it passes on. */
function findChanging(module: LocalModule, seen = new Set<string>()): string | undefined {
  const { facts, host } = module;
  if (seen.has(facts.source.path)) return undefined;
  seen.add(facts.source.path);
  const own = findChangingExport(facts);
  if (own !== undefined) return own;
  const passedOn = facts.loads.filter((load) => load.form === 'export-from' || load.bindings.some(({ variable }) => facts.variables[variable]?.isExported));
  for (const { specifier } of passedOn) {
    const next = host.getLocalModule(specifier);
    const changing = next && findChanging(next, seen);
    if (changing !== undefined) return changing;
  }
  return undefined;
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
