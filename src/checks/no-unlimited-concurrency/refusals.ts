// Every reason for which `no-unlimited-concurrency` leaves a finding as it is, by code.
import { createRefuse, type RefusalDefinition } from '../refusals.ts';

export const refusals = {
  B301: {
    kind: 'final',
    text: 'The number is that of a constant or parameter that is also used elsewhere and would change there too. Give this limit a number of its own.',
  },
  B302: {
    kind: 'final',
    text: 'The number depends on a condition. Lower it by hand, in the branch that is meant.',
  },
  B303: {
    kind: 'final',
    text: 'A task waits for another task of the same limiter, so with a limit all of them could wait forever. Separate the tasks first.',
  },
  B304: {
    kind: 'final',
    text: 'The function is imported by name and takes no limit. Import the variant that does: `parallelLimit`, `timesLimit`.',
  },
  B305: {
    kind: 'final',
    text: 'Each element has a thread or process of its own, and what it sends back is tied to it. Hand the elements to a pool, such as `piscina`, by hand.',
  },
  B306: {
    kind: 'final',
    text: '`process` is declared as something else in this file. Import it from `node:process`, or leave out `--environment`.',
  },
} as const satisfies Readonly<Record<string, RefusalDefinition>>;

/** Makes a refusal of a code, about a piece of text. */
export const refuseLimit = createRefuse(refusals);
