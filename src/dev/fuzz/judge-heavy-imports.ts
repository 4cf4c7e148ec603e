// Rewrites generated programs that import a heavy package, runs them before and after in one
// process, and reports differences.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { isRefusal } from '../../checks/define-check.ts';
import { createSession } from '../../findings/session.ts';
import { fixSource } from '../../fix/fix-source.ts';
import { toRawText, toSourceText } from '../../text/source-text.ts';
import { PACKAGES, type EmitMode, type HeavyImportProgram } from './heavy-import-grammar.ts';

/** The result for one program; `differences` is empty if behaviour is preserved. */
export interface HeavyImportVerdict {
  readonly program: HeavyImportProgram;
  readonly output: string;
  readonly isRewritten: boolean;
  readonly codes: readonly string[];
  readonly differences: readonly string[];
}

interface Run {
  readonly atStartup: number;
  readonly results: readonly string[];
}

/** Loads a pair of files, calls all their exports, and prints the results. */
const RUNNER = `
const fs = require('node:fs');
const path = require('node:path');
const show = (value) => typeof value === 'function' ? 'function' : typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
const runOne = async (file) => {
  globalThis.heavyLoads = 0;
  try {
    const { calls } = file.endsWith('.mjs') ? await import(file) : require(file);
    const atStartup = globalThis.heavyLoads;
    const results = [];
    for (const call of calls) {
      try { results.push('gives ' + show(await call())); } catch (error) { results.push('throws ' + error.message); }
    }
    return { atStartup, results };
  } catch (error) { return { atStartup: 0, results: ["can't be loaded: " + error.message.split('\\n')[0]] }; }
};
(async () => {
  const runs = [];
  for (const { before, after } of JSON.parse(fs.readFileSync(process.argv[2], 'utf8'))) runs.push([await runOne(before), await runOne(after)]);
  fs.writeFileSync(process.argv[3], JSON.stringify(runs));
  process.exit(0);
})();
`;

/** Judges programs, all in one process of Node. */
export function judgeHeavyImports(
  programs: readonly HeavyImportProgram[],
): readonly HeavyImportVerdict[] {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-fuzz-'));
  try {
    const prepared = programs.map((program, index) =>
      prepare(program, join(folder, String(index))),
    );
    const pairs = prepared.flatMap(({ pair }) => pair ?? []);
    writeFileSync(join(folder, 'pairs.json'), JSON.stringify(pairs));
    writeFileSync(join(folder, 'runner.cjs'), RUNNER);
    const files = ['runner.cjs', 'pairs.json', 'runs.json'].map((name) => join(folder, name));
    execFileSync(process.execPath, files, { stdio: 'ignore' });
    const runs = readRuns(join(folder, 'runs.json'));
    let next = 0;
    return prepared.map(({ pair, verdict }) => {
      if (!pair) return verdict;
      const [before, after] = runs[next] ?? [];
      next += 1;
      const found = before && after ? compare(before, after) : ['it gave no result'];
      return { ...verdict, differences: [...verdict.differences, ...found] };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Prepared {
  readonly pair?: { readonly before: string; readonly after: string };
  readonly verdict: HeavyImportVerdict;
}

/** Rewrites one program and writes both of its texts, each next to its own copy of the package. */
function prepare(program: HeavyImportProgram, folder: string): Prepared {
  const { mode, packageName, text } = program;
  const files = { ...PACKAGES[packageName] };
  const write = (path: string, content: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  for (const side of ['.', 'before', 'after']) {
    for (const [name, content] of Object.entries(files))
      write(join(side, 'node_modules', packageName, name), content);
  }
  write('package.json', '{}');
  if (mode.options) write('tsconfig.json', JSON.stringify({ compilerOptions: mode.options }));
  const name = `program.${mode.extension}`;
  const session = createSession(
    folder,
    { packages: { [packageName]: true } },
    {},
    'no-eager-heavy-import',
  );
  const source = toSourceText(join(folder, name), text);
  const { output, outcomes } = fixSource(source, session);
  const raw = toRawText(source, output);
  const codes = outcomes.flatMap(({ fix }) => (fix && isRefusal(fix) ? [fix.code] : []));
  if (raw === text)
    return { verdict: { program, output: raw, isRewritten: false, codes, differences: [] } };
  const again = fixSource(toSourceText(join(folder, name), raw), session).output;
  const isStable = again === toSourceText('', raw).text;
  const differences = [
    ...(isStable ? [] : [`a second run changes it to\n${again}`]),
    ...findLostComments(text, raw),
  ];
  const extension = ['mts', 'mjs'].includes(mode.extension) ? 'mjs' : 'cjs';
  write(`before/program.${extension}`, compile(text, name, mode));
  write(`after/program.${extension}`, compile(raw, name, mode));
  return {
    pair: {
      before: join(folder, `before/program.${extension}`),
      after: join(folder, `after/program.${extension}`),
    },
    verdict: { program, output: raw, isRewritten: true, codes, differences },
  };
}

function compile(text: string, name: string, { options }: EmitMode): string {
  if (!options) return text;
  const compilerOptions = ts.convertCompilerOptionsFromJson(
    { target: 'es2022', ...options },
    '/',
  ).options;
  return ts.transpileModule(text, { fileName: name, compilerOptions }).outputText;
}

/** Finds comments that were lost or duplicated, and a header that is no longer first. */
function findLostComments(before: string, after: string): readonly string[] {
  // A line comment becomes a block where code follows on its line.
  const comments = [...before.matchAll(/\/\*([^*]*)\*\/|\/\/([^\r\n]*)/g)].map((match) =>
    (match[1] ?? match[2] ?? '').trim(),
  );
  const lost = comments.filter((comment) => after.split(comment).length !== 2);
  const isMoved = before.startsWith('/*') && !after.startsWith('/*');
  return [
    ...lost.map(
      (comment) =>
        `the comment ${comment} is there ${String(after.split(comment).length - 1)} times`,
    ),
    ...(isMoved ? ['the header of the file has moved'] : []),
  ];
}

function compare(before: Run, after: Run): readonly string[] {
  const [a, b] = [before.results.join('; '), after.results.join('; ')];
  if (a.startsWith("can't be loaded")) return [];
  return [
    ...(a === b ? [] : [`results: ${a} before, ${b} after`]),
    ...(after.atStartup > before.atStartup ? ['it loads more at startup'] : []),
  ];
}

function readRuns(path: string): readonly (readonly [Run, Run])[] {
  return JSON.parse(ts.sys.readFile(path) ?? '[]') as readonly (readonly [Run, Run])[];
}
