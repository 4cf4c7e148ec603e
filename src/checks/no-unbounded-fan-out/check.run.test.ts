// Runs programs before and after the rewrite in both modes, and compares results, errors and
// concurrency.
import { runInNewContext } from 'node:vm';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { fixSource } from '../../fix/fix-source.ts';
import { createSession } from '../../findings/session.ts';
import { toSourceText } from '../../text/source-text.ts';
import { isRefusal } from '../define-check.ts';
import type { FixOptions } from '../fix-options.ts';

const ID = 'no-unbounded-fan-out';
const COUNT = 7;

/** A program with tasks of different durations; `db.get(x)` is one, and resolves to `x * 10`. */
interface Program {
  readonly body: string;
  /** The modes in which the rewrite is refused on purpose. */
  readonly refused?: 'serial' | 'limit' | 'both';
  /** The mode in which a synchronous error becomes a rejected task, as a note says. */
  readonly changes?: 'limit';
  /** How many tasks run at once before the rewrite; all by default. */
  readonly before?: number;
  /** Tasks that fail. */
  readonly failing?: readonly number[];
}

const programs: Readonly<Record<string, Program>> = {
  'discarded, all': { body: 'await Promise.all(xs.map((x) => db.get(x))); return log;' },
  'discarded, all, one fails': {
    body: 'await Promise.all(xs.map((x) => db.get(x))); return log;',
    failing: [0],
  },
  'discarded, allSettled, some fail': {
    body: 'await Promise.allSettled(xs.map((x) => db.get(x))); return "done";',
    failing: [1, 4],
  },
  'discarded, allSettled, async block, some fail': {
    body: 'await Promise.allSettled(xs.map(async (x) => {\n    const y = await db.get(x);\n    log.push(y > 0);\n  })); return log.length;',
    failing: [1, 4],
  },
  'discarded, allSettled, throws before there is a promise': {
    body: 'await Promise.allSettled(xs.map((x) => db.early(x))); return "done";',
    failing: [0],
    before: 0,
    changes: 'limit',
  },
  declared: { body: 'const rs = await Promise.all(xs.map((x) => db.get(x)));\n  return rs;' },
  'declared, used in a closure': {
    body: 'const rs = await Promise.all(xs.map((x) => db.get(x)));\n  return xs.map((_, i) => rs[i]);',
  },
  'declared as a pattern': {
    body: 'const [first, ...rest] = await Promise.all(xs.map((x) => db.get(x)));\n  return { first, rest };',
  },
  'declared, settled, used': {
    body: 'const rs = await Promise.allSettled(xs.map((x) => db.get(x)));\n  return rs.map((r) => r.status === "fulfilled" ? r.value : String(r.reason));',
    failing: [2, 5],
  },
  'declared, settled, async block, used': {
    body: 'const rs = await Promise.allSettled(xs.map(async (x) => {\n    const y = await db.get(x);\n    return { y };\n  }));\n  return rs.map((r) => r.status === "fulfilled" ? r.value : String(r.reason));',
    failing: [2],
  },
  'declared, settled, async concise body that throws early': {
    body: 'const rs = await Promise.allSettled(xs.map(async (x) => db.early(x)));\n  return rs.map((r) => r.status === "fulfilled" ? r.value : String(r.reason));',
    failing: [2],
    before: 6,
  },
  assigned: {
    body: 'let rs: unknown = 0;\n  rs = await Promise.all(xs.map((x) => db.get(x)));\n  return rs;',
  },
  returned: { body: 'return Promise.all(xs.map((x) => db.get(x)));' },
  'returned, one fails': { body: 'return Promise.all(xs.map((x) => db.get(x)));', failing: [0] },
  'first part of a statement': {
    body: 'return (await Promise.all(xs.map((x) => db.get(x)))).filter((y) => y > 10).map(String);',
  },
  'first argument': { body: 'return JSON.stringify(await Promise.all(xs.map((x) => db.get(x))));' },
  'final return': {
    body: 'const rs = await Promise.all(xs.map(async (x) => {\n    const y = await db.get(x);\n    return { x, y };\n  }));\n  return rs;',
  },
  'final return of a promise': {
    body: 'const rs = await Promise.all(xs.map(async (x) => {\n    log.push(x);\n    return db.get(x);\n  }));\n  return rs;',
  },
  'early return': {
    body: 'const rs = await Promise.all(xs.map(async (x) => {\n    if (x % 2) return "odd";\n    return db.get(x);\n  }));\n  return rs;',
    before: 4,
  },
  'early return, discarded': {
    body: 'await Promise.all(xs.map(async (x) => {\n    if (x % 2) return;\n    await db.get(x);\n  }));\n  return "done";',
    before: 4,
  },
  'early returns in branches and a try': {
    body: 'const rs = await Promise.all(xs.map(async (x) => {\n    if (x === 1) return undefined;\n    if (x === 2)\n      return "two";\n    if (x === 3) {\n      log.push(x);\n      return;\n    }\n    try {\n      return await db.get(x);\n    } catch (error) {\n      return String(error);\n    } finally {\n      log.push(-x);\n    }\n  }));\n  return { rs, log: [...log].sort() };',
    before: 4,
    failing: [5],
  },
  'early return of a promise in a try': {
    body: 'const rs = await Promise.all(xs.map(async (x) => {\n    try {\n      return db.early(x);\n    } catch {\n      return "caught";\n    }\n  }));\n  return rs;',
    failing: [2],
    before: 6,
  },
  'returns in a loop of its own': {
    body: 'const rs = await Promise.all(xs.map(async (x) => {\n    for (const y of [1, 2]) {\n      if (x + y > 3) return db.get(x + y);\n    }\n    return "small";\n  }));\n  return rs;',
    before: 5,
  },
  'returns in a switch': {
    body: 'const rs = await Promise.all(xs.map(async (x) => {\n    switch (x) {\n      case 1:\n        return "one";\n      case 2:\n        return db.get(20);\n      default:\n        log.push(x);\n    }\n    return db.get(x);\n  }));\n  return rs;',
    before: 6,
  },
  'an end without a return': {
    body: 'const rs = await Promise.all(xs.map(async (x) => {\n    if (x > 2) {\n      return await db.get(x);\n    }\n    await db.get(x);\n  }));\n  return rs;',
  },
  'early return, settled, discarded': {
    body: 'await Promise.allSettled(xs.map(async (x) => {\n    if (x % 2) return;\n    await db.get(x);\n    log.push(x);\n  }));\n  return log.length;',
    before: 4,
    failing: [4],
  },
  'a name of the callback hides the results': {
    body: 'const rs = await Promise.all(xs.map(async (x) => {\n    if (x > 2) {\n      const rs = [x];\n      return rs;\n    }\n    return await db.get(x);\n  }));\n  return rs;',
    before: 3,
  },
  'an optional list': {
    body: 'const o: { xs?: number[] } = { xs };\n  return await Promise.all(o.xs?.map((x) => db.get(x)) ?? []);',
  },
  'an optional list that is not there': {
    body: 'const o: { xs?: number[] } = { xs: xs.length > 100 ? xs : undefined };\n  return await Promise.all(o.xs?.map((x) => db.get(x)) || []);',
    before: 0,
  },
  'a list over several lines': {
    body: 'return await Promise.all(\n    xs\n      .filter((x) => x !== 3)\n      .map((x) => db.get(x)),\n  );',
    before: 6,
  },
  'pushed, never read': {
    body: 'const ps = [];\n  for (const x of xs) {\n    if (x > 1) ps.push(db.get(x));\n  }\n  await Promise.all(ps);\n  return "done";',
    before: 5,
  },
  'pushed, one fails, never read': {
    body: 'const ps: Promise<number>[] = [];\n  for (const x of xs) ps.push(db.get(x));\n  await Promise.all(ps);\n  return "done";',
    failing: [0],
  },
  'no return, results used': {
    body: 'const rs = await Promise.all(xs.map(async (x) => {\n    await db.get(x);\n  }));\n  return rs.length;',
  },
  index: { body: 'return await Promise.all(xs.map((x, i) => db.get(x + i)));' },
  'index only': { body: 'return await Promise.all(xs.map((_x, i) => db.get(i)));' },
  'array as third parameter': {
    body: 'return await Promise.all(xs.map((x, i, all) => db.get(x + i + all.length)));',
  },
  'pattern with default': {
    body: 'const rows: { x: number; d?: number }[] = xs.map((x) => ({ x }));\n  return await Promise.all(rows.map(({ x, d = 2 }) => db.get(x + d)));',
  },
  'written parameter': {
    body: 'return await Promise.all(xs.map(async (x) => {\n    x += 1;\n    return db.get(x);\n  }));',
  },
  'parameter with a default': { body: 'return await Promise.all(xs.map((x = 1) => db.get(x)));' },
  'function expression': {
    body: 'return await Promise.all(xs.map(function (x) { return db.get(x); }));',
  },
  'function with this': {
    body: 'return await Promise.all(xs.map(function (this: { k: number }, x) { return db.get(x + this.k); }, { k: 1 }));',
    refused: 'both',
  },
  'parameter named like the array': {
    body: 'const o = { x: xs };\n  return await Promise.all(o.x.map((o) => db.get(o)));',
  },
  'result named like the parameter': {
    body: 'const x = await Promise.all(xs.map((x) => db.get(x)));\n  return x;',
  },
  reference: {
    body: 'const one = (x: number) => db.get(x);\n  return await Promise.all(xs.map(one));',
  },
  'variable in between': {
    body: 'const ps = xs.map((x) => db.get(x));\n  return await Promise.all(ps);',
  },
  'pushed in a loop': {
    body: 'const ps = [];\n  for (const x of xs) ps.push(db.get(x));\n  return await Promise.all(ps);',
  },
  'pushed in a counting loop': {
    body: 'const ps = [];\n  for (let i = 0; i < xs.length; i++) {\n    ps.push(db.get(xs[i] ?? 0));\n  }\n  return await Promise.all(ps);',
  },
  'Array.from a length': {
    body: `const n = xs.length;\n  return await Promise.all(Array.from({ length: n }, (_, i) => db.get(i)));`,
  },
  'Array.from a set': {
    body: 'return await Promise.all(Array.from(new Set(xs), (x) => db.get(x)));',
  },
  'entries of an object': {
    body: 'const o = Object.fromEntries(xs.map((x) => [`k${x}`, x]));\n  return await Promise.all(Object.entries(o).map(async ([k, x]) => [k, await db.get(x)]));',
  },
  'conditional task': {
    body: 'return await Promise.all(xs.map((x) => (x % 2 ? db.get(x) : null)));',
    before: 3,
  },
  'branch without braces': {
    body: 'if (xs.length > 1) return await Promise.all(xs.map((x) => db.get(x)));\n  return 0;',
  },
  'switch case': {
    body: 'switch (xs.length) {\n    case 7: return await Promise.all(xs.map((x) => db.get(x)));\n    default: return 0;\n  }',
  },
  caught: {
    body: 'try {\n    await Promise.all(xs.map((x) => db.get(x)));\n  } catch (error) {\n    return String(error);\n  }\n  return "none";',
    failing: [0],
  },
  'template over several lines': {
    body: 'return await Promise.all(\n    xs.map(async (x) => {\n        const y = await db.get(x);\n        return `a\n    ${y}\n  b`;\n      }),\n  );',
  },
  nested: {
    body: 'return await Promise.all(xs.map(async (x) => {\n    const zs = await db.list(x);\n    return await Promise.all(zs.map((z) => db.get(z)));\n  }));',
    before: 14,
  },
  'spread among others': {
    body: 'return await Promise.all([db.get(100), ...xs.map((x) => db.get(x))]);',
    refused: 'serial',
    before: 8,
  },
  'concise arrow': {
    body: 'const all = async () => Promise.all(xs.map((x) => db.get(x)));\n  return all();',
  },
  'object from a concise arrow': {
    body: 'return await Promise.all(xs.map(async (x) => ({ y: await db.get(x) })));',
  },
  race: { body: 'return await Promise.race(xs.map((x) => db.get(x)));', refused: 'both' },
};

/** The outcome of running a program. */
interface Outcome {
  readonly value?: unknown;
  readonly error?: string;
  readonly most: number;
}

describe.each(Object.keys(programs))('%s', (name) => {
  const program = programs[name];
  if (!program) return;
  const source = `import { db, log } from './db';\n\nexport async function run(xs: number[]): Promise<unknown> {\n  ${program.body}\n}\n`;

  it('starts all tasks at once before', async () => {
    expect((await run(source, program)).most).toBe(program.before ?? COUNT);
  });

  it.each([
    ['serial', { mode: 'serial' }, 1],
    ['serial with a pause', { mode: 'serial', delay: 1 }, 1],
    ['limit 1', { mode: 'limit', concurrency: 1 }, 1],
    ['limit 3', { mode: 'limit', concurrency: 3 }, 3],
  ] as const)('%s', async (_label, fix, most) => {
    const { output, refusals, notes } = rewrite(source, fix);
    if (program.refused === 'both' || program.refused === fix.mode) {
      expect(refusals).not.toEqual([]);
      expect(output).toBe(source);
      return;
    }
    expect(refusals).toEqual([]);
    expect(output).not.toBe(source);
    if (program.changes === fix.mode) {
      expect(notes).toContain(
        'A task that throws before it gives a promise now counts as rejected, and those behind it start all the same.',
      );
      return;
    }
    const [before, after] = [await run(source, program), await run(output, program)];
    expect({ value: after.value, error: after.error }).toEqual({
      value: before.value,
      error: before.error,
    });
    const others = name === 'spread among others' ? 1 : 0;
    const nested = name === 'nested' && most > 1 ? 2 : 1; // each task has two of its own
    expect(after.most).toBeLessThanOrEqual(most * nested + others);
    if (!program.failing)
      expect(after.most).toBe(Math.min(program.before ?? COUNT, most * nested + others));
  });
});

interface Rewrite {
  readonly output: string;
  readonly refusals: readonly string[];
  readonly notes: readonly string[];
}

function rewrite(source: string, fixOptions: FixOptions): Rewrite {
  const session = createSession(import.meta.dirname, { preset: 'strict' }, fixOptions, ID);
  const fix = fixSource(toSourceText(`${import.meta.dirname}/program.ts`, source), session);
  expect(fix.outcomes.length).toBeGreaterThan(0);
  const fixes = fix.outcomes.flatMap((outcome) => outcome.fix ?? []);
  return {
    output: fix.output,
    refusals: fixes.flatMap((one) => (isRefusal(one) ? [one.code] : [])),
    notes: fixes.flatMap((one) => (isRefusal(one) ? [] : one.notes)),
  };
}

/** Runs a program's `run` and counts concurrent tasks. */
async function run(source: string, program: Program): Promise<Outcome> {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
    },
  });
  let [current, most] = [0, 0];
  const get = async (x: number): Promise<number> => {
    current += 1;
    most = Math.max(most, current);
    await new Promise((resolve) => setTimeout(resolve, Math.max(1, 9 - x)));
    current -= 1;
    if (program.failing?.includes(x)) throw new Error(`task ${String(x)}`);
    return x * 10;
  };
  const db = {
    get,
    list: async (x: number) => Promise.resolve([x, x + 1]),
    early: (x: number) => {
      if (program.failing?.includes(x)) throw new Error(`early ${String(x)}`);
      return get(x);
    },
  };
  const exports: Record<string, unknown> = {};
  const require = (specifier: string): unknown =>
    specifier === 'p-limit' ? pLimit : { db, log: [] };
  runInNewContext(outputText, {
    exports,
    require,
    setTimeout,
    Promise,
    JSON,
    Object,
    Array,
    String,
    Error,
  });
  const main = exports['run'];
  if (typeof main !== 'function') throw new Error('the program exports no `run`');
  try {
    const value: unknown = await Reflect.apply(main, undefined, [
      Array.from({ length: COUNT }, (_, i) => i),
    ]);
    return { value, most };
  } catch (error) {
    return { error: String(error), most };
  } finally {
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}

/** A stand-in for the package `p-limit`. */
function pLimit(
  concurrency: number,
): (task: (...args: unknown[]) => unknown, ...args: unknown[]) => Promise<unknown> {
  const waiting: (() => void)[] = [];
  let active = 0;
  const next = (): void => {
    active -= 1;
    waiting.shift()?.();
  };
  return async (task, ...args) => {
    if (active >= concurrency) await new Promise<void>((resolve) => waiting.push(resolve));
    active += 1;
    try {
      return await task(...args);
    } finally {
      next();
    }
  };
}
