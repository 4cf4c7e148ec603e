// Runs programs before and after the rewrite, in every emit mode, form and package format, and
// compares the values that they see.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixSource } from '../../fix/fix-source.ts';
import { createSession } from '../../findings/session.ts';
import { toSourceText } from '../../text/source-text.ts';
import { isRefusal } from '../define-check.ts';

const packagesFolder = fileURLToPath(new URL('../../../fixtures/packages', import.meta.url));
const packages = readdirSync(packagesFolder).filter((name) => name !== 'package.json');

interface Mode {
  readonly extension: 'ts' | 'cts' | 'mts' | 'cjs' | 'mjs';
  readonly options?: Readonly<Record<string, unknown>>;
}

const modes: Readonly<Record<string, Mode>> = {
  'TypeScript to CommonJS with esModuleInterop': {
    extension: 'ts',
    options: { module: 'commonjs', esModuleInterop: true },
  },
  'TypeScript to CommonJS without esModuleInterop': {
    extension: 'ts',
    options: { module: 'commonjs', esModuleInterop: false },
  },
  'TypeScript nodenext, a CommonJS file': { extension: 'cts', options: { module: 'nodenext' } },
  'TypeScript nodenext, an ES module': { extension: 'mts', options: { module: 'nodenext' } },
  'plain CommonJS': { extension: 'cjs' },
  'plain ES module': { extension: 'mjs' },
};

/** Programs: `NAME` stands for the package; `get` gives what they see. */
const imports: Readonly<Record<string, string>> = {
  'default import': `import heavy from 'NAME';\nexport async function get() { return [heavy]; }\n`,
  'named import': `import { make, options } from 'NAME';\nexport async function get() { return [make, options]; }\n`,
  'aliased import': `import { options as settings } from 'NAME';\nexport async function get() { return [settings]; }\n`,
  'namespace import': `import * as heavy from 'NAME';\nexport async function get() { return [heavy.make, heavy.options, heavy.default]; }\n`,
  'default and named import': `import heavy, { make } from 'NAME';\nexport async function get() { return [heavy, make]; }\n`,
  'default and namespace import': `import heavy, * as all from 'NAME';\nexport async function get() { return [heavy, all.options]; }\n`,
};
const requires: Readonly<Record<string, string>> = {
  require: `const heavy = require('NAME');\nexports.get = async () => [heavy, heavy.make];\n`,
  'destructured require': `const { make, options: settings } = require('NAME');\nexports.get = async () => [make, settings];\n`,
  'member of a require': `const settings = require('NAME').options;\nexports.get = async () => [settings];\n`,
  'require in try and catch': `let heavy = null;\ntry {\n  heavy = require('NAME');\n} catch {\n  // not there\n}\nexports.get = async () => [heavy];\n`,
};
const importEquals: Readonly<Record<string, string>> = {
  'import equals': `import heavy = require('NAME');\nexport async function get() { return [heavy, heavy.make]; }\n`,
};

function getForms({ extension }: Mode): Readonly<Record<string, string>> {
  if (extension === 'cjs') return requires;
  if (extension === 'mjs') return imports;
  if (extension === 'mts') return imports;
  return { ...imports, ...requires, ...importEquals };
}

let folder = '';
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'ballast-values-')));
  cpSync(packagesFolder, join(folder, 'node_modules'), { recursive: true });
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Compiled as `tsc` would under the mode. */
function compile(text: string, name: string, { extension, options }: Mode): string {
  if (!options) return text;
  const compilerOptions = ts.convertCompilerOptionsFromJson(
    { target: 'es2022', ...options },
    folder,
  ).options;
  return ts.transpileModule(text, { fileName: `${name}.${extension}`, compilerOptions }).outputText;
}

const OUTPUT_EXTENSION = { ts: 'cjs', cts: 'cjs', mts: 'mjs', cjs: 'cjs', mjs: 'mjs' } as const;

/**
 * One process per mode: loads each pair, and says for each what differs, and what was loaded before
 * the first call.
 */
const RUNNER = `
const fs = require('node:fs');
// What a program can't have used before, it may get: TypeScript leaves inherited names out of \`import a, { b }\` of a CommonJS package.
const same = (a, b) => a.length === b.length && a.every((value, index) => value === undefined || Object.is(value, b[index]));
(async () => {
  const results = {};
  for (const { name, before, after } of JSON.parse(fs.readFileSync(process.argv[2], 'utf8'))) {
    const load = (file) => (file.endsWith('.mjs') ? import(file) : Promise.resolve().then(() => require(file)));
    globalThis.loadedPackages = [];
    try {
      const rewritten = await load(after);
      const atStartup = [...globalThis.loadedPackages];
      let original;
      try { original = await load(before); } catch (error) { results[name] = 'fails before: ' + error.message; continue; }
      results[name] = atStartup.length > 0 ? 'loads at startup' : same(await original.get(), await rewritten.get()) ? 'same' : 'differs';
    } catch (error) { results[name] = 'fails after: ' + error.message; }
  }
  console.log(JSON.stringify(results));
})();
`;

/**
 * In an async function, by `await import()`; in one that is not, by the `require` of
 * `--sync-fallback`.
 */
const ways = [
  { way: 'awaited', syncFallback: false },
  { way: 'required', syncFallback: true },
];
const cases = Object.entries(modes).flatMap(([modeName, mode]) =>
  ways.map((one) => ({ modeName, mode, ...one })),
);

describe.each(cases)('$modeName, $way', ({ modeName, mode, way, syncFallback }) => {
  const refusals = new Map<string, string>();
  let results: Readonly<Record<string, string>> = {};

  beforeAll(() => {
    const directory = join(folder, `${modeName} ${way}`.replaceAll(/\W+/g, '-'));
    mkdirSync(directory);
    if (mode.options)
      writeFileSync(
        join(directory, 'tsconfig.json'),
        JSON.stringify({ compilerOptions: mode.options }),
      );
    writeFileSync(join(directory, 'package.json'), '{}');
    const session = createSession(
      directory,
      { packages: Object.fromEntries(packages.map((name) => [name, true])) },
      { syncFallback },
    );
    const pairs: { name: string; before: string; after: string }[] = [];
    for (const name of packages) {
      for (const [form, template] of Object.entries(getForms(mode))) {
        const key = `${form} of ${name}`;
        const base = join(directory, key.replaceAll(' ', '-'));
        // Each pair gets packages of its own, so that no other pair has loaded them.
        mkdirSync(base);
        cpSync(join(packagesFolder, name), join(base, 'node_modules', name), { recursive: true });
        const awaited = template.replaceAll('NAME', name);
        const text = syncFallback ? awaited.replace('async ', '') : awaited;
        const { output, outcomes } = fixSource(
          toSourceText(join(base, `program.${mode.extension}`), text),
          session,
        );
        const [outcome] = outcomes;
        if (!outcome?.fix) throw new Error(`${key}: no finding`);
        if (isRefusal(outcome.fix)) {
          refusals.set(key, outcome.fix.code);
          expect(output).toBe(text);
          continue;
        }
        const extension = OUTPUT_EXTENSION[mode.extension];
        const [before, after] = [
          join(base, `before.${extension}`),
          join(base, `after.${extension}`),
        ];
        writeFileSync(before, compile(text, 'before', mode));
        writeFileSync(after, compile(output, 'after', mode));
        pairs.push({ name: key, before, after });
      }
    }
    const list = join(directory, 'pairs.json');
    writeFileSync(list, JSON.stringify(pairs));
    writeFileSync(join(directory, 'runner.cjs'), RUNNER);
    const parsed: unknown = JSON.parse(
      execFileSync(process.execPath, [join(directory, 'runner.cjs'), list], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    );
    results = Object.fromEntries(
      Object.entries(parsed ?? {}).map(([key, value]) => [key, String(value)]),
    );
  });

  it('sees the same values after the rewrite, and loads nothing at boot', () => {
    const wrong = Object.entries(results).filter(
      ([, result]) => result !== 'same' && !result.startsWith('fails before'),
    );
    expect(wrong).toEqual([]);
  });

  it('rewrites most of them, and refuses the rest for a reason that holds', () => {
    const rewritten = Object.values(results).filter((result) => result === 'same').length;
    expect(rewritten).toBeGreaterThan(refusals.size);
    for (const [key, code] of refusals) {
      // By `require`, the first reason is that the function can't wait, or that what it gives a
      // promise for can't be told.
      expect
        .soft(
          syncFallback
            ? ['B108', 'B116', 'B118', 'B122', 'B123']
            : [key.endsWith('thenable') ? 'B118' : 'B116'],
          key,
        )
        .toContain(code);
    }
  });
});
