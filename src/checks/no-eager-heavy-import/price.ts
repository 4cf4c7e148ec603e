// What making imports lazy costs at least, as numbers to compare: the rewrites that go together,
// and why one can't be made. Decides from
// the facts of one file: what this file leaves open counts as nothing.
import type { ModuleFacts } from '../../syntax/facts.ts';
import { planPropagation } from '../async-propagation/propagate.ts';
import { isRefusal, type CheckContext, type Refusal } from '../define-check.ts';
import { resolveDeferrals, type Deferral, type DeferralUnit } from './deferral.ts';
import { toSingleFile } from '../async-propagation/in-file-references.ts';
import { planDeferral } from './edit/edit.ts';
import { resolveSites } from './placement.ts';
import { asyncRefusals, refuse } from './refusals.ts';
import type { LoadFact } from '../../syntax/modules/facts.ts';

/**
 * One rewrite: the loads that it makes lazy, together or not at all, with what it costs or why it
 * can't be made.
 */
export interface PricedLoads {
  readonly loads: readonly LoadFact[];
  /**
   * 1, and 1 more for each function that is known to become async: never more than it really costs.
   */
  readonly cost: number;
  /**
   * Frames that use what the loads give, or load it: where one of these runs with the start,
   * nothing is gained.
   */
  readonly functionScopes: readonly number[];
  /** Why it can't be made; then the cost says nothing. */
  readonly refusal?: string;
}

/**
 * Prices some loads of a file. Those that share set-up are one rewrite.
 * @param isPackage whether a load names a package: of those, the value behind `import()` has to be
 *   known as well
 * @param countsStarts whether what the module starts of its own project's modules is one that may
 *   go on later: then a function loads it that the start does not wait for
 */
export function priceLoads(
  loads: readonly LoadFact[],
  facts: ModuleFacts,
  context: CheckContext,
  isPackage: (load: LoadFact) => boolean,
  countsStarts = false,
): readonly PricedLoads[] {
  const own = loads.filter((load) => !isForEffect(load, facts));
  const deferrals = resolveDeferrals(
    own,
    facts,
    context.host.elision,
    (load) => countsStarts && !isPackage(load),
  );
  const groups = new Map<Deferral, LoadFact[]>();
  for (const load of own) {
    const deferral = deferrals.get(load);
    if (deferral) groups.set(deferral, [...(groups.get(deferral) ?? []), load]);
  }
  return [
    ...loads
      .filter((load) => !own.includes(load))
      .map((load) => ({
        loads: [load],
        cost: 0,
        functionScopes: [],
        refusal: 'It is imported for its effect alone.',
      })),
    ...[...groups].map(([deferral, group]) =>
      price(deferral, group, facts, context, group.every(isPackage)),
    ),
  ];
}

function isForEffect(load: LoadFact, facts: ModuleFacts): boolean {
  return (
    load.bindings.length === 0 &&
    (load.form === 'import' || facts.statements[load.statement]?.kind === 'expression')
  );
}

function price(
  deferral: Deferral,
  loads: readonly LoadFact[],
  facts: ModuleFacts,
  context: CheckContext,
  isOfPackages: boolean,
): PricedLoads {
  const functionScopes = [
    ...new Set([
      ...loads
        .map(({ functionScope }) => functionScope)
        .filter((functionScope) => functionScope !== 0),
      ...(deferral.kind === 'unit' ? deferral.unit.uses.map((use) => use.functionScope) : []),
    ]),
  ];
  if (deferral.kind !== 'unit')
    return { loads, functionScopes, cost: 0, refusal: deferral.refusal.reason };
  const first = findRefusal(deferral.unit, facts, context, isOfPackages);
  if (!first) return { loads, functionScopes, cost: 1 };
  if (!first.needsAsync) return { loads, functionScopes, cost: 0, refusal: first.reason };
  const { path } = facts.source;
  const propagation = planPropagation(
    path,
    first.needsAsync,
    (obstacle, range, data) =>
      refuse(asyncRefusals[obstacle], range, { package: loads[0]?.specifier ?? '', ...data }),
    toSingleFile(facts),
    true,
  );
  const asyncScopes = propagation.asyncScopes.get(path) ?? new Set();
  const isOpen = propagation.refusal?.isOpen === true;
  const refusal = isOpen
    ? undefined
    : (propagation.refusal ??
      findRefusal(deferral.unit, facts, { ...context, asyncScopes }, isOfPackages));
  if (refusal) return { loads, functionScopes, cost: 0, refusal: refusal.reason };
  return {
    loads,
    functionScopes: [...new Set([...functionScopes, ...asyncScopes])],
    cost: 1 + asyncScopes.size,
  };
}

function findRefusal(
  unit: DeferralUnit,
  facts: ModuleFacts,
  context: CheckContext,
  isOfPackages: boolean,
): Refusal | undefined {
  if (isOfPackages) {
    const plan = planDeferral(unit, facts, context);
    return isRefusal(plan) ? plan : undefined;
  }
  const exposed = unit.variables.filter((variable) =>
    variable.uses.some((use) => unit.uses.includes(use)),
  );
  const sites = resolveSites(
    exposed,
    unit.uses,
    facts,
    unit.loads[0]?.specifier ?? '',
    context.asyncScopes,
  );
  return 'reason' in sites ? sites : undefined;
}
