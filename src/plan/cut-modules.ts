// The modules behind an import that is to become lazy: which of them the start still loads, and what they load and do. No output.
import { isBuiltin } from 'node:module';
import type { Catalogue, HeavyPackage } from '../catalogue/catalogue.ts';
import { isRefusal } from '../checks/define-check.ts';
import { resolveDeferrals } from '../checks/no-eager-heavy-import/deferral.ts';
import { planDeferral } from '../checks/no-eager-heavy-import/edit.ts';
import {
  findChangingExport,
  findStartEffect,
} from '../checks/no-eager-heavy-import/module-effects.ts';
import type { LocalModule, ModuleHost } from '../checks/module-host.ts';
import { findHeavyLoads, isElided } from '../checks/no-eager-heavy-import/check.ts';
import type { ModuleFacts } from '../syntax/facts.ts';
import { getPosition } from '../text/source-text.ts';
import { toLabel } from '../files/label.ts';
import type { LoadFact } from '../syntax/modules/facts.ts';

/** A load that the evaluation of a module makes, and the module of the project that it means, if it is one. */
export interface RunLoad {
  readonly load: LoadFact;
  readonly next: LocalModule | undefined;
}

/** Gives the loads that the evaluation of a module makes, in their order. */
export type LoadReader = (module: LocalModule) => readonly RunLoad[];

/** Makes a reader that remembers: the same modules are asked for again for every import. */
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

/** The modules that the evaluation of one loads, itself included, by path. */
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

/** The loads that the evaluation of a module makes. */
function findRunLoads({ facts, host }: LocalModule): readonly LoadFact[] {
  return facts.loads.filter(
    (load) => load.atStartup && !load.isTypeOnly && !isElided(load, facts, host.elision),
  );
}

/** Those of some loads of the project's own modules that can happen later, as far as their file shows. */
export function findDeferred(
  loads: readonly LoadFact[],
  facts: ModuleFacts,
  { elision }: ModuleHost,
): ReadonlySet<LoadFact> {
  return new Set(
    [...resolveDeferrals(loads, facts, elision, () => true)].flatMap(([load, { kind }]) =>
      kind === 'unit' ? [load] : [],
    ),
  );
}

/** The heavy packages that a module still loads while it is evaluated, or may: those that its own rewrite takes into functions are none. */
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

/** What a module that serves requests loads: its start is the program's. */
const SERVERS = /^(?:node:)?(?:http|https|http2|net|cluster)$/;

/**
 * Whether some modules bring nothing but heavy packages to a start: then the start of one of them is about these, and a guard that turns
 * them off turns it off too. Whatever else they bring may be the program itself.
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
 * Where a module does something for others at the start.
 * @param knowsEnvironment whether `.env` has been read by then
 */
export function toPlace(
  module: LocalModule,
  catalogue: Catalogue,
  root: string,
  knowsEnvironment: boolean,
): string | undefined {
  const place = findStartEffect(module, catalogue, knowsEnvironment);
  return (
    place &&
    `${toLabel(root, place.facts.source.path)}:${String(getPosition(place.facts.source.text, place.range[0]).line)}`
  );
}

/** An export that changes, of a module or of those that it passes on. */
export function findChanging(module: LocalModule, seen = new Set<string>()): string | undefined {
  const { facts, host } = module;
  if (seen.has(facts.source.path)) return undefined;
  seen.add(facts.source.path);
  const own = findChangingExport(facts);
  if (own !== undefined) return own;
  const passedOn = facts.loads.filter(
    (load) =>
      load.form === 'export-from' ||
      load.bindings.some(({ variable }) => facts.variables[variable]?.isExported),
  );
  for (const { specifier } of passedOn) {
    const next = host.getLocalModule(specifier);
    const changing = next && findChanging(next, seen);
    if (changing !== undefined) return changing;
  }
  return undefined;
}
