// Packages that run tasks, jobs, threads or processes with a limit: how each limit is set, and what
// happens without one. Taken from the sources of the packages, in the versions named.

/**
 * What a limit counts. Threads, processes and browsers have their own heap, so few are too many.
 */
type Unit = 'task' | 'job' | 'thread' | 'process' | 'browser';

/** One way to set a limit. */
export interface LimitMaker {
  /** Packages, or one of their files: `async/queue`. */
  readonly packages: readonly string[];
  /** The name of the callee, see `PackageCallFact.name`. */
  readonly name: RegExp;
  /** Set if only `new` creates it. */
  readonly isNew?: true;
  /**
   * Index of the argument with the limit, negative from the end. `processor`: the number before the
   * last argument. `none`: there is no such argument.
   */
  readonly argument: number | 'processor' | 'none';
  /** The property of that argument; absent if the argument is the number itself. */
  readonly option?: string;
  /** The argument may also be the number itself: `pLimit(3)`, `pLimit({ concurrency: 3 })`. */
  readonly isEither?: true;
  /** What happens if no limit is set. */
  readonly whenMissing: 'unlimited' | 'bounded';
  /** Other options that limit tasks: a rate, an interval. */
  readonly alternatives?: readonly string[];
  /** Index of the argument that is a function, or a file that runs in its own processes. */
  readonly processor?: number;
  /**
   * Uses of the created value that show that the limit is set elsewhere, or that the limiter has
   * another purpose.
   */
  readonly elsewhere?: readonly string[];
  /**
   * It starts tasks itself: of a `list`, or a `count` of them. `fan-out`: without a limit,
   * `no-unbounded-fan-out` reports them.
   */
  readonly starts?: 'list' | 'count' | 'fan-out';
  /** Suffix of the variant that takes a limit: `Limit` for `parallel` and `parallelLimit`. */
  readonly limited?: string;
  readonly unit: Unit;
}

const TASK = { unit: 'task' } as const;
const JOB = { unit: 'job', whenMissing: 'bounded' } as const;

export const LIMIT_MAKERS: readonly LimitMaker[] = [
  // bullmq 6.7.0, dist/cjs/classes/worker.js: `concurrency: 1`; throws for a number that is not
  // finite. A file instead of a function runs in a child process for each job,
  // dist/cjs/classes/child-pool.js; so it does in bull
  {
    packages: ['bullmq', '@taskforcesh/bullmq-pro'],
    name: /^Worker(?:Pro)?$/,
    isNew: true,
    argument: 2,
    option: 'concurrency',
    processor: 1,
    ...JOB,
  },
  // @nestjs/bullmq and @nestjs/bull pass the options on
  { packages: ['@nestjs/bullmq'], name: /^Processor$/, argument: 1, option: 'concurrency', ...JOB },
  { packages: ['@nestjs/bull'], name: /^Process$/, argument: 0, option: 'concurrency', ...JOB },
  // bull 4.16.5, lib/queue.js: `process([name,] [concurrency = 1,] handler)`; bee-queue 2.0.0: the
  // same without names
  {
    packages: ['bull', 'bee-queue', 'kue'],
    name: /\(\)\.process$/,
    argument: 'processor',
    processor: -1,
    ...JOB,
  },
  // better-queue 3.8.12, lib/queue.js: `opts.concurrent || 1`
  {
    packages: ['better-queue'],
    name: /^$/,
    isNew: true,
    argument: -1,
    option: 'concurrent',
    ...JOB,
  },
  { packages: ['graphile-worker'], name: /^run$/, argument: 0, option: 'concurrency', ...JOB },

  // p-queue 9.3.5, dist/index.js: `concurrency: Number.POSITIVE_INFINITY`; `intervalCap` limits by
  // time
  {
    packages: ['p-queue'],
    name: /^(?:PQueue)?$/,
    isNew: true,
    argument: 0,
    option: 'concurrency',
    whenMissing: 'unlimited',
    alternatives: ['intervalCap'],
    ...TASK,
  },
  // bottleneck 2.19.5, lib/Bottleneck.js: `maxConcurrent: null, minTime: 0, reservoir: null`; some
  // use it only to retry failed jobs
  {
    packages: ['bottleneck'],
    name: /^(?:Bottleneck|Group)?$/,
    isNew: true,
    argument: 0,
    option: 'maxConcurrent',
    whenMissing: 'unlimited',
    alternatives: [
      'minTime',
      'reservoir',
      'reservoirRefreshAmount',
      'reservoirIncreaseAmount',
      'highWater',
    ],
    elsewhere: ['updateSettings', 'on:failed'],
    ...TASK,
  },
  // queue 7.0.0, index.js: `concurrency = Infinity`
  {
    packages: ['queue'],
    name: /^$/,
    argument: 0,
    option: 'concurrency',
    whenMissing: 'unlimited',
    ...TASK,
  },
  // promise-queue 2.2.5, lib/index.js: `[maxPendingPromises=Infinity]`
  {
    packages: ['promise-queue'],
    name: /^$/,
    isNew: true,
    argument: 0,
    whenMissing: 'unlimited',
    ...TASK,
  },
  // promise-limit 2.7.0, index.js: without a count, there is no limit
  { packages: ['promise-limit'], name: /^$/, argument: 0, whenMissing: 'unlimited', ...TASK },
  // p-limit 7.3.3, index.js: throws without a number; takes `Infinity`, and since 7 an object
  {
    packages: ['p-limit'],
    name: /^$/,
    argument: 0,
    option: 'concurrency',
    isEither: true,
    whenMissing: 'bounded',
    ...TASK,
  },
  {
    packages: ['p-limit'],
    name: /^limitFunction$/,
    argument: 1,
    option: 'concurrency',
    whenMissing: 'bounded',
    ...TASK,
  },
  // async 3.2.6, queue.js and internal/queue.js: `concurrency = 1`
  {
    packages: ['async'],
    name: /^(?:queue|priorityQueue|cargoQueue)$/,
    argument: 1,
    whenMissing: 'bounded',
    ...TASK,
  },
  { packages: ['async'], name: /^\w+Limit$/, argument: 1, whenMissing: 'bounded', ...TASK },
  // fastq 1.20.3, queue.js: throws without a number of at least 1
  { packages: ['fastq'], name: /^(?:promise)?$/, argument: -1, whenMissing: 'bounded', ...TASK },
  { packages: ['throat'], name: /^$/, argument: 0, whenMissing: 'bounded', ...TASK },
  {
    packages: ['async-sema', 'async-mutex', 'await-semaphore'],
    name: /^Sema(?:phore)?$/,
    isNew: true,
    argument: 0,
    whenMissing: 'bounded',
    ...TASK,
  },
  // @supercharge/promise-pool 3.3.0, dist/promise-pool-executor.js: `concurrency: 10`
  {
    packages: ['@supercharge/promise-pool'],
    name: /(?:^|\.)withConcurrency$/,
    argument: 0,
    whenMissing: 'bounded',
    ...TASK,
  },

  // p-map 7.1.1 and p-filter 4.1.0, Bluebird 3.7.2 (js/release/map.js: `limit = 0`, which means no
  // limit)
  {
    packages: ['p-map', 'p-filter'],
    name: /^(?:pMapIterable)?$/,
    argument: 2,
    option: 'concurrency',
    whenMissing: 'unlimited',
    starts: 'fan-out',
    ...TASK,
  },
  {
    packages: ['bluebird'],
    name: /^(?:Promise\.)?(?:map|filter)$/,
    argument: 2,
    option: 'concurrency',
    whenMissing: 'unlimited',
    starts: 'fan-out',
    ...TASK,
  },
  // p-all 5.0.1, p-props 6.1.0 and p-times 4.0.0 pass their options to p-map; the object of p-props
  // is usually a literal
  {
    packages: ['p-all'],
    name: /^$/,
    argument: 1,
    option: 'concurrency',
    whenMissing: 'unlimited',
    starts: 'list',
    ...TASK,
  },
  {
    packages: ['p-props'],
    name: /^$/,
    argument: 2,
    option: 'concurrency',
    whenMissing: 'bounded',
    ...TASK,
  },
  {
    packages: ['p-times'],
    name: /^$/,
    argument: 2,
    option: 'concurrency',
    whenMissing: 'unlimited',
    starts: 'count',
    ...TASK,
  },
  // async 3.2.6, parallel.js and times.js: no limit; the argument in its place is the callback
  {
    packages: ['async'],
    name: /^parallel$/,
    argument: 'none',
    whenMissing: 'unlimited',
    starts: 'list',
    limited: 'Limit',
    ...TASK,
  },
  {
    packages: ['async'],
    name: /^times$/,
    argument: 'none',
    whenMissing: 'unlimited',
    starts: 'count',
    limited: 'Limit',
    ...TASK,
  },

  // Default threads: piscina 5.3.2, 1.5 times the processors; tinypool 2.2.0, the processors;
  // workerpool 10.0.3, one less
  {
    packages: ['piscina', 'tinypool'],
    name: /^(?:Piscina|Tinypool)?$/,
    isNew: true,
    argument: 0,
    option: 'maxThreads',
    whenMissing: 'bounded',
    unit: 'thread',
  },
  {
    packages: ['workerpool'],
    name: /^pool$/,
    argument: -1,
    option: 'maxWorkers',
    whenMissing: 'bounded',
    unit: 'thread',
  },
  // puppeteer-cluster 0.25.0, dist/Cluster.js: `maxConcurrency: 1`
  {
    packages: ['puppeteer-cluster'],
    name: /^Cluster\.launch$/,
    argument: 0,
    option: 'maxConcurrency',
    whenMissing: 'bounded',
    unit: 'browser',
  },
];

/** Functions that start one thread or process per call. */
export const STARTERS: readonly {
  readonly packages: readonly string[];
  readonly name: RegExp;
  readonly isNew: boolean;
  readonly unit: 'thread' | 'process';
}[] = [
  { packages: ['worker_threads'], name: /^Worker$/, isNew: true, unit: 'thread' },
  { packages: ['cluster'], name: /^fork$/, isNew: false, unit: 'process' },
  { packages: ['child_process'], name: /^fork$/, isNew: false, unit: 'process' },
];

const PACKAGES = [...new Set([...LIMIT_MAKERS, ...STARTERS].flatMap((maker) => maker.packages))];
const MENTION = new RegExp(
  `['"\`](?:node:)?(?:${PACKAGES.join('|').replaceAll('.', '\\.')})(?:/[\\w-]+)?['"\`]`,
);

/** Whether a text mentions one of the packages as a string. */
export function mayLimit(text: string): boolean {
  return MENTION.test(text);
}
