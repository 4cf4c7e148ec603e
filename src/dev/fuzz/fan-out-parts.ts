// The parts of generated programs with fan-outs: sources of elements, tasks, what starts and
// collects them, and what stands around and between.

/** The statements before the fan-out, and the expression of its elements. */
interface Source {
  readonly before: string;
  readonly list: string;
}

/** Other code that changes a list while the tasks run. */
const GROWING = 'void pause().then(() => live.list.push(60) + live.set.add(60).size);';

export const SOURCES: readonly Source[] = [
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
  { before: GROWING, list: 'live.list' },
  { before: GROWING, list: 'getList()' },
  { before: `const { list } = live;\n  ${GROWING}`, list: 'list' },
  { before: '', list: '[...live.set]' },
  { before: '', list: 'getList()' },
  { before: 'const { list } = live;', list: 'list' },
  { before: 'const list = live.list;', list: 'list' },
  { before: 'const list = [...xs];\n  later.push(() => list.push(50));', list: 'list' },
  { before: 'const list = new Array(8);\n  list[0] = 1;', list: 'list' },
  { before: 'const list = [];\n  for (const x of xs) list[x] = x;', list: 'list' },
];

/** Sources that have no `map`: they are run over by a loop, or by `Array.from`. */
export const ITERABLES: readonly Source[] = [
  { before: '', list: 'new Set(xs)' },
  { before: '', list: 'live.set' },
  { before: GROWING, list: 'live.set' },
  { before: GROWING, list: 'live.set.values()' },
  { before: '', list: 'live.set.values()' },
  { before: 'const set = live.set;', list: 'set' },
  { before: 'const map = new Map(xs.map((x) => [x, x]));', list: 'map.keys()' },
  { before: 'const iterator = xs.values();', list: 'iterator' },
  { before: '', list: "(log('m', 'list'), new Set(xs))" },
];

/** Bodies of a task for the element `x` with the index `i`; `HIT` names the URL. */
export const BODIES: readonly string[] = [
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
  '{ grow(x); return fetch(HIT); }',
  '{ const limit = x; const r = await fetch(HIT); return limit + r.id; }',
  '{ switch (x) { case 1: return fetch(HIT); case 2: break; default: return x; } return 0; }',
  "{ try { return await fetch(HIT); } finally { log('t', x, 'finally'); } }",
  '{ try { return fetch(HIT); } catch (error) { return error.message; } }',
  '{ do { if (x > 2) return 1; } while (false); return fetch(HIT); }',
  '{ next: for (const y of [1, 2]) { for (const z of [1]) { if (y > z) continue next; } } return fetch(HIT); }',
  '{ const give = () => { return 1; }; return (await fetch(HIT)).id + give(); }',
  '{ var y = x; await fetch(HIT); return y; }',
  '{ return give(); async function give() { return (await fetch(HIT)).id; } }',
  '{ const xs = [x]; await fetch(HIT); return xs; }',
  '{ const list = [x]; await fetch(HIT); return list; }',
  '{ const item = x, index = 1, items = 2; await fetch(HIT); return item + index + items; }',
  '{ later.push(() => x); return fetch(HIT); }',
  '{ const r = fetch(HIT); await pause(); return r; }',
  '{ if (x > 3) { await fetch(HIT); } else return fetch(HIT); }',
  '{ const { id: results } = await fetch(HIT); return { results }; }',
  '{ for (;;) { const r = await fetch(HIT); return r; } }',
  '{ if (x === 1) throw new Error("task " + x); return fetch(HIT); }',
  '{ return x > 2 ? fetch(HIT) : x; }',
  '{ return x && fetch(HIT); }',
  '{ return [fetch(HIT), x].length; }',
  '{ return { then: undefined, id: (await fetch(HIT)).id }; }',
  '{ return (await fetch(HIT), x); }',
  '{ await null; return fetch(HIT); }',
  '{ const path = [x].join(); await fetch(HIT); return path; }',
  '{ let p; for (p of [fetch(HIT)]) log("t", x, typeof p); return p; }',
  '{ for (const p of [fetch(HIT)]) return p; }',
  '{ const p = x > 1 ? fetch(HIT) : 2; await pause(); return p; }',
  '{ const { p } = { p: fetch(HIT) }; return p; }',
];

/** Builds callbacks around a body, by the elements that they take. */
export const toCallbacks = (body: string): readonly string[] => [
  `async (x) => ${body}`,
  `async (x, i) => ${withIndex(body)}`,
  `async function (x) ${body}`,
  `async function task(x, i) ${withIndex(body)}`,
  `async function task(x) ${body.replace('{', '{ x = x + 0;')}`,
  `async (x = 0) => ${body}`,
  `async (x, i, every) => ${body.replace('{', "{ log('t', x, every?.length);")}`,
  `async (...args) => ${body.replace('{', '{ const [x] = args;')}`,
  `async function () ${body.replace('{', '{ const x = arguments[0];')}`,
  `async (x, i = 2) => ${withIndex(body)}`,
  `async (x, ...[i]) => ${withIndex(body)}`,
  `async (x, i) => ${body.replace('{', '{ i += 1;')}`,
  `async function task(x) ${body.replace('{', "{ log('t', x, typeof task, task.length);")}`,
  `async function (x) ${body.replace('{', "{ log('t', x, typeof this?.send);")}`,
  `async function (x, i) ${body.replace('{', "{ log('t', x, i, typeof this?.base, arguments.length);")}`,
  `(x) => (async () => ${body})()`,
  `async (/* element */ x /* end */) => ${body}`,
];

const withIndex = (body: string): string => body.replace('{', "{ log('t', x, i);");

/** Callbacks that consist of a single expression. */
export const SHORT: readonly string[] = [
  '(x) => fetch(HIT)',
  '(x, i) => fetch(`https://host/${x}?i=${i}`)',
  'async (x) => fetch(HIT)',
  'async (x) => (await fetch(HIT)).id',
  'send',
  '(x) => send(x)',
  'sender.send',
  'sender.send.bind(sender)',
  'async (x) => ({ x, r: await fetch(HIT) })',
  'async (x) => [x, (await fetch(HIT)).id]',
  '(x) => (x > 2 ? fetch(HIT) : x)',
  '(x) => x > 1 && fetch(HIT)',
  'async (x) => (await fetch(HIT), x)',
  'async (x) => (x > 2 ? await fetch(HIT) : x)',
  '(x) => fetch(HIT).then((r) => r.id)',
  '(x) => fetch(HIT).catch((error) => error.message)',
  '(x) => Promise.resolve(x).then((y) => fetch(`https://host/${y}`))',
  '(x) => { void fetch(HIT); }',
  '(x) => { return fetch(HIT); }',
  '(x) => new Promise((resolve) => fetch(HIT).then(resolve, resolve))',
];

interface Start {
  /** The array of promises as an expression, if it is one. */
  readonly expression?: string;
  /** Statements that fill `jobs`, if it needs any. */
  readonly statements?: string;
}

/** What starts the tasks; the first {@link MAPPED} need a list with `map`. */
export function toStarts(list: string, callback: string): readonly Start[] {
  const name = callback.startsWith('send');
  const call = name ? `${callback}(x)` : `(${callback})(x)`;
  const push = `jobs.push(${call});`;
  const loop = (statements: string): Start => ({ statements: `const jobs = [];\n  ${statements}` });
  return [
    { expression: `${list}.map(${callback})` },
    { expression: `${list}.map(${callback})` },
    { expression: `${list}.map(${callback})` },
    { expression: `${list}.flatMap((x) => [${call}])` },
    { expression: `${list}.flatMap(${callback})` },
    { expression: `${list}.map(${callback}).filter(Boolean)` },
    { expression: `${list}.map((x) => [${call}]).flat()` },
    { expression: `${list}.filter((x) => x !== 3).map(${callback}, sender)` },
    { expression: `${list}.map(${callback}, sender)` },
    { expression: `${list}.map(${callback}, this)` },
    {
      expression: `${list}.reduce((jobs, x) => { ${push} return jobs; }, [])`,
    },
    loop(`${list}.forEach((x) => {\n    ${push}\n  });`),
    loop(
      `const all = ${list};\n  for (let k = 0; k < all.length; k++) {\n    const x = all[k];\n    ${push}\n  }`,
    ),
    loop(
      `const all = ${list};\n  let k = 0;\n  while (k < all.length) {\n    const x = all[k++];\n    ${push}\n  }`,
    ),
    loop(`const all = ${list};\n  for (const k in all) {\n    const x = all[k];\n    ${push}\n  }`),
    loop(
      `const queue = [...${list}];\n  do {\n    const x = queue.shift();\n    ${push}\n  } while (queue.length > 0);`,
    ),
    { expression: `Array.from(${list}, ${callback})` },
    { expression: `Array.from({ length: [...${list}].length }, (_, x) => ${call})` },
    { expression: `new Array([...${list}].length).fill(0).map((_, x) => ${call})` },
    { expression: `Array.from(${list}, ${callback})` },
    loop(`for (const x of ${list}) ${push}`),
    loop(`for (const x of ${list}) {\n    ${push}\n  }`),
    loop(`for (const x of ${list}) {\n    if (x > 3) continue;\n    ${push}\n  }`),
    loop(`for (const x of ${list}) {\n    if (x > 1) ${push}\n    else log('m', x);\n  }`),
    loop(`for (const x of ${list}) {\n    ${push}\n    log('m', 'pushed');\n  }`),
    loop(`for (const x of ${list}) {\n    ${push}\n    if (ask()) break;\n  }`),
    loop(`for (const x of ${list}) {\n    ${push}\n    if (ask()) return 'early';\n  }`),
    loop(`for (const x of ${list}) {\n    const job = ${call};\n    jobs.push(job);\n  }`),
    loop(`for (const x of ${list}) {\n    ${push}\n    jobs.push(send(x + 10));\n  }`),
    loop(`for (const x of ${list}) jobs.push(${call}, send(x + 20));`),
    loop(
      `for (const round of [1, 2]) {\n    for (const x of ${list}) ${push}\n    log('m', round);\n  }`,
    ),
    loop(`for (const round of [1, 2]) for (const x of ${list}) ${push}`),
    loop(`if (xs.length > 1) {\n    for (const x of ${list}) ${push}\n  }`),
    loop(
      `try {\n    for (const x of ${list}) ${push}\n  } catch (error) {\n    log('m', error.message);\n  }`,
    ),
    loop(`for (const x of ${list}) ${push}\n  jobs.push(send(30));`),
    loop(
      `for (var v of ${list}) jobs.push((async () => { await pause(); return fetch(\`https://host/\${v}\`); })());`,
    ),
    loop(`let n = 0;\n  for (const x of ${list}) {\n    n += 1;\n    ${push}\n  }`),
  ];
}

/** How many of the starts need a list with `map`, and how many there are. */
export const MAPPED = 16;
export const STARTS = toStarts('xs', 'send').length;

export const BETWEEN: readonly string[] = [
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
export const COLLECTORS: readonly string[] = [
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
  'return METHOD(JOBS).then((results) => ({ results, size: results.length }));',
  'const count = await METHOD(JOBS).then((all) => all.map((one) => all.length + typeof one));\n  return count;',
  'const other = await METHOD(JOBS).then(async (all) => (await send(all.length)) + 1);\n  return other + 1;',
  'const sent = await METHOD(JOBS).then((all) => send(all.length));\n  return sent + 1;',
  'const sent = await METHOD(JOBS).then((all) => all.length && send(1));\n  return sent + 1;',
  'return await METHOD(JOBS).then((all) => send(all.length));',
  'await METHOD(JOBS).then(() => log("m", "done"));',
  'return (await METHOD(JOBS).then((all) => all[0] || all)).id;',
  'return METHOD(JOBS).then((all) => { throw new Error("then " + all.length); });',
  'return METHOD(JOBS).then((all) => all.missing.id);',
  'const plain = () => METHOD(JOBS).then((all) => all.length);\n  return plain();',
  'function plain() {\n    return METHOD(JOBS);\n  }\n  return plain();',
  'function plain() {\n    if (ask()) return Promise.resolve(1);\n    return METHOD(JOBS).then((all) => all.slice(1));\n  }\n  return plain();',
  'const plain = { give() { return METHOD(JOBS); } };\n  return [await plain.give(), xs.length];',
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
  'return [await METHOD(JOBS), await METHOD(xs.map((x) => send(x + 6)))];',
  'return METHOD(JOBS.map((job) => job.catch((error) => error.message)));',
  'return { a: await METHOD(xs.map((x) => send(x + 6))), b: await METHOD(xs.map((x) => send(x))), c: ask() };',
  'return new Map(await METHOD(JOBS.map(async (job) => [typeof (await job), ask()])));',
  'return { first: ask(), all: await METHOD(JOBS) };',
  'const box = {};\n  box[ask()] = await METHOD(JOBS);\n  return box;',
  "for (const r of await METHOD(JOBS)) log('m', typeof r);",
  'if ((await METHOD(JOBS)).length > 2) return 1;',
  'const results = await METHOD(JOBS).catch((error) => error.message);\n  return results;',
  "return METHOD(JOBS).then((all) => all.length, () => 'failed');",
  'await METHOD(JOBS).then((all) => {\n    log(all.length);\n  });',
  "await METHOD(JOBS).finally(() => log('m', 'finally'));",
  'void METHOD(JOBS);',
  'METHOD(JOBS).catch(() => undefined);',
  'const inner = () => METHOD(JOBS);\n  return inner();',
  'const inner = async () => METHOD(JOBS);\n  return inner();',
  'async function inner() {\n    return await METHOD(JOBS);\n  }\n  return inner();',
  'const kept = METHOD(JOBS);\n  log("m", 1);\n  return await kept;',
  'const results = await METHOD(JOBS), other = 1;\n  return [results, other];',
  'let results;\n  if (xs.length) results = await METHOD(JOBS);\n  return results;',
  'return Object.fromEntries((await METHOD(JOBS)).map((one, at) => [at, typeof one]));',
  'return `${await METHOD(JOBS)}`;',
  'do {\n    await METHOD(JOBS);\n  } while (ask());',
  'const results = [];\n  results.push(...(await METHOD(JOBS)));\n  return results;',
  'var results = await METHOD(JOBS);\n  return () => results;',
  'const results = await METHOD(JOBS);\n  later.push(() => results.length);',
  'label: {\n    await METHOD(JOBS);\n    if (ask()) break label;\n    log("m", "label");\n  }',
];

export const METHODS: readonly string[] = [
  'Promise.all',
  'Promise.all',
  'Promise.all',
  'Promise.allSettled',
  'Promise.race',
  'Promise.any',
];

/** Code around the start and the collector. */
export const AROUND: readonly string[] = [
  'INNER',
  'INNER',
  'INNER',
  `try {\n  INNER\n  } catch (error) {\n    return 'outer ' + error.message;\n  }`,
  `const results = 'taken';\n  {\n  INNER\n  }\n  return results;`,
  `for (const round of [1, 2]) {\n  log('m', round);\n  INNER\n  }`,
  `if (xs.length > 0) {\n  INNER\n  }`,
  `switch (xs.length) {\n  default:\n  INNER\n  }`,
  `const run = async () => {\n  INNER\n  };\n  return await run();`,
  `const limit2 = 1, results2 = 2, item = 3;\n  {\n  INNER\n  }\n  return limit2 + results2 + item;`,
];

/** Code after the fan-out. */
export const AFTER: readonly string[] = [
  '',
  "log('m', 'after');",
  'return total;',
  'return later.map((one) => one());',
];
