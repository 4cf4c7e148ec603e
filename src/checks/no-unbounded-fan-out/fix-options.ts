// The fix options of `no-unbounded-fan-out`: run one task at a time, or a few.
import { CONCURRENCY, type FixOptionDefinitions, type FixOptions } from '../fix-options.ts';

export type FanOutMode = 'serial' | 'limit';

export const fixOptions: FixOptionDefinitions = {
  mode: {
    type: { kind: 'choice', choices: ['serial', 'limit'] },
    value: 'mode',
    description: 'how to rewrite fan-outs: one at a time, or a few',
    default: 'serial',
  },
  concurrency: {
    ...CONCURRENCY,
    needs: {
      option: 'mode',
      is: 'limit',
      why: 'in the mode `serial`, tasks run one at a time',
    },
  },
  delay: {
    type: { kind: 'integer', minimum: 0 },
    value: 'ms',
    description: 'pause between tasks in the mode `serial` (default: 0)',
    needs: {
      option: 'mode',
      is: 'serial',
      why: 'in the mode `limit`, there is no pause between tasks',
    },
  },
};

/** The configured mode; `serial` by default. */
export function getMode({ mode }: FixOptions): FanOutMode {
  return mode === 'limit' ? mode : 'serial';
}

/** The pause after each task, in milliseconds. */
export function getDelay({ delay }: FixOptions): number {
  return typeof delay === 'number' ? delay : 0;
}
