// Which wanted imports really become lazy, as far as their own files show.
import type { LocalModule } from '../checks/module-host.ts';
import { resolveDeferrals } from '../checks/no-eager-heavy-import/deferral.ts';
import { toTargetKey, type CutTarget } from './cut-target.ts';
import type { LoadFact } from '../syntax/modules/facts.ts';

/** Whether a load of a module happens later after the run. */
export type DeferralTest = (module: LocalModule, load: LoadFact) => boolean;

/**
 * Creates the test of a run. An import that its module needs at startup stays.
 * @param wanted the imports to make lazy, by {@link toTargetKey}
 */
export function createDeferralTest(wanted: ReadonlyMap<string, CutTarget>): DeferralTest {
  /** The start offsets of deferred loads, by path: a file may be parsed more than once. */
  const known = new Map<string, ReadonlySet<number>>();
  const isWanted = (path: string, { specifier }: LoadFact): boolean => {
    const target = wanted.get(toTargetKey({ path, specifier }));
    return (
      target !== undefined && target.runsInside === undefined && target.isNeededByStart !== true
    );
  };
  return (module, load) => {
    const { path } = module.facts.source;
    const deferred =
      known.get(path) ?? findDeferred(module, (one) => one.atStartup && isWanted(path, one));
    known.set(path, deferred);
    return deferred.has(load.range[0]);
  };
}

/** Finds the start offsets of those loads that can happen later. */
function findDeferred(
  { facts, host }: LocalModule,
  isWanted: (load: LoadFact) => boolean,
): ReadonlySet<number> {
  const deferrals = resolveDeferrals(facts.loads.filter(isWanted), facts, host.elision, () => true);
  return new Set(
    [...deferrals].flatMap(([load, { kind }]) => (kind === 'unit' ? [load.range[0]] : [])),
  );
}
