// All checks, by id. `npm run new` adds a line to it.
import type { Check } from './define-check.ts';
import type { FixOptionDefinition } from './fix-options.ts';
import { noEagerHeavyImport } from './no-eager-heavy-import/check.ts';
import { noHeavyImportChain } from './no-heavy-import-chain/check.ts';
import { noUnboundedFanOut } from './no-unbounded-fan-out/check.ts';
import { noUnlimitedConcurrency } from './no-unlimited-concurrency/check.ts';

export const checks: readonly Check[] = [
  noEagerHeavyImport,
  noHeavyImportChain,
  noUnboundedFanOut,
  noUnlimitedConcurrency,
];

/** The options of all fixes by name, with the checks that define them. */
export const fixOptions: ReadonlyMap<string, readonly FixOptionOwner[]> = (() => {
  const owners = new Map<string, FixOptionOwner[]>();
  for (const { id, fixOptions: definitions = {} } of checks) {
    for (const [name, definition] of Object.entries(definitions))
      owners.set(name, [...(owners.get(name) ?? []), { id, definition }]);
  }
  return owners;
})();

/** A check that defines an option. */
export interface FixOptionOwner {
  readonly id: string;
  readonly definition: FixOptionDefinition;
}

/** The check of an id. */
export function getCheck(id: string): Check | undefined {
  return checks.find((check) => check.id === id);
}
