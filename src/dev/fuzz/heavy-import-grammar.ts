// Random programs that import a heavy package: forms of the import, set-up, and functions that use
// it.
import fc from 'fast-check';

/** How a program is compiled and loaded. */
export interface EmitMode {
  readonly name: string;
  readonly extension: 'ts' | 'cts' | 'mts' | 'cjs' | 'mjs' | 'js';
  /** Compiler options, for TypeScript. */
  readonly options?: Readonly<Record<string, unknown>>;
}

export const EMIT_MODES: readonly EmitMode[] = [
  { name: 'interop', extension: 'ts', options: { module: 'commonjs', esModuleInterop: true } },
  { name: 'no-interop', extension: 'ts', options: { module: 'commonjs', esModuleInterop: false } },
  { name: 'nodenext-commonjs', extension: 'cts', options: { module: 'nodenext' } },
  { name: 'nodenext-module', extension: 'mts', options: { module: 'nodenext' } },
  { name: 'commonjs', extension: 'cjs' },
  { name: 'module', extension: 'mjs' },
  { name: 'javascript', extension: 'js' },
];

/** Packages by format, with their files. */
export const PACKAGES: Readonly<Record<string, Readonly<Record<string, string>>>> = (() => {
  const body = `globalThis.heavyLoads = (globalThis.heavyLoads ?? 0) + 1;
const options = { level: 1 };
function make(value) { return 'made ' + value + ' ' + options.level; }
function configure(more) { Object.assign(options, more); return options; }
class Thing { constructor(size) { this.size = size + options.level; } }
`;
  const all = '{ make, options, configure, Thing }';
  return {
    plain: {
      'package.json': '{"name": "plain", "version": "1.0.0"}',
      'index.js': `${body}module.exports = ${all};\n`,
    },
    callable: {
      'package.json': '{"name": "callable", "version": "1.0.0"}',
      'index.js': `${body}module.exports = Object.assign((value) => make(value), ${all});\n`,
    },
    transpiled: {
      'package.json': '{"name": "transpiled", "version": "1.0.0"}',
      'index.js': `${body}Object.defineProperty(exports, '__esModule', { value: true });\nexports.default = ${all};\nexports.make = make;\nexports.options = options;\nexports.configure = configure;\nexports.Thing = Thing;\n`,
    },
    modern: {
      'package.json':
        '{"name": "modern", "version": "1.0.0", "type": "module", "exports": "./index.js"}',
      'index.js': `${body}export { make, options, configure, Thing };\nexport default ${all};\n`,
    },
  };
})();

/** A program of one file. */
export interface HeavyImportProgram {
  readonly mode: EmitMode;
  readonly packageName: string;
  /** Exports `calls`: an array of functions without parameters, called in turn. */
  readonly text: string;
}

/** A form of import, and the names that it binds. */
interface ImportForm {
  readonly text: string;
  /** How a member is accessed: `heavy.make`, or `make` alone. */
  readonly prefix: string;
  /** The package as a value, if the form binds a name to it. */
  readonly whole?: string;
}

const IMPORTS: readonly ImportForm[] = [
  { text: "import heavy from 'NAME'", prefix: 'heavy.', whole: 'heavy' },
  { text: "import * as heavy from 'NAME'", prefix: 'heavy.', whole: 'heavy' },
  { text: "import { make, options, configure, Thing } from 'NAME'", prefix: '' },
  { text: "import { make as build, make, options, configure, Thing } from 'NAME'", prefix: '' },
  {
    text: "import whole, { make, options, configure, Thing } from 'NAME'",
    prefix: '',
    whole: 'whole',
  },
];

const REQUIRES: readonly ImportForm[] = [
  { text: "const heavy = require('NAME')", prefix: 'heavy.', whole: 'heavy' },
  { text: "var heavy = require('NAME')", prefix: 'heavy.', whole: 'heavy' },
  { text: "const { make, options, configure, Thing } = require('NAME')", prefix: '' },
];

/** Comments around the import; each must remain exactly once. */
const FRAMES: readonly ((line: string) => string)[] = [
  (line) => line,
  (line) => line,
  (line) => `/* Copyright of the file. */\n${line}`,
  (line) => `// About the import.\n${line} // 0.33`,
  (line) => `// Third party\n\n${line}`,
  (line) => `const first = 1${line.endsWith(';') ? ';' : ''}\n${line}`,
];

/**
 * Functions that use the package; `P.` stands for the prefix of a member, `W` for the package
 * itself.
 */
const USES: readonly ((id: string) => string)[] = [
  (id) => `async function ${id}() { return P.make(1); }`,
  (id) => `async function ${id}() {\n  return P.make(1);\n}`,
  (id) => `const ${id} = async () => P.make(2);`,
  (id) => `const ${id} = async () => ({ level: P.options.level });`,
  (id) => `async function ${id}(level = P.options.level) { return level; }`,
  (id) => `async function ${id}() {\n  const { level } = P.options;\n  return level;\n}`,
  (id) => `async function ${id}() { return typeof P.make; }`,
  (id) => `async function ${id}() { return new P.Thing(3).size; }`,
  (id) => `async function ${id}() { return [1, 2].map((one) => P.make(one)); }`,
  (id) => `async function ${id}() { return Promise.all([1, 2].map(async (one) => P.make(one))); }`,
  (id) => `function ${id}() { return P.make(4); }`,
  (id) => `function ${id}() { return 'never'; }\nasync function ${id}Other() { return P.make(5); }`,
  (id) =>
    `class ${id}Class { async run() { return P.make(6); } }\nconst ${id} = () => new ${id}Class().run();`,
  (id) =>
    `class ${id}Class { level = P.options.level; }\nconst ${id} = () => new ${id}Class().level;`,
  (id) =>
    `const ${id}Api = { async get() { return P.make(7); }, name: 'api' };\nconst ${id} = () => ${id}Api.get();`,
  (id) =>
    `async function ${id}() {\n  if (Date.now() < 0) return P.make(8);\n  return 'not now';\n}`,
  (id) =>
    `async function ${id}() {\n  try {\n    return P.make(9);\n  } catch (error) {\n    return 'failed';\n  }\n}`,
  (id) =>
    `async function ${id}() {\n  for (const one of [1, 2]) if (one > 1) return P.make(one);\n}`,
  (id) =>
    `async function ${id}() {\n  const make = 'shadow';\n  const heavy = make;\n  return heavy;\n}`,
  (id) =>
    `async function* ${id}All() { yield P.make(10); }\nconst ${id} = async () => { for await (const one of ${id}All()) return one; };`,
  (id) => `async function ${id}() {\n  const inner = async () => P.make(11);\n  return inner();\n}`,
  (id) => `const ${id}Level = P.options.level;\nasync function ${id}() { return ${id}Level; }`,
  (id) => `async function ${id}() { switch (1) { case 1: return P.make(12); default: return 0; } }`,
];

/** Top-level statements that set the package up or use it at startup. */
const SET_UPS: readonly string[] = [
  '',
  '',
  '',
  '',
  'P.configure({ level: 5 });',
  'const thing = new P.Thing(1);\nasync function useThing() { return thing.size; }',
  "const made = P.make('start');",
];

const pick = <T>(values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

/** Programs of one file, in all emit modes and package formats. */
export const heavyImportPrograms: fc.Arbitrary<HeavyImportProgram> = fc
  .record({
    mode: pick(EMIT_MODES),
    packageName: pick(Object.keys(PACKAGES)),
    form: fc.nat(4),
    isRequire: fc.boolean(),
    frame: pick(FRAMES),
    setUp: pick(SET_UPS),
    uses: fc.array(pick(USES), { minLength: 1, maxLength: 3 }),
    hasSemicolons: fc.boolean(),
    lineEnd: pick(['\n', '\n', '\n', '\r\n']),
  })
  .map(({ mode, packageName, form, isRequire, frame, setUp, uses, ...style }) => {
    const isModule = ['mts', 'mjs'].includes(mode.extension);
    const isScript = ['cjs', 'js'].includes(mode.extension);
    const forms = isScript || (isRequire && !isModule) ? REQUIRES : IMPORTS;
    const { text, prefix, whole } = forms[form % forms.length] ?? { text: '', prefix: '' };
    const line = `${text.replace('NAME', packageName)}${style.hasSemicolons ? ';' : ''}`;
    const ids = uses.map((_, index) => `use${String(index)}`);
    const calls = [...ids, ...(setUp.includes('useThing') ? ['useThing'] : [])];
    const list = `[${calls.join(', ')}]`;
    const body = [
      frame(line),
      setUp,
      ...uses.map((use, index) => use(ids[index] ?? '')),
      isScript || forms === REQUIRES ? `exports.calls = ${list};` : `export const calls = ${list};`,
    ]
      .filter((part) => part !== '')
      .join('\n\n')
      .replaceAll('P.', prefix)
      .replaceAll(/\bW\b/g, whole ?? 'make');
    return { mode, packageName, text: `${body}\n`.replaceAll('\n', style.lineEnd) };
  });
