// The real packages: programs before and after the rewrite, in every emit mode, see the same
// values; nothing is loaded at boot; no new type error.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixSource } from '../../fix/fix-source.ts';
import { createSession } from '../../findings/session.ts';
import { toSourceText } from '../../text/source-text.ts';
import { isRefusal } from '../define-check.ts';

interface Real {
  readonly name: string;
  /** A name that the package exports, for the named forms. */
  readonly named: string;
  readonly isModuleOnly?: boolean;
}

const packages: readonly Real[] = [
  { name: 'sharp', named: 'versions' },
  { name: 'puppeteer-extra', named: 'addExtra' },
  { name: 'puppeteer-extra-plugin-stealth', named: 'name' },
  { name: '@sparticuz/chromium', named: 'executablePath' },
  { name: 'better-sqlite3', named: 'SqliteError' },
  { name: '@napi-rs/canvas', named: 'createCanvas' },
  { name: 'onnxruntime-node', named: 'InferenceSession' },
  { name: '@huggingface/transformers', named: 'pipeline' },
  { name: 'exceljs', named: 'Workbook' },
  { name: '@node-rs/bcrypt', named: 'hash' },
];
/** Versions that are CommonJS, as most servers have them. */
const versions: Readonly<Record<string, string>> = {
  '@sparticuz/chromium': '133.0.0',
  'puppeteer-core': '24.43.1',
};

interface Mode {
  readonly extension: 'ts' | 'cts' | 'mts' | 'cjs' | 'mjs';
  readonly options?: Readonly<Record<string, unknown>>;
}

const modes: Readonly<Record<string, Mode>> = {
  'TypeScript to CommonJS with esModuleInterop': {
    extension: 'ts',
    options: { module: 'commonjs', moduleResolution: 'bundler', esModuleInterop: true },
  },
  'TypeScript to CommonJS without esModuleInterop': {
    extension: 'ts',
    options: {
      module: 'commonjs',
      moduleResolution: 'bundler',
      esModuleInterop: false,
      allowSyntheticDefaultImports: true,
    },
  },
  'TypeScript nodenext, a CommonJS file': { extension: 'cts', options: { module: 'nodenext' } },
  'TypeScript nodenext, an ES module': { extension: 'mts', options: { module: 'nodenext' } },
  'plain CommonJS': { extension: 'cjs' },
  'plain ES module': { extension: 'mjs' },
};

function getPrograms({ extension }: Mode, { name, named }: Real): readonly string[] {
  const imports = [
    `import heavy from '${name}';\nexport async function get() { return [heavy]; }\n`,
    `import { ${named} } from '${name}';\nexport async function get() { return [${named}]; }\n`,
    `import { ${named} as other } from '${name}';\nexport async function get() { return [other]; }\n`,
    `import * as heavy from '${name}';\nexport async function get() { return [heavy.${named}]; }\n`,
  ];
  const requires = [
    `const heavy = require('${name}');\nexports.get = async () => [heavy, heavy.${named}];\n`,
    `const { ${named}: other } = require('${name}');\nexports.get = async () => [other];\n`,
    `let heavy = null;\ntry {\n  heavy = require('${name}');\n} catch {\n  heavy = false;\n}\nexports.get = async () => [heavy];\n`,
  ];
  return extension === 'cjs' ? requires : imports;
}

/**
 * One process per program: sees what both versions see, and which scripts were there before the
 * first call.
 */
const RUNNER = `
const { Session } = require('node:inspector');
const scripts = [];
const session = new Session();
session.connect();
session.on('Debugger.scriptParsed', ({ params }) => scripts.push(params.url));
session.post('Debugger.enable');
const [name, before, after] = process.argv.slice(2);
const load = (file) => (file.endsWith('.mjs') ? import(file) : Promise.resolve().then(() => require(file)));
(async () => {
  try {
    const rewritten = await load(after);
    if (scripts.some((url) => url.includes('/node_modules/' + name + '/'))) return 'loads at startup';
    let original;
    try { original = await load(before); } catch (error) { return 'fails before: ' + error.message; }
    const [a, b] = [await original.get(), await rewritten.get()];
    // What a program can't have used before, it may get.
    return a.every((value, index) => value === undefined || Object.is(value, b[index])) ? 'same' : 'differs';
  } catch (error) { return 'fails after: ' + error.message; }
})().then((result) => { require('node:fs').writeSync(1, result); process.exit(0); });
`;

let folder = '';
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'ballast-real-')));
  const names = [...packages.map(({ name }) => name), 'puppeteer-core'];
  const dependencies = Object.fromEntries(names.map((name) => [name, versions[name] ?? '*']));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
  writeFileSync(join(folder, 'runner.cjs'), RUNNER);
  // What install scripts fetch from elsewhere is not needed to import the packages.
  execFileSync(
    'npm',
    ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'],
    { cwd: folder, stdio: 'pipe' },
  );
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const OUTPUT_EXTENSION = { ts: 'cjs', cts: 'cjs', mts: 'mjs', cjs: 'cjs', mjs: 'mjs' } as const;

describe.each(Object.entries(modes))('%s', (modeName, mode) => {
  it.each(packages.map((one) => [one.name, one] as const))('%s', (name, real) => {
    const directory = join(folder, `${modeName}-${name}`.replaceAll(/\W+/g, '-'));
    mkdirSync(directory);
    if (mode.options)
      writeFileSync(
        join(directory, 'tsconfig.json'),
        JSON.stringify({ compilerOptions: mode.options }),
      );
    writeFileSync(join(directory, 'package.json'), '{}');
    const session = createSession(directory, { packages: { [name]: true } });
    const seen = getPrograms(mode, real).map((text, index) => {
      const { output, outcomes } = fixSource(
        toSourceText(join(directory, `program.${mode.extension}`), text),
        session,
      );
      const fix = outcomes[0]?.fix;
      if (!fix) throw new Error('no finding');
      if (isRefusal(fix)) return fix.code;
      const extension = OUTPUT_EXTENSION[mode.extension];
      const [before, after] = [
        join(directory, `before-${String(index)}.${extension}`),
        join(directory, `after-${String(index)}.${extension}`),
      ];
      writeFileSync(before, compile(text, before, mode));
      writeFileSync(after, compile(output, after, mode));
      if (mode.options && findTypeErrors(text, directory, index, mode).length === 0)
        expect(findTypeErrors(output, directory, index, mode)).toEqual([]);
      return execFileSync(process.execPath, [join(folder, 'runner.cjs'), name, before, after], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    });
    const wrong = seen.filter(
      (result) => result !== 'same' && !/^(?:B11[5-8]|fails before)/.test(result),
    );
    process.stdout.write(`${modeName} · ${name}: ${seen.join(', ')}\n`);
    expect(wrong).toEqual([]);
  });
});

/** TypeScript 6 on `esModuleInterop: false`. */
const DEPRECATED_OPTION = 5107;

function toOptions(options: Readonly<Record<string, unknown>>): ts.CompilerOptions {
  return ts.convertCompilerOptionsFromJson(
    { target: 'es2022', strict: true, skipLibCheck: true, types: [], ...options },
    folder,
  ).options;
}

function compile(text: string, path: string, { extension, options }: Mode): string {
  if (!options) return text;
  return ts.transpileModule(text, {
    fileName: path.replace(/\.\w+$/, `.${extension}`),
    compilerOptions: toOptions(options),
  }).outputText;
}

/** Codes of the errors of one program, with the real types around it. */
function findTypeErrors(
  text: string,
  directory: string,
  index: number,
  { extension, options = {} }: Mode,
): readonly number[] {
  const path = join(directory, `typed-${String(index)}.${extension}`);
  writeFileSync(path, text);
  const program = ts.createProgram([path], { ...toOptions(options), noEmit: true });
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ code }) => code)
    .filter((code) => code !== DEPRECATED_OPTION);
}
