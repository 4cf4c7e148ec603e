// Runs programs before and after the rewrite, with the real packages if they are small: same
// results in the same order, and never more tasks at once than the limit allows.
import { createRequire } from 'node:module';
import { runInNewContext } from 'node:vm';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { fixSource } from '../../fix/fix-source.ts';
import { createSession } from '../../findings/session.ts';
import { toSourceText } from '../../text/source-text.ts';
import { isRefusal } from '../define-check.ts';
import type { FixOptions } from '../fix-options.ts';

const ID = 'no-unlimited-concurrency';
const COUNT = 12;
const installed = createRequire(import.meta.url);

interface Program {
  /** A module that exports `run(xs, task)`. */
  readonly text: string;
  /** How long a task takes, in milliseconds, if starting one takes a while. */
  readonly time?: number;
}

/** One program per way to set a limit. `bullmq`, `bull`, `cluster` and `piscina` are stand-ins. */
const programs: Readonly<Record<string, Program>> = {
  'p-queue': {
    text: "import PQueue from 'p-queue';\nconst queue = new PQueue();\nexport const run = (xs, task) => Promise.all(xs.map((x) => queue.add(() => task(x))));",
  },
  'p-queue with other options': {
    text: "import PQueue from 'p-queue';\nconst queue = new PQueue({\n  autoStart: true,\n  timeout: 5000,\n});\nexport const run = (xs, task) => queue.addAll(xs.map((x) => () => task(x)));",
  },
  'p-queue in a field': {
    text: "import PQueue from 'p-queue';\nclass Jobs {\n  queue = new PQueue({ concurrency: undefined ?? Infinity });\n  one(f) { return this.queue.add(f); }\n}\nconst jobs = new Jobs();\nexport const run = (xs, task) => Promise.all(xs.map((x) => jobs.one(() => task(x))));",
  },
  'p-limit': {
    text: "import pLimit from 'p-limit';\nconst limit = pLimit(Infinity);\nexport const run = (xs, task) => Promise.all(xs.map((x) => limit(() => task(x))));",
  },
  'p-limit by a constant': {
    text: "import pLimit from 'p-limit';\nconst MANY = 500;\nexport const run = (xs, task) => {\n  const limit = pLimit(MANY);\n  return Promise.all(xs.map((x) => limit(() => task(x))));\n};",
  },
  bottleneck: {
    text: "import Bottleneck from 'bottleneck';\nconst limiter = new Bottleneck();\nexport const run = (xs, task) => Promise.all(xs.map((x) => limiter.schedule(() => task(x))));",
    time: 100,
  },
  'async.parallel': {
    text: "import async from 'async';\nexport const run = (xs, task) => async.parallel(xs.map((x) => async.asyncify(() => task(x))));",
  },
  'async.parallel with a callback': {
    text: "import async from 'async';\nexport const run = (xs, task) => new Promise((resolve, reject) => {\n  async.parallel(xs.map((x) => (next) => task(x).then((y) => next(null, y), next)), (error, ys) => (error ? reject(error) : resolve(ys)));\n});",
  },
  'async.times': {
    text: "import async from 'async';\nexport const run = (xs, task) => async.times(xs.length, async.asyncify((i) => task(xs[i])));",
  },
  'async.mapLimit': {
    text: "import { mapLimit, asyncify } from 'async';\nexport const run = (xs, task) => mapLimit(xs, 500, asyncify(task));",
  },
  'async.queue': {
    text: "import { queue, asyncify } from 'async';\nexport const run = (xs, task) => {\n  const jobs = queue(asyncify(task), Infinity);\n  return Promise.all(xs.map((x) => jobs.pushAsync(x)));\n};",
  },
  bullmq: {
    text: "import { Worker } from 'bullmq';\nexport const run = (xs, task) => new Worker('jobs', (job) => task(job.data), { concurrency: 500 }).work(xs);",
  },
  'bullmq by a parameter': {
    text: "import { Worker } from 'bullmq';\nconst MANY = process.env.WORKERS ? parseInt(process.env.WORKERS) : 100000;\nconst make = (task, concurrency = MANY) => new Worker('jobs', (job) => task(job.data), { concurrency });\nexport const run = (xs, task) => make(task).work(xs);",
  },
  bull: {
    text: "import Bull from 'bull';\nconst queue = new Bull('jobs');\nexport const run = (xs, task) => {\n  queue.process(200, (job) => task(job.data));\n  return queue.work(xs);\n};",
  },
  'bull, by name': {
    text: "import Bull from 'bull';\nconst queue = new Bull('jobs');\nexport const run = (xs, task) => {\n  queue.process('mail', 200, (job) => task(job.data));\n  return queue.work(xs);\n};",
  },
  piscina: {
    text: "import Piscina from 'piscina';\nexport const run = (xs, task) => {\n  const pool = new Piscina({ filename: './work.js', maxThreads: 64 });\n  return pool.work(xs, task);\n};",
  },
  cluster: {
    text: "import cluster from 'node:cluster';\nimport os from 'node:os';\nexport const run = (xs, task) => {\n  const all = [];\n  for (let i = 0; i < os.cpus().length; i++) cluster.fork({ task, all });\n  return Promise.all(all).then(() => 'forked');\n};",
  },
  'cluster by elements': {
    text: "import cluster from 'node:cluster';\nimport { cpus } from 'node:os';\nexport const run = (xs, task) => {\n  const all = [];\n  cpus().forEach(() => cluster.fork({ task, all }));\n  return Promise.all(all).then(() => 'forked');\n};",
  },
};

describe.each(Object.keys(programs))('%s', (name) => {
  const program = programs[name];
  if (!program) return;

  it('runs all tasks at once before the rewrite', async () => {
    expect((await run(program)).most).toBe(COUNT);
  });

  it.each([1, 3])('runs at most %i at a time', async (concurrency) => {
    const [before, after] = [
      await run(program),
      await run({ ...program, text: rewrite(program.text, { concurrency }) }),
    ];
    expect(after).toEqual({ value: before.value, most: concurrency });
  });

  // A configured limit keeps its own variable.
  it.runIf(!program.text.includes('process.env'))(
    'runs as many as the environment says',
    async () => {
      const rewritten = {
        ...program,
        text: rewrite(program.text, { environment: 'JOBS', concurrency: 2 }),
      };
      expect((await run(rewritten)).most).toBe(2);
      expect((await run(rewritten, { JOBS: '5' })).most).toBe(5);
    },
  );
});

describe('a task that waits for its own limiter', () => {
  const text =
    "import pLimit from 'p-limit';\nconst limit = pLimit(Infinity);\nconst walk = (x, task) => limit(async () => (x > 2 ? task(x) : [await walk(x + 1, task)]));\nexport const run = (xs, task) => walk(0, task);";

  it('ends without a limit but not with one, so it is not rewritten', async () => {
    expect(await run({ text })).toMatchObject({ most: 1 });
    const limited = run({ text: text.replace('Infinity', '2') }).then(() => 'ended');
    expect(
      await Promise.race([limited, new Promise((resolve) => setTimeout(resolve, 100, 'waits'))]),
    ).toBe('waits');
    const left = fix(text, {});
    expect(left.output).toBe(text);
    expect(left.outcomes.map(({ fix }) => fix && isRefusal(fix) && fix.code)).toEqual(['B303']);
  });
});

function fix(text: string, fixOptions: FixOptions): ReturnType<typeof fixSource> {
  return fixSource(
    toSourceText(`${import.meta.dirname}/program.js`, text),
    createSession(import.meta.dirname, {}, fixOptions, ID),
  );
}

function rewrite(text: string, fixOptions: FixOptions): string {
  const { output, outcomes } = fix(text, fixOptions);
  expect(outcomes.length).toBe(1);
  expect(output).not.toBe(text);
  return output;
}

interface Outcome {
  readonly value: unknown;
  readonly most: number;
}

type Task = (x: number) => Promise<number>;

/** Runs a program's `run` and counts concurrent tasks. */
async function run(
  { text, time = 10 }: Program,
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
    },
  });
  let [current, most] = [0, 0];
  const task: Task = async (x) => {
    current += 1;
    most = Math.max(most, current);
    await new Promise((resolve) => setTimeout(resolve, time + ((x * 7) % 5)));
    current -= 1;
    return x * 10;
  };
  const exports: Record<string, unknown> = {};
  const require = (specifier: string): unknown => standIns[specifier] ?? installed(specifier);
  runInNewContext(outputText, { exports, require, process: { env }, setTimeout, Promise, Object });
  const main = exports['run'];
  if (typeof main !== 'function') throw new Error('the program exports no `run`');
  const value: unknown = await Reflect.apply(main, undefined, [
    Array.from({ length: COUNT }, (_, i) => i),
    task,
  ]);
  return { value: JSON.parse(JSON.stringify(value)), most };
}

/** Runs as many tasks at a time as BullMQ, Bull and thread pools do. */
async function work(
  xs: readonly number[],
  concurrency: number,
  task: (x: number) => unknown,
): Promise<unknown[]> {
  const results: unknown[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: concurrency > xs.length ? xs.length : concurrency }, async () => {
      for (let i = next++; i < xs.length; i = next++) results[i] = await task(xs[i] ?? 0);
    }),
  );
  return results;
}

type Run = (job: { readonly data: number }) => unknown;

const standIns: Readonly<Record<string, unknown>> = {
  bullmq: {
    Worker: function Worker(
      _name: string,
      handle: Run,
      { concurrency = 1 }: { concurrency?: number } = {},
    ) {
      return { work: (xs: number[]) => work(xs, concurrency, (data) => handle({ data })) };
    },
  },
  bull: function Bull() {
    let [concurrency, handle]: [number, Run] = [1, () => undefined];
    return {
      process: (...args: readonly unknown[]) => {
        const last = args.at(-1);
        if (typeof last === 'function')
          handle = (job) => Reflect.apply(last, undefined, [job]) as unknown;
        concurrency = Number(args.at(-2) ?? 1);
      },
      work: (xs: number[]) => work(xs, concurrency, (data) => handle({ data })),
    };
  },
  piscina: function Piscina({ maxThreads = 1 }: { maxThreads?: number }) {
    return { work: (xs: number[], task: Task) => work(xs, maxThreads, task) };
  },
  'node:cluster': {
    fork: ({ task, all }: { task: Task; all: Promise<number>[] }) => all.push(task(all.length)),
  },
  'node:os': { cpus: () => Array.from({ length: COUNT }, () => ({})) },
};
