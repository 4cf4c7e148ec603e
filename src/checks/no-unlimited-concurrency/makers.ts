// The packages that run tasks, jobs, threads or processes a few at a time: where each is told how many, and what it does when it isn't.
// Data, read off the packages' own sources in the versions named. Must not know how a program is read.

/** What there is too many of. Threads, processes and browsers have a heap of their own, so far fewer of them are many. */
type Unit = 'task' | 'job' | 'thread' | 'process' | 'browser';

/** One way to set a limit. */
export interface LimitMaker {
  /** Packages, or one of their files: `async/queue`. */
  readonly packages: readonly string[];
  /** What is called, see `PackageCallFact.name`. */
  readonly name: RegExp;
  /** `new` where only a construction makes it. */
  readonly isNew?: true;
  /** Which argument; negative from the end. `processor`: the number in front of the last argument. `none`: there is none. */
  readonly argument: number | 'processor' | 'none';
  /** The property of that argument; absent where the argument is the number itself. */
  readonly option?: string;
  /** The argument may be the number as well: `pLimit(3)`, `pLimit({ concurrency: 3 })`. */
  readonly isEither?: true;
  /** What nothing said means. */
  readonly whenMissing: 'unlimited' | 'bounded';
  /** Other options that hold tasks back: a rate, an interval. */
  readonly alternatives?: readonly string[];
  /** The argument that is a function, or a file that runs in processes of its own. */
  readonly processor?: number;
  /** What is done with what it makes, where that says that the limit is set elsewhere, or that it is there for something else. */
  readonly elsewhere?: readonly string[];
  /** It starts tasks itself: those of a list, as many as a number says. `fan-out`: those that `no-unbounded-fan-out` finds when nothing is said. */
  readonly starts?: 'list' | 'count' | 'fan-out';
  /** The function beside it that takes a number: `parallel`, `parallelLimit`. */
  readonly limited?: string;
  readonly unit: Unit;
}

const TASK = { unit: 'task' } as const;
const JOB = { unit: 'job', whenMissing: 'bounded' } as const;

export const LIMIT_MAKERS: readonly LimitMaker[] = [
  // bullmq 6.7.0, dist/cjs/classes/worker.js: `concurrency: 1`; throws for a number that is not finite.
  // A file instead of a function runs in a child process for each job, dist/cjs/classes/child-pool.js; so it does in bull
  {
    packages: ['bullmq', '@taskforcesh/bullmq-pro'],
    name: /^Worker(?:Pro)?$/,
    isNew: true,
    argument: 2,
    option: 'concurrency',
    processor: 1,
    ...JOB,
  },
  // @nestjs/bullmq and @nestjs/bull hand the options on
  { packages: ['@nestjs/bullmq'], name: /^Processor$/, argument: 1, option: 'concurrency', ...JOB },
  { packages: ['@nestjs/bull'], name: /^Process$/, argument: 0, option: 'concurrency', ...JOB },
  // bull 4.16.5, lib/queue.js: `process([name,] [concurrency = 1,] handler)`; bee-queue 2.0.0: the same without names
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

  // p-queue 9.3.5, dist/index.js: `concurrency: Number.POSITIVE_INFINITY`; `intervalCap` holds back by time
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
  // bottleneck 2.19.5, lib/Bottleneck.js: `maxConcurrent: null, minTime: 0, reservoir: null`; a job that failed may be tried again, which is what
  // some use it for
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
  // promise-limit 2.7.0, index.js: without a count nothing waits
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
  // fastq 1.20.3, queue.js: throws without a number from 1
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

  // p-map 7.1.1 and p-filter 4.1.0, Bluebird 3.7.2 (js/release/map.js: `limit = 0`, which is none)
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
  // p-all 5.0.1, p-props 6.1.0 and p-times 4.0.0 pass their options to p-map; an object of promises for p-props is what a developer wrote
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
  // async 3.2.6, parallel.js and times.js: no limit. What stands where theirs would is the callback
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

  // piscina 5.3.2: as many threads as 1.5 times the processors; tinypool 2.2.0: as the processors; workerpool 10.0.3: one less
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

/** What starts one thread or process for each call. */
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

/** Whether a text names one of the packages. */
export function mayLimit(text: string): boolean {
  return MENTION.test(text);
}
