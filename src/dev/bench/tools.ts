// The commands to measure: this project's, its peers' at similar work, and the lower bound of any
// such tool.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { RunResult } from './run.ts';
import type { Tree } from './tree.ts';

/** One command to measure. */
export interface Tool {
  readonly id: string;
  readonly label: string;
  /** The tool and its version. */
  readonly version: string;
  /** Node's arguments. */
  readonly args: readonly string[];
  /** The command that its figures are compared with. */
  readonly base: 'check' | 'fix';
  /** Whether a run did its work. */
  readonly isRight: (run: RunResult) => boolean;
}

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL('../../../../', import.meta.url));

/**
 * Writes what the tools need next to the tree and lists them. Each works on the folder `src` of the
 * tree.
 */
export function prepareTools(folder: string, tree: Tree): readonly Tool[] {
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const empty = write('empty.cjs', '');
  const floor = write('floor.cjs', FLOOR);
  const eslintConfig = write('eslint.config.mjs', toEslintConfig());
  const oxlintConfig = write(
    'oxlintrc.json',
    JSON.stringify({
      plugins: [],
      categories: { correctness: 'off' },
      rules: { 'no-debugger': 'error' },
    }),
  );
  const transform = write('transform.cjs', TRANSFORM);
  const ballast = join(root, 'dist/src/cli/main.js');
  const jscodeshift = [
    require.resolve('jscodeshift/bin/jscodeshift.js'),
    '--parser=ts',
    '--extensions=ts',
    '--no-babel',
    `--transform=${transform}`,
  ];
  const own = `ballast ${getVersion(join(root, 'package.json'))}`;
  const node = `Node ${process.versions.node}`;
  const parser = `@typescript-eslint/parser ${getVersionOf('@typescript-eslint/parser')}`;
  const isClean = ({ code }: RunResult): boolean => code === 0;
  const isSearched = ({ code, output }: RunResult): boolean =>
    code === 0 && output.includes(`${String(tree.files)} skipped`);
  return [
    {
      id: 'node',
      label: 'an empty script',
      version: node,
      args: [empty],
      base: 'check',
      isRight: isClean,
    },
    {
      id: 'floor',
      label: 'walk, read all files',
      version: node,
      args: [floor, 'src'],
      base: 'check',
      isRight: ({ output }) => output.trim() === String(tree.files),
    },
    {
      id: 'check',
      label: 'ballast check',
      version: own,
      args: [ballast, 'check', 'src'],
      base: 'check',
      isRight: ({ code, output }) =>
        code === 1 &&
        output.includes(`${String(tree.findings)} findings in ${String(tree.findings)} files`),
    },
    {
      id: 'oxlint',
      label: 'oxlint, one native rule',
      version: `oxlint ${getVersionOf('oxlint')}`,
      args: [join(getFolder('oxlint'), 'bin/oxlint'), '--config', oxlintConfig, 'src'],
      base: 'check',
      isRight: ({ code, output }) =>
        code === 0 && output.includes(`on ${String(tree.files)} files with 1 rule`),
    },
    {
      id: 'eslint',
      label: 'ESLint, one trivial rule',
      version: `eslint ${getVersionOf('eslint')}, ${parser}`,
      args: [join(getFolder('eslint'), 'bin/eslint.js'), '--config', eslintConfig, 'src'],
      base: 'check',
      isRight: isClean,
    },
    {
      id: 'fix',
      label: 'ballast fix, a preview',
      version: own,
      args: [ballast, 'fix', 'src'],
      base: 'fix',
      isRight: ({ code, output }) => code === 1 && output.includes('This is a preview.'),
    },
    {
      id: 'jscodeshift-in-band',
      label: 'jscodeshift, a search, one process',
      version: `jscodeshift ${getVersionOf('jscodeshift')}`,
      args: [...jscodeshift, '--run-in-band', 'src'],
      base: 'fix',
      isRight: isSearched,
    },
    {
      id: 'jscodeshift',
      label: 'jscodeshift, a search, its own number of processes',
      version: `jscodeshift ${getVersionOf('jscodeshift')}`,
      args: [...jscodeshift, 'src'],
      base: 'fix',
      isRight: isSearched,
    },
  ];
}

/** The least that a tool for text files does. */
const FLOOR = `'use strict';
const { readdirSync, readFileSync } = require('node:fs');
let files = 0;
const enter = (folder) => {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = folder + '/' + entry.name;
    if (entry.isDirectory()) enter(path);
    else if (entry.name.endsWith('.ts') && readFileSync(path, 'utf8').length > 0) files += 1;
  }
};
enter(process.argv[2]);
console.log(files);
`;

/**
 * The least that a codemod does: parses, searches for something that doesn't occur, and changes
 * nothing.
 */
const TRANSFORM = `'use strict';
module.exports = (file, { jscodeshift }) => {
  jscodeshift(file.source).find(jscodeshift.DebuggerStatement);
};
`;

function toEslintConfig(): string {
  const parser = pathToFileURL(require.resolve('@typescript-eslint/parser')).href;
  return `import parser from ${JSON.stringify(parser)};
export default [{ files: ['**/*.ts'], languageOptions: { parser }, rules: { 'no-debugger': 'error' } }];
`;
}

function getFolder(name: string): string {
  return dirname(require.resolve(`${name}/package.json`));
}

function getVersionOf(name: string): string {
  return getVersion(join(getFolder(name), 'package.json'));
}

function getVersion(path: string): string {
  const manifest: unknown = JSON.parse(readFileSync(path, 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : 'unknown';
}
