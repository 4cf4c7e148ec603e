// All checks, by id. `npm run new` adds a line to it.
import type { Check } from './define-check.ts';
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

/** The check of an id. */
export function getCheck(id: string): Check | undefined {
  return checks.find((check) => check.id === id);
}
