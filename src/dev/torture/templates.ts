// The code that mutations put into files. Words in capitals are filled in, each time anew: `STMT` a
// statement of the file, `EXPR` an expression of it, `ID` a fresh name, `OLD` a name that the file
// declares somewhere. `N` is what an import binds, `PKG` the package.

/** Imports in ES modules, and how what they bind is used. */
export const IMPORTS: readonly string[] = [
  "import N from 'PKG';",
  "import N from 'PKG';",
  'import N from "PKG"',
  "import * as N from 'PKG';",
  "import { N } from 'PKG';",
  "import { make as N } from 'PKG';",
  "import { default as N } from 'PKG';",
  "import ID, { N } from 'PKG';",
  "import N, { make as ID } from 'PKG'; // the package",
  "import N, * as ID from 'PKG';",
  "import {\n  N,\n  // the other\n  make as ID,\n} from 'PKG';",
  "/* about it */ import N from 'PKG'; import ID from 'PKG';",
  "// Third party\n\n// about N\nimport N from 'PKG';\nN.cache(false);",
  "import N from 'PKG';\nN.options.path = EXPR;",
  "import N from 'PKG';\nconst ID = N.create(EXPR);",
  "import N from 'PKG'; const ID = new N(), OLD = 1;",
  "import N from 'PKG';\nif (process.env.FAST) N.simd(true);\nelse N.simd(false);",
  "import { N } from 'PKG';\nexport { N };",
  "import N from 'PKG';\nexport const ID = () => N(EXPR);",
  "import 'PKG';\nimport N from 'PKG';",
  "const N = await import('PKG');",
  "const { default: N } = await import('PKG');",
  "export * from 'PKG';\nimport N from 'PKG'",
  "export { make } from 'PKG';\nimport { make as N } from 'PKG'",
  "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\nconst N = require('PKG');",
];

/** Imports in CommonJS and scripts. */
export const REQUIRES: readonly string[] = [
  "const N = require('PKG');",
  "const N = require('PKG')",
  "var N = require('PKG');",
  "let N = require('PKG');",
  "const { N } = require('PKG');",
  "const { make: N, ID } = require('PKG');",
  "const { make: N, ...ID } = require('PKG');",
  "const { N = EXPR } = require('PKG');",
  "const N = require('PKG').make;",
  "const N = require('PKG')(EXPR);",
  "const N = require('PKG').default || EXPR;",
  "const ID = 1, N = require('PKG'), OLD = 2;",
  "var N = require('PKG'),\n  ID = require('fs'); // both",
  "require('PKG');\nconst N = require('PKG');\nN.cache(false);",
  "let N;\nN = require('PKG');",
  "let N;\ntry { N = require('PKG'); } catch (error) { N = null; }",
  "const N = require('PKG');\nN.options.path = EXPR;",
  "const N = require('PKG');\nconst ID = N.create(EXPR);",
  "const N = require('PKG');\nexports.ID = () => N(EXPR);",
  "const N = require('PKG');\nmodule.exports.ID = N;",
  "exports.ID = require('PKG');\nconst N = require('PKG')",
];

/** Imports in TypeScript only. */
export const TYPED_IMPORTS: readonly string[] = [
  "import N = require('PKG');",
  "import N, { type ID } from 'PKG';",
  "import { type Thing as ID, N } from 'PKG';",
  "import type ID from 'PKG';\nimport N from 'PKG';",
  "import N from 'PKG';\nexport type ID = N.Thing;",
  "import N from 'PKG';\nlet ID: typeof N | undefined;",
  "import N from 'PKG';\nimport ID = N.Inner;",
  "const N = require('PKG') as typeof import('PKG');",
];

/** Statements that use what an import binds. */
export const USES: readonly string[] = [
  'N(EXPR);',
  'N.run(EXPR)',
  'const ID = N.make(EXPR);',
  'var ID = N.make(), OLD = N;',
  'const { ID, OLD = N } = N.options;',
  'return N(EXPR);',
  'return { N, ID: N.make };',
  'if (N.ok) STMT',
  'if (EXPR) N.run(); else STMT',
  'for (const ID of N.list) STMT',
  'for (let ID = 0; ID < N.length; ID++) { STMT N(ID); }',
  'while (N.next()) { STMT break; }',
  'try { STMT N.run(); } catch (error) { N.fail(error); } finally { N.end(); }',
  'try { STMT } catch (error) { N.fail(error); }',
  'const ID = () => N(EXPR);',
  'const ID = async () => N(EXPR);',
  'const ID = async (OLD = N.make()) => { STMT return N; };',
  'function ID() { STMT return N.make(EXPR); }',
  'async function ID() { STMT return N.make(EXPR); }',
  'async function ID({ OLD = N }) { return await N(OLD); }',
  'function* ID() { yield N.make(EXPR); }',
  'async function* ID() { STMT yield* N.make(EXPR); }',
  'class ID extends N.Base { async run() { return super.run(N); } }',
  'class ID { field = N.make(); static { N.run(); } get OLD() { return N; } async go() { STMT return N; } }',
  'const ID = { async OLD() { STMT return N(EXPR); }, get it() { return N; }, [N.key]: 1 };',
  'label: { STMT if (N.ok) break label; N.run(); }',
  'typeof N === "function" && N();',
  'new N(EXPR);',
  'N`text ${EXPR}`;',
  'N?.make?.(EXPR);',
  'switch (N.kind) { case N.one: STMT break; default: N.run(); }',
  'do N.run(); while (N.more)',
  '{ const OLD = N; STMT }',
  '{ let N = EXPR; N.run(); STMT }',
  'throw new N.Failure(EXPR);',
  'N.count++;',
  'setTimeout(async () => { STMT N(EXPR); }, 0);',
  'void (async () => { STMT await N(EXPR); })();',
];

/** Those in which a function waits. */
export const AWAITING_USES: readonly string[] = [
  'await N(EXPR);',
  'const ID = await N.make(EXPR);',
  'return await N(EXPR);',
  'for await (const ID of N.list()) STMT',
  'const ID = (await N.make()).OLD, other = await N;',
];

/** Top-level declarations that use it. */
export const TOP_USES: readonly string[] = [
  'export const ID = N.make(EXPR);',
  'export const ID = async () => { STMT return N(EXPR); };',
  'export async function ID(OLD) { STMT return N(OLD); }',
  'export function ID() { STMT return N; }',
  'export class ID { async run(OLD) { STMT return N(OLD); } }',
];

/** Lists of elements. */
export const LISTS: readonly string[] = [
  'xs',
  'xs',
  'EXPR',
  '[...EXPR]',
  '(EXPR)',
  'Object.keys(EXPR)',
  'Object.entries(EXPR)',
  'xs.filter((x) => x !== EXPR)',
  '(xs ?? [])',
  'xs?.list',
  'Array.from(xs)',
  'this.list',
  'new Set(xs)',
  '(await load())',
  '[EXPR, EXPR, ...xs]',
];

/** Callbacks for an element; `BODY` is a block. */
export const CALLBACKS: readonly string[] = [
  'async (x) => BODY',
  'async (x) => BODY',
  'async x => BODY',
  'async (x, i) => BODY',
  'async (x, OLD) => BODY',
  'async (OLD) => { const x = OLD; await fetch(x); STMT }',
  'async ({ id: x, ...OLD }) => BODY',
  'async ([x, ID = EXPR]) => BODY',
  'async (x = EXPR) => BODY',
  'async function (x) BODY',
  'async function ID(x) BODY',
  'async (x, _, all) => BODY',
  '(x) => fetch(x)',
  '(x) => fetch(EXPR)',
  'x => fetch(x, EXPR)',
  '(x) => { STMT return fetch(x); }',
  'async (x) => ({ x, it: await fetch(EXPR) })',
  'async (x) => (await fetch(x), EXPR)',
  'async () => BODY',
  'fetch',
  '(x) => new Promise((done) => { STMT fetch(x).then(done); })',
  'async (x) => await Promise.all(x.map(async (y) => fetch(y)))',
];

export const TYPED_CALLBACKS: readonly string[] = [
  'async (x: string) => BODY',
  'async (x: string, i?: number): Promise<void> => BODY',
  'async <T,>(x: T) => BODY',
  'async (x: any) => BODY',
];

export const BODIES: readonly string[] = [
  '{ await fetch(x); }',
  '{ return fetch(x); }',
  '{ STMT return fetch(x); }',
  '{ STMT await fetch(x); STMT return EXPR; }',
  '{ if (EXPR) return; await fetch(x); STMT }',
  '{ const OLD = await fetch(x); STMT return OLD; }',
  '{ try { STMT return await fetch(x); } catch (error) { STMT } }',
  '{\n  // about it\n  STMT\n  const ID = await fetch(x); // last\n  return ID;\n}',
  '{ for (const y of x) { STMT if (y) return fetch(y); } }',
  '{ switch (x) { case EXPR: return fetch(x); default: STMT } await fetch(x); }',
  '{ var OLD = EXPR; await fetch(x); return () => { STMT }; }',
  '{ function ID() { STMT } await fetch(x, ID); }',
  '{ await fetch(x); STMT STMT }',
];

/** What collects promises; `JOBS` is an array of them. */
export const COLLECTORS: readonly string[] = [
  'return Promise.all(JOBS);',
  'void Promise.all(JOBS);',
  'Promise.all(JOBS)',
  'Promise.all(JOBS).then((ID) => { STMT });',
  'const ID = Promise.all(JOBS);',
  'const ID = JOBS; STMT return Promise.all(ID);',
  'Promise.allSettled(JOBS);',
  'LIST.forEach(CALLBACK);',
  'LIST.map(CALLBACK);',
  'const ID = []; for (const x of LIST) { STMT ID.push(fetch(x)); } return Promise.all(ID);',
];

/** Those that wait. */
export const AWAITING_COLLECTORS: readonly string[] = [
  'await Promise.all(JOBS);',
  'await Promise.all(JOBS)',
  'const ID = await Promise.all(JOBS);',
  'let ID = await Promise.allSettled(JOBS); STMT',
  'const [ID, ...OLD] = await Promise.all(JOBS);',
  'var OLD = await Promise.all(JOBS), ID = OLD;',
  'OLD = await Promise.all(JOBS);',
  'return await Promise.all(JOBS);',
  'return (await Promise.all(JOBS)).filter(Boolean);',
  'return { ID: await Promise.all(JOBS), it: EXPR };',
  'if (EXPR) await Promise.all(JOBS); else STMT',
  'if (EXPR) STMT else await Promise.all(JOBS)',
  'for (const ID of await Promise.all(JOBS)) STMT',
  'while (EXPR) { STMT await Promise.all(JOBS); break; }',
  'label: for (const ID of xs) { await Promise.all(JOBS); continue label; }',
  'try { await Promise.all(JOBS); } catch (error) { STMT } finally { STMT }',
  'switch (EXPR) { case 1: await Promise.all(JOBS); break; default: const ID = await Promise.all(JOBS); }',
  'const ID = JOBS; STMT await Promise.all(ID);',
  'const ID = JOBS;\nif (EXPR) return;\nconst it = await Promise.all(ID);',
  'const ID = []; for (const x of LIST) ID.push((CALLBACK)(x)); await Promise.all(ID);',
  'const ID = []; for (const x of LIST) { STMT ID.push(fetch(x)); STMT } const it = await Promise.all(ID);',
  'const ID = []; for (let i = 0; i < xs.length; i++) { const x = xs[i]; ID.push(fetch(x)); } await Promise.all(ID);',
  'const ID = []; LIST.forEach((x) => { STMT ID.push(fetch(x)); }); await Promise.all(ID);',
  'const ID = []; for (const x in EXPR) { ID.push(fetch(x)); } STMT await Promise.allSettled(ID);',
  'await Promise.race(JOBS);',
  'await EXPR, await Promise.all(JOBS);',
  'const ID = async () => { await Promise.all(JOBS); }, it = await Promise.all(JOBS);',
  'const { length: ID } = await Promise.all(JOBS); // how many',
  'await Promise.all(LIST.map(CALLBACK).concat(JOBS));',
  'await Promise.all([...JOBS, fetch(EXPR)]);',
  'await Promise.all(/* each */ JOBS /* done */);',
];

export const JOBS: readonly string[] = [
  'LIST.map(CALLBACK)',
  'LIST.map(CALLBACK)',
  'LIST.map(\n    CALLBACK,\n  )',
  'LIST.flatMap(CALLBACK)',
  'Array.from(LIST, CALLBACK)',
  'LIST.map(CALLBACK, this)',
  'LIST.map(CALLBACK).filter(Boolean)',
];

/** Functions around what waits; `INNER` are statements. */
export const WRAPPERS: readonly string[] = [
  'async function ID(xs, load) {\n  STMT\n  INNER\n}',
  'async function ID(xs) { INNER STMT }',
  'const ID = async (xs) => { INNER };',
  'const ID = async function (xs, OLD) { STMT INNER };',
  'const ID = { async OLD(xs) { INNER } };',
  'class ID { async OLD(xs) { STMT INNER } static async #go(xs) { INNER } }',
  'async function* ID(xs) { yield 1; INNER }',
  'void (async (xs) => { INNER })(EXPR);',
  'setInterval(async () => {\n  STMT\n  INNER\n}, 1);',
];
