// All checks, by id. `npm run new` adds a line to it.
import type { Check } from './check.ts';
import { noEagerHeavyImport } from './no-eager-heavy-import.ts';
import { noHeavyImportChain } from './no-heavy-import-chain.ts';
import { noUnboundedFanOut } from './no-unbounded-fan-out.ts';
import { noUnlimitedConcurrency } from './no-unlimited-concurrency.ts';

export const checks: readonly Check[] = [
  noEagerHeavyImport,
  noHeavyImportChain,
  noUnboundedFanOut,
  noUnlimitedConcurrency,
];

/** The check of an id. */
export function getCheck(id: string): Check | undefined {
  return checks.find((check) => check.id === id);
}
