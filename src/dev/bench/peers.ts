// What the graph is measured against: the lower bound, and tools that build a module graph, each
// with a test that it did its work.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { RunResult } from './run.ts';

/** A command to measure in the folder of the tree. */
export interface Peer {
  readonly label: string;
  /** Node's arguments. */
  readonly args: readonly string[];
  readonly isRight: (run: RunResult) => boolean;
}

/** Installed next to the tree by the benchmark: they are no dependencies of this project. */
const INSTALLED = { 'dependency-cruiser': '17.3.9', madge: '8.0.0', typescript: '5.9.3' };

const require = createRequire(import.meta.url);

/** Lists the commands that do what any graph needs at least. */
export function prepareFloor(folder: string, files: number): readonly Peer[] {
  const floor = join(folder, 'floor.mjs');
  writeFileSync(floor, toFloor(import.meta.resolve('es-module-lexer')));
  return [
    {
      label: 'read all files',
      args: [floor, 'read'],
      isRight: ({ output }) => output.trim() === String(files),
    },
    {
      label: 'read and lex all files',
      args: [floor, 'lex'],
      isRight: ({ output }) => Number(output) > files,
    },
  ];
}

/**
 * Installs the peers from the registry and lists them.
 *
 * @throws Error when they can't be installed
 */
export function preparePeers(folder: string, files: number): readonly Peer[] {
  const home = join(folder, 'peers');
  mkdirSync(home);
  writeFileSync(
    join(home, 'package.json'),
    JSON.stringify({ private: true, dependencies: INSTALLED }),
  );
  const { status, stderr } = spawnSync(
    'npm',
    ['install', '--no-audit', '--no-fund', '--no-package-lock'],
    { cwd: home, encoding: 'utf8', shell: process.platform === 'win32' },
  );
  if (status !== 0) throw new Error(`The peers can't be installed:\n${stderr}`);
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const oxlint = write(
    'oxlint-cycle.json',
    JSON.stringify({
      plugins: ['import'],
      categories: { correctness: 'off' },
      rules: { 'import/no-cycle': 'error' },
    }),
  );
  const parser = pathToFileURL(require.resolve('@typescript-eslint/parser')).href;
  const eslint = write(
    'eslint.config.mjs',
    `import parser from ${JSON.stringify(parser)};\nexport default [{ files: ['**/*.ts'], languageOptions: { parser }, rules: { 'no-debugger': 'error' } }];\n`,
  );
  return [
    {
      label: `oxlint ${getVersion('oxlint')}, import/no-cycle`,
      args: [join(getFolder('oxlint'), 'bin/oxlint'), '--config', oxlint, 'src'],
      isRight: ({ output }) => output.includes(`on ${String(files)} files`),
    },
    {
      label: `dependency-cruiser ${INSTALLED['dependency-cruiser']}`,
      args: [
        join(home, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
        'src',
        '--no-config',
        '--output-type',
        'err-long',
      ],
      isRight: ({ code, output }) =>
        code === 0 && Number(/\((\d+) modules/.exec(output)?.[1]) > files,
    },
    // It exits before all of its output is written to a pipe.
    {
      label: `madge ${INSTALLED.madge}`,
      args: [
        join(home, 'node_modules/madge/bin/cli.js'),
        '--extensions',
        'ts',
        '--no-spinner',
        '--json',
        'src',
      ],
      isRight: ({ code, output }) => code === 0 && output.split('\n').length > 100,
    },
    {
      label: `ESLint ${getVersion('eslint')}, one trivial rule`,
      args: [join(getFolder('eslint'), 'bin/eslint.js'), '--config', eslint, 'src'],
      isRight: ({ code }) => code === 0,
    },
  ];
}

function toFloor(lexer: string): string {
  return `import { readdirSync, readFileSync } from 'node:fs';
const { parse } = process.argv[2] === 'lex' ? await import(${JSON.stringify(lexer)}) : {};
let count = 0;
const enter = (folder) => {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = folder + '/' + entry.name;
    if (entry.isDirectory()) enter(path);
    else if (entry.name.endsWith('.ts')) {
      const text = readFileSync(path, 'utf8');
      count += parse ? parse(text, path)[0].length : 1;
    }
  }
};
enter('src');
console.log(count);
`;
}

function getFolder(name: string): string {
  return dirname(require.resolve(`${name}/package.json`));
}

function getVersion(name: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(getFolder(name), 'package.json'), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : 'unknown';
}
