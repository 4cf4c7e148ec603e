// Runs programs before and after the rewrite: what they give, when the package is loaded, and who
// hears of it when it can't be.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixSource } from '../../fix/fix-source.ts';
import { createSession } from '../../findings/session.ts';
import { toSourceText } from '../../text/source-text.ts';
import { isRefusal } from '../define-check.ts';

/**
 * Notes its load, which fails where the runner says so; what it gives is a promise, as with most
 * heavy packages.
 */
const HEAVY = `
globalThis.heavyLoads += 1;
if (globalThis.isHeavyBroken) throw new Error('heavy is broken');
module.exports = (value) => ({ value, toText: async () => 'heavy ' + value });
`;

/** Loads the program, calls \`get\` with one argument, and tells what came of it. */
const RUNNER = `
const [, , file, argument, isBroken] = process.argv;
globalThis.heavyLoads = 0;
globalThis.isHeavyBroken = isBroken === 'true';
(async () => {
  const { get } = await import(file);
  const atStartup = globalThis.heavyLoads;
  const result = await get(JSON.parse(argument)).catch((error) => 'rejected: ' + error.message);
  console.log(JSON.stringify({ result, atStartup, loads: globalThis.heavyLoads }));
})();
`;

interface Run {
  readonly result: unknown;
  readonly atStartup: number;
  readonly loads: number;
}

let folder = '';
let programs = 0;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'ballast-lazy-run-')));
  mkdirSync(join(folder, 'node_modules', 'heavy'), { recursive: true });
  writeFileSync(
    join(folder, 'node_modules', 'heavy', 'package.json'),
    '{"name": "heavy", "version": "1.0.0", "main": "index.js"}',
  );
  writeFileSync(join(folder, 'node_modules', 'heavy', 'index.js'), HEAVY);
  writeFileSync(join(folder, 'runner.cjs'), RUNNER);
  writeFileSync(join(folder, 'package.json'), '{}');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A program before and after, and how to run each. */
function rewrite(text: string): {
  readonly output: string;
  readonly notes: readonly string[];
  before(argument: unknown): Run;
  after(argument: unknown, isBroken?: boolean): Run;
} {
  programs += 1;
  const base = join(folder, `program-${String(programs)}`);
  const { output, outcomes } = fixSource(
    toSourceText(`${base}.mjs`, text),
    createSession(folder, { packages: { heavy: true } }),
  );
  const [outcome] = outcomes;
  if (!outcome?.fix || isRefusal(outcome.fix)) throw new Error('it was not rewritten');
  writeFileSync(`${base}.before.mjs`, text);
  writeFileSync(`${base}.after.mjs`, output);
  return {
    output,
    notes: outcome.fix.notes,
    before: (argument) => run(`${base}.before.mjs`, argument, false),
    after: (argument, isBroken = false) => run(`${base}.after.mjs`, argument, isBroken),
  };
}

function run(file: string, argument: unknown, isBroken: boolean): Run {
  const parsed: unknown = JSON.parse(
    execFileSync(
      process.execPath,
      [join(folder, 'runner.cjs'), file, JSON.stringify(argument), String(isBroken)],
      { encoding: 'utf8' },
    ),
  );
  if (typeof parsed !== 'object' || parsed === null || !('result' in parsed))
    throw new Error('the runner gave nothing');
  return {
    result: parsed.result,
    atStartup: 'atStartup' in parsed ? Number(parsed.atStartup) : 0,
    loads: 'loads' in parsed ? Number(parsed.loads) : 0,
  };
}

const SOME_NEED_IT = `import heavy from 'heavy';
export async function get(values) {
  return Promise.all(values.map(async (value) => {
    if (value < 10) return value;
    return heavy(value).toText();
  }));
}
`;

describe('a callback that runs once per element', () => {
  it('loads only when an element needs it, and once', () => {
    const { before, after } = rewrite(SOME_NEED_IT);
    expect(after([1, 2])).toEqual({ result: before([1, 2]).result, atStartup: 0, loads: 0 });
    expect(after([1, 20, 3, 40])).toEqual({
      result: before([1, 20, 3, 40]).result,
      atStartup: 0,
      loads: 1,
    });
  });

  it('fails for no element that does without a broken package', () => {
    const { after } = rewrite(SOME_NEED_IT);
    expect(after([1, 2], true).result).toEqual([1, 2]);
    expect(after([1, 20], true).result).toBe('rejected: heavy is broken');
  });

  it('keeps the order in which the elements write what others see', () => {
    const { before, after } = rewrite(`import heavy from 'heavy';
export async function get(values) {
  const out = [];
  await Promise.all(values.map(async (value) => {
    if (value < 10) {
      out.push(value);
      return;
    }
    const made = heavy(value);
    out.push(made.value);
    await made.toText();
  }));
  return out;
}
`);
    expect(before([20, 1, 30]).result).toEqual([20, 1, 30]);
    expect(after([20, 1, 30]).result).toEqual([20, 1, 30]);
  });

  it('keeps a check and what is set behind it in one turn', () => {
    const { before, after } = rewrite(`import heavy from 'heavy';
export async function get(values) {
  const seen = new Set();
  return Promise.all(values.map(async (value) => {
    if (seen.has(value)) return 'seen';
    seen.add(value);
    return heavy(value).toText();
  }));
}
`);
    expect(after([1, 1, 2])).toEqual({ result: before([1, 1, 2]).result, atStartup: 0, loads: 1 });
  });

  it('does not make the caller of `forEach` miss what was there when it returned', () => {
    const { before, after } = rewrite(`import heavy from 'heavy';
export async function get(values) {
  const out = {};
  values.forEach(async (value) => {
    if (value < 10) return;
    Object.assign(out, { [value]: heavy(value).value });
  });
  return out;
}
`);
    expect(before([1, 20]).result).toEqual({ 20: 20 });
    expect(after([1, 20]).result).toEqual({ 20: 20 });
  });
});

describe('a `try` with a `catch`', () => {
  const NOTE = "If `heavy` can't be loaded, the `catch` around it gets the error.";

  it("answers for a package that can't be loaded, as nobody else might, and a note says so", () => {
    const { before, after, notes } = rewrite(`import heavy from 'heavy';
export async function get(value) {
  try {
    return await heavy(value.trim()).toText();
  } catch {
    return 'no text';
  }
}
`);
    for (const value of [' a ', 1]) expect(after(value).result).toEqual(before(value).result);
    expect(after('a', true).result).toBe('no text');
    expect(notes).toContain(NOTE);
  });

  it('is named in a note where the load has to stay in it', () => {
    const { before, after, notes } = rewrite(`import heavy from 'heavy';
export async function get(value) {
  try {
    const text = value.trim();
    return await heavy(text).toText();
  } catch {
    return 'no text';
  }
}
`);
    for (const value of [' a ', 1]) expect(after(value).result).toEqual(before(value).result);
    expect(after('a', true).result).toBe('no text');
    expect(after(1, true).loads).toBe(0);
    expect(notes).toContain(NOTE);
  });

  it('is named in a note where it awaits the callbacks that load', () => {
    const { after, notes } = rewrite(`import heavy from 'heavy';
export async function get(values) {
  try {
    return await Promise.all(values.map(async (value) => {
      if (value < 10) return value;
      return heavy(value).toText();
    }));
  } catch {
    return 'no text';
  }
}
`);
    expect(after([20], true).result).toBe('no text');
    expect(notes).toContain(NOTE);
  });

  it('is in no note where nobody in it awaits the callbacks', () => {
    const { after, notes } = rewrite(`import heavy from 'heavy';
export async function get(values) {
  try {
    return Promise.all(values.map(async (value) => {
      if (value < 10) return value;
      return heavy(value).toText();
    }));
  } catch {
    return 'no text';
  }
}
`);
    expect(after([20], true).result).toBe('rejected: heavy is broken');
    expect(notes.filter((note) => note.includes('catch'))).toEqual([]);
  });
});

describe('a concise arrow that becomes a block', () => {
  it('leaves the lines of a template literal and of a string as they are', () => {
    const { before, after, output } = rewrite(`import heavy from 'heavy';
export const get = async (value) => (await heavy(\`<a>
  <b>\${
  value
}</b>
\`).toText()) + 'one \\
  two';
`);
    expect(output).toContain('\n  <b>${\n    value\n  }</b>\n`)');
    expect(after('x')).toEqual({ result: before('x').result, atStartup: 0, loads: 1 });
  });

  it('gives what a bracketed body with comments gave', () => {
    const { before, after } = rewrite(`import heavy from 'heavy';
export const get = async (value = () => 1) => // a => b
  /* c */ ( // d
    { text: await heavy(value).toText() }
  );
`);
    expect(after('x')).toEqual({ result: before('x').result, atStartup: 0, loads: 1 });
  });

  it('finds its arrow behind a comment that holds one', () => {
    const { before, after } = rewrite(`import heavy from 'heavy';
export const get = async (/* value => text */) => heavy(1).toText();
`);
    expect(after('x')).toEqual({ result: before('x').result, atStartup: 0, loads: 1 });
  });

  it('may end where another one ends', () => {
    const { before, after } = rewrite(`import heavy from 'heavy';
const choose = async (value) => heavy(value).value === 1 ? async () => 'one' : async () => heavy(value).toText();
export const get = async (value) => (await choose(value))();
`);
    for (const value of [1, 2])
      expect(after(value)).toEqual({ result: before(value).result, atStartup: 0, loads: 1 });
  });
});

describe('a function that is kept', () => {
  it('finds what was loaded in front of it', () => {
    const { output, before, after } = rewrite(`import heavy from 'heavy';

export async function get(values) {
  if (values.length === 0) return 'nothing';
  const made = heavy('first');
  const later = [];
  for (const value of values) later.push(async () => heavy(value).value);
  made.again = async function () {
    return heavy('again').value;
  };
  return [made.value, await made.again(), await later[0]()];
}
`);
    expect(output.split("(await import('heavy')).default")).toHaveLength(2);
    for (const values of [['a'], []]) {
      const { result, loads } = before(values);
      expect(after(values)).toEqual({ result, atStartup: 0, loads: values.length > 0 ? loads : 0 });
    }
  });

  it('loads by itself where it may come to be without', () => {
    const { output, before, after } = rewrite(`import heavy from 'heavy';

export async function get(isFirst) {
  const make = () => later();
  if (isFirst) return make();
  return heavy('own').value;
  async function later() {
    return heavy('later').value;
  }
}
`);
    for (const isFirst of [true, false])
      expect(after(isFirst)).toMatchObject({
        result: before(isFirst).result,
        atStartup: 0,
        loads: 1,
      });
    expect(output.split("(await import('heavy')).default").length).toBeLessThan(4);
  });
});
