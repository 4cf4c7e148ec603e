// The options of `no-unlimited-concurrency`, their schema and what the two presets set. Knows
// nothing of programs.
import type { CheckOptions } from '../define-check.ts';
import type { Preset } from '../../catalogue/types.ts';

/** The options, with every default filled in. */
export interface LimitOptions {
  /** Up to how many tasks or jobs at once are none too many. */
  readonly max: number;
  /**
   * The same for what has memory of its own: threads, processes, browsers, and tasks that reach a
   * heavy package.
   */
  readonly maxHeavy: number;
}

/**
 * 100 is what `no-unbounded-fan-out` takes for a bound (`maxBound`), so the two agree on what a
 * limiter is; 8 is what it takes for few
 * (`maxSmall`). BullMQ's documentation shows 50 (docs.bullmq.io/guide/workers/concurrency).
 */
const DEFAULTS: LimitOptions = { max: 100, maxHeavy: 8 };

export const limitSchema: Readonly<Record<string, unknown>> = {
  type: 'object',
  additionalProperties: false,
  properties: {
    max: {
      type: 'integer',
      minimum: 1,
      description:
        'Up to how many tasks or jobs at once a limit that the code states is one. Default 100.',
    },
    maxHeavy: {
      type: 'integer',
      minimum: 1,
      description:
        'The same for threads, processes and browsers, and for tasks that reach a heavy package or a child process or have one of their own. Default 8.',
    },
  },
};

export const limitPresets: Readonly<Record<Preset, CheckOptions>> = {
  recommended: {},
  strict: { max: 10, maxHeavy: 4 },
};

/** Reads the options of a configuration that the schema has let through. */
export function readLimitOptions({ max, maxHeavy }: CheckOptions): LimitOptions {
  return { max: toCount(max, DEFAULTS.max), maxHeavy: toCount(maxHeavy, DEFAULTS.maxHeavy) };
}

function toCount(value: unknown, fallback: number): number {
  return typeof value === 'number' ? value : fallback;
}
