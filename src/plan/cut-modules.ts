// The modules behind an import that is to become lazy: what they load, and which exports change.
import { isBuiltin } from 'node:module';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { isRefusal } from '../checks/define-check.ts';
import { resolveDeferrals } from '../checks/no-eager-heavy-import/deferral.ts';
import { planDeferral } from '../checks/no-eager-heavy-import/edit/edit.ts';
import { findChangingExport } from '../checks/no-eager-heavy-import/module-effects.ts';
import type { LocalModule } from '../checks/module-host.ts';
import { findHeavyLoads, isElided } from '../checks/no-eager-heavy-import/check.ts';
import type { LoadFact } from '../syntax/modules/facts.ts';
import type { HeavyPackage } from '../catalogue/types.ts';

/** A load that the evaluation of a module makes. */
export interface RunLoad {
  readonly load: LoadFact;
  /** The project module that it loads; undefined for anything else. */
  readonly next: LocalModule | undefined;
}

/** Gets the loads that the evaluation of a module makes, in source order. */
export type LoadReader = (module: LocalModule) => readonly RunLoad[];

/** Creates a reader that keeps its results, as every import asks for the same modules. */
export function createLoadReader(): LoadReader {
  const known = new Map<string, readonly RunLoad[]>();
  return (module) => {
    const { path } = module.facts.source;
    const loads =
      known.get(path) ??
      findRunLoads(module).map((load) => ({
        load,
        next: module.host.getLocalModule(load.specifier),
      }));
    known.set(path, loads);
    return loads;
  };
}

/**
 * Collects the modules that the evaluation of one loads, itself included, by path.
 * @param follows whether to follow a load of a module
 */
export function collectModules(
  from: LocalModule,
  getLoads: LoadReader,
  follows: (module: LocalModule, load: LoadFact) => boolean,
): ReadonlyMap<string, LocalModule> {
  const all = new Map<string, LocalModule>();
  const queue = [from];
  for (let module = queue.pop(); module; module = queue.pop()) {
    const { facts } = module;
    if (all.has(facts.source.path)) continue;
    all.set(facts.source.path, module);
    for (const { load, next } of getLoads(module))
      if (
        next &&
        load.form !== 'dynamic-import' &&
        !all.has(next.facts.source.path) &&
        follows(module, load)
      )
        queue.push(next);
  }
  return all;
}

function findRunLoads({ facts, host }: LocalModule): readonly LoadFact[] {
  return facts.loads.filter(
    (load) => load.atStartup && !load.isTypeOnly && !isElided(load, facts, host.elision),
  );
}

/**
 * Finds the heavy packages that a module still loads at startup, once its own imports are fixed.
 */
export function findEagerPackages(
  { facts, host }: LocalModule,
  catalogue: Catalogue,
): readonly HeavyPackage[] {
  const heavy = findHeavyLoads(facts, { catalogue, host }, 'costly');
  const deferrals = resolveDeferrals(
    heavy.map(({ load }) => load),
    facts,
    host.elision,
  );
  const context = { options: {}, catalogue, host, fixOptions: {} };
  return heavy.flatMap(({ load, heavy: found }) => {
    const deferral = deferrals.get(load);
    return deferral?.kind === 'unit' && !isRefusal(planDeferral(deferral.unit, facts, context))
      ? []
      : [found];
  });
}

/** Modules that serve requests: what loads them is the program itself. */
const SERVERS = /^(?:node:)?(?:http|https|http2|net|cluster)$/;

/**
 * Whether modules add nothing but heavy packages to a startup. Then what they start is about these
 * packages, so a guard that disables the packages disables it too. Anything else that they add may
 * be the program itself.
 * @param leaving the modules that are no longer loaded
 * @param staying the modules that are still loaded
 */
export function isAllHeavy(
  leaving: readonly LocalModule[],
  staying: readonly LocalModule[],
  getLoads: LoadReader,
  catalogue: Catalogue,
): boolean {
  const known = new Set(
    staying.flatMap((module) => getLoads(module).map(({ load }) => load.specifier)),
  );
  return leaving.every((module) =>
    getLoads(module).every(({ load: { specifier }, next }) => {
      if (next || catalogue.find(specifier)) return true;
      if (SERVERS.test(specifier)) return false;
      return known.has(specifier) || isBuiltin(specifier);
    }),
  );
}

/**
 * Finds an exported variable, of a module or of those that it re-exports, that changes after the
 * module was evaluated.
 * @param seen paths of modules to leave out
 */
export function findChanging(module: LocalModule, seen = new Set<string>()): string | undefined {
  const { facts, host } = module;
  if (seen.has(facts.source.path)) return undefined;
  seen.add(facts.source.path);
  const own = findChangingExport(facts);
  if (own !== undefined) return own;
  const reExported = facts.loads.filter(
    (load) =>
      load.form === 'export-from' ||
      load.bindings.some(({ variable }) => facts.variables[variable]?.isExported),
  );
  for (const { specifier } of reExported) {
    const next = host.getLocalModule(specifier);
    const changing = next && findChanging(next, seen);
    if (changing !== undefined) return changing;
  }
  return undefined;
}
