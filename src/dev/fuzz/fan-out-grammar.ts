// Random programs with fan-outs: a source of elements, tasks started for each, statements in
// between, and a collector of the promises.
import fc from 'fast-check';

/** How a task fails: by an exception before there is a promise, or by a rejected promise. */
export type Failure = 'throws' | 'rejects';

/** A program with the inputs of its run. */
export interface FanOutProgram {
  /**
   * The text of a module that exports `main(xs, users)`, in TypeScript that is JavaScript as well.
   */
  readonly text: string;
  /** By element, how its task fails. */
  readonly failing: Readonly<Record<number, Failure>>;
  /** The results of `ask()`, in turn; `false` after the last. */
  readonly answers: readonly boolean[];
}

/** The statements before the fan-out, and the expression of its elements. */
interface Source {
  readonly before: string;
  readonly list: string;
}

const SOURCES: readonly Source[] = [
  { before: '', list: 'xs' },
  { before: '', list: '[...xs]' },
  { before: '', list: 'xs.filter((x) => x !== 2)' },
  { before: 'const list = Object.freeze([...xs]);', list: 'list' },
  { before: 'const set = new Set(xs);', list: '[...set]' },
  { before: 'const set = new Set(xs);', list: 'Array.from(set)' },
  { before: 'const map = new Map(xs.map((x) => [x, x]));', list: '[...map.keys()]' },
  { before: 'const list = [...xs];\n  delete list[1];', list: 'list' },
  { before: 'const list = [...xs];\n  list[9] = 9;', list: 'list' },
  { before: 'const list = [...xs];\n  list.length = 8;', list: 'list' },
  { before: '', list: "(log('m', 'list'), xs)" },
  { before: 'const options = { xs };', list: '(options?.xs ?? [])' },
  { before: '', list: 'live.list' },
  { before: '', list: '[...live.set]' },
];

/** Bodies of a task for the element `x` with the index `i`; `HIT` names the URL. */
const BODIES: readonly string[] = [
  '{ return fetch(HIT); }',
  '{ const r = await fetch(HIT); return r.id; }',
  "{ log('t', x, 'first'); const r = await fetch(HIT); log('t', x, 'last'); return r.id + 1; }",
  '{ if (x % 2) return; const r = await fetch(HIT); return r.id; }',
  '{ try { return await fetch(HIT); } catch (error) { return error.message; } }',
  '{ await fetch(HIT); }',
  '{ const results = await fetch(HIT); const all = [results.id]; return all; }',
  '{ for (const y of [1, 2]) { if (y > 1) return fetch(HIT); } return 0; }',
  '{ const r = await fetch(HIT); total += r.id; }',
  '{ const r = await fetch(HIT); total = total + r.id; return total > 0; }',
  '{ if (x < 2) { live.list.push(x + 100); live.set.add(x + 100); } return fetch(HIT); }',
  '{ const limit = x; const r = await fetch(HIT); return limit + r.id; }',
];

/** Builds callbacks around a body, by the elements that they take. */
const toCallbacks = (body: string): readonly string[] => [
  `async (x) => ${body}`,
  `async (x, i) => ${withIndex(body)}`,
  `async function (x) ${body}`,
  `async function task(x, i) ${withIndex(body)}`,
  `async function task(x) ${body.replace('{', '{ x = x + 0;')}`,
  `async (x = 0) => ${body}`,
  `async (x, i, every) => ${body.replace('{', "{ log('t', x, every.length);")}`,
  `async (...args) => ${body.replace('{', '{ const [x] = args;')}`,
  `async function () ${body.replace('{', '{ const x = arguments[0];')}`,
];

const withIndex = (body: string): string => body.replace('{', "{ log('t', x, i);");

/** Callbacks that consist of a single expression. */
const SHORT: readonly string[] = [
  '(x) => fetch(HIT)',
  '(x, i) => fetch(`https://host/${x}?i=${i}`)',
  'async (x) => fetch(HIT)',
  'async (x) => (await fetch(HIT)).id',
  'send',
  '(x) => send(x)',
  'sender.send',
  'sender.send.bind(sender)',
];

interface Start {
  /** The array of promises as an expression, if it is one. */
  readonly expression?: string;
  /** Statements that fill `jobs`, if it needs any. */
  readonly statements?: string;
}

function toStarts(list: string, callback: string): readonly Start[] {
  const call = `(${callback})(x)`;
  const push = `jobs.push(${callback.startsWith('send') ? `${callback}(x)` : call});`;
  return [
    { expression: `${list}.map(${callback})` },
    { expression: `Array.from(${list}, ${callback})` },
    { expression: `${list}.flatMap((x) => [${callback === 'send' ? 'send(x)' : call}])` },
    { statements: `const jobs = [];\n  for (const x of ${list}) ${push}` },
    { statements: `const jobs = [];\n  for (const x of ${list}) {\n    ${push}\n  }` },
    {
      statements: `const jobs = [];\n  const all = ${list};\n  for (let k = 0; k < all.length; k++) {\n    const x = all[k];\n    ${push}\n  }`,
    },
    { statements: `const jobs = [];\n  ${list}.forEach((x) => {\n    ${push}\n  });` },
  ];
}

const BETWEEN: readonly string[] = [
  '',
  '',
  '',
  "log('m', 'between');",
  "if (ask()) return 'early';",
  'await pause();',
  'const other = 1;',
  "if (ask()) throw new Error('between');",
];

/** Collectors of the promises `JOBS`; `METHOD` is the combinator. */
const COLLECTORS: readonly string[] = [
  'await METHOD(JOBS);',
  'const results = await METHOD(JOBS);\n  return results;',
  'const results = await METHOD(JOBS);\n  return results.length;',
  'const [first, ...rest] = await METHOD(JOBS);\n  return [first, rest.length];',
  'return METHOD(JOBS);',
  'return await METHOD(JOBS);',
  'let results = 0;\n  results = await METHOD(JOBS);\n  return results;',
  'return JSON.stringify(await METHOD(JOBS));',
  'return (await METHOD(JOBS)).map((one) => typeof one);',
  'return METHOD(JOBS).then((all) => all.length);',
  'if (ask()) await METHOD(JOBS);',
  "if (ask()) {\n    await METHOD(JOBS);\n  } else {\n    log('m', 'else');\n  }",
  'if (ask()) {\n    const results = await METHOD(JOBS);\n    return results;\n  }',
  "try {\n    await METHOD(JOBS);\n  } catch (error) {\n    return 'caught ' + error.message;\n  }",
  "try {\n    return await METHOD(JOBS);\n  } catch (error) {\n    return 'caught ' + error.message;\n  } finally {\n    log('m', 'finally');\n  }",
  "try {\n    return METHOD(JOBS);\n  } catch (error) {\n    return 'caught ' + error.message;\n  }",
  'while (ask()) await METHOD(JOBS);',
  'for (let n = 0; n < 2; n++) await METHOD(JOBS);',
  '{\n    await METHOD(JOBS);\n  }',
  "switch (xs.length) {\n    case 6:\n      await METHOD(JOBS);\n      break;\n    default:\n      log('m', 'default');\n  }",
  'const results = ask() ? await METHOD(JOBS) : [];\n  return results;',
  'return [xs.length, ...(await METHOD(JOBS))];',
];

const METHODS: readonly string[] = [
  'Promise.all',
  'Promise.all',
  'Promise.all',
  'Promise.allSettled',
  'Promise.race',
  'Promise.any',
];

/** Code around the start and the collector. */
const AROUND: readonly ((inner: string) => string)[] = [
  (inner) => inner,
  (inner) => inner,
  (inner) => inner,
  (inner) => `try {\n  ${inner}\n  } catch (error) {\n    return 'outer ' + error.message;\n  }`,
  (inner) => `const results = 'taken';\n  {\n  ${inner}\n  }\n  return results;`,
  (inner) => `for (const round of [1, 2]) {\n  log('m', round);\n  ${inner}\n  }`,
  (inner) => `if (xs.length > 0) {\n  ${inner}\n  }`,
];

/** Code after the fan-out. */
const AFTER: readonly string[] = ['', "log('m', 'after');", 'return total;'];

const toText = (parts: readonly string[]): string => `let total = 0;
const live = { list: [], set: new Set() };
const send = async (x) => (await fetch(\`https://host/\${x}\`)).id;
const sender = { base: 'https://host/', async send(x) { return (await fetch(this.base + x)).id; } };

export async function main(xs, limit) {
  live.list = [...xs];
  live.set = new Set(xs);
  ${parts.filter((part) => part !== '').join('\n  ')}
}
`;

const pick = <T>(values: readonly T[]): fc.Arbitrary<T> =>
  fc.integer({ min: 0, max: values.length - 1 }).map((index) => at(values, index));

function at<T>(values: readonly T[], index: number): T {
  const value = values[index];
  if (value === undefined) throw new RangeError(`No entry ${String(index)}`);
  return value;
}

/** The statements of one fan-out. */
const fanOut: fc.Arbitrary<string> = fc
  .record({
    source: pick(SOURCES),
    isShort: fc.boolean(),
    body: pick(BODIES),
    form: fc.nat(8),
    short: pick(SHORT),
    start: fc.nat(6),
    isKept: fc.boolean(),
    between: pick(BETWEEN),
    method: pick(METHODS),
    collector: pick(COLLECTORS),
    around: pick(AROUND),
  })
  .map(({ source, isShort, body, form, short, start, isKept, between, ...rest }) => {
    const callback = (isShort ? short : at(toCallbacks(body), form)).replaceAll(
      'HIT',
      '`https://host/${x}`',
    );
    const { expression, statements } = at(toStarts(source.list, callback), start);
    const isApart = statements !== undefined || isKept;
    const collect = rest.collector
      .replaceAll('METHOD', rest.method)
      .replaceAll('JOBS', isApart ? 'jobs' : (expression ?? ''));
    const started = statements ?? (isKept ? `const jobs = ${expression ?? ''};` : '');
    const inner = [started, isApart ? between : '', collect].filter((part) => part !== '');
    return [source.before, rest.around(inner.join('\n  '))]
      .filter((part) => part !== '')
      .join('\n  ');
  });

/** Programs with one fan-out, or with two in separate functions or blocks. */
export const fanOutPrograms: fc.Arbitrary<FanOutProgram> = fc
  .record({
    first: fanOut,
    second: fc.option(fanOut, { nil: undefined, freq: 4 }),
    after: pick(AFTER),
    failing: fc.dictionary(
      fc.integer({ min: 0, max: 5 }).map(String),
      fc.constantFrom<Failure>('throws', 'rejects'),
      { maxKeys: 2 },
    ),
    answers: fc.array(fc.boolean(), { maxLength: 3 }),
  })
  .map(({ first, second, after, failing, answers }) => ({
    text: toText([
      `{\n  ${first}\n  }`,
      ...(second === undefined ? [] : [`{\n  ${second}\n  }`]),
      after,
    ]),
    failing,
    answers,
  }));
