// The options of `no-unbounded-fan-out`, their schema and what the two presets set. Knows nothing
// of programs.
import type { CheckOptions } from '../define-check.ts';
import type { Preset } from '../../catalogue/types.ts';

/** The options, with every default filled in. */
export interface FanOutOptions {
  readonly report: 'costly' | 'all';
  readonly maxSmall: number;
  readonly maxBound: number;
  readonly limiters: ReadonlySet<string>;
  readonly wrappers: ReadonlySet<string>;
}

const NAMES = {
  type: 'array',
  items: { type: 'string', minLength: 1 },
  uniqueItems: true,
} as const;

export const fanOutSchema: Readonly<Record<string, unknown>> = {
  type: 'object',
  additionalProperties: false,
  properties: {
    report: {
      enum: ['costly', 'all'],
      description:
        '`costly`: only tasks that reach native crypto, a heavy package, a database, HTTP, the file system or a child process. `all`: every task that can be asynchronous.',
    },
    maxSmall: {
      type: 'integer',
      minimum: 1,
      description: 'Up to how many tasks are few, whatever they do. Default 8.',
    },
    maxBound: {
      type: 'integer',
      minimum: 1,
      description:
        'Up to how many tasks a bound that the code states (`slice(0, 50)`, `take: 20`, a chunk, a limiter) counts as one. Default 100.',
    },
    limiters: {
      ...NAMES,
      description:
        'Functions of the project that start only a few of the tasks they are given: `limit`, `this.queue.add`.',
    },
    wrappers: {
      ...NAMES,
      description:
        'Functions of the project that wait for an array of promises as `Promise.all` does.',
    },
  },
};

export const fanOutPresets: Readonly<Record<Preset, CheckOptions>> = {
  recommended: { report: 'costly' },
  strict: { report: 'all' },
};

/** Reads the options of a configuration that the schema has let through. */
export function readFanOutOptions(options: CheckOptions): FanOutOptions {
  return {
    report: options['report'] === 'all' ? 'all' : 'costly',
    maxSmall: toCount(options['maxSmall'], 8),
    maxBound: toCount(options['maxBound'], 100),
    limiters: toNames(options['limiters']),
    wrappers: toNames(options['wrappers']),
  };
}

function toCount(value: unknown, fallback: number): number {
  return typeof value === 'number' ? value : fallback;
}

function toNames(value: unknown): ReadonlySet<string> {
  return new Set(Array.isArray(value) ? value.filter((name) => typeof name === 'string') : []);
}
