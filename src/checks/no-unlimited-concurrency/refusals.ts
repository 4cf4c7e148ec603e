// Every reason for which `no-unlimited-concurrency` leaves a finding as it is, by code. `rules/no-unlimited-concurrency.md` lists them.
import type { Range } from '../../text/range.ts';
import type { Refusal } from '../define-check.ts';

/** Codes are stable: documentation, baselines and people refer to them. */
export const LIMIT_REFUSALS = {
  B301: 'The number is that of a constant or parameter that is used in other places too, which would change with it. Give this limit one of its own.',
  B302: 'The number depends on a condition. Lower it by hand, in the branch that you mean.',
  B303: 'A task waits for another task of the same limiter: with a limit, all of them could wait for ever. Take the tasks apart first.',
  B304: 'The function is called by a name of its own and takes no limit. Import the one beside it that does: `parallelLimit`, `timesLimit`.',
  B305: 'Each element has a thread or process of its own, and what it sends back is tied to it. Hand the elements to a pool, such as `piscina`, by hand.',
  B306: '`process` is something else in this file. Import it from `node:process`, or leave out `--environment`.',
} as const;

const CODES = {
  'shared-constant': 'B301',
  'depends-on-a-condition': 'B302',
  'waits-for-its-own': 'B303',
  'imported-by-name': 'B304',
  'one-for-each': 'B305',
  'other-process': 'B306',
} as const satisfies Readonly<Record<string, keyof typeof LIMIT_REFUSALS>>;

export type LimitRefusalName = keyof typeof CODES;

/** The refusal of a name, about a piece of text. */
export function refuseLimit(name: LimitRefusalName, range: Range): Refusal {
  const code = CODES[name];
  return { code, reason: LIMIT_REFUSALS[code], range };
}
