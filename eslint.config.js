// How the project lints itself: strict types, the walls between its rooms, and its own plugin once that is built.
import { existsSync } from 'node:fs';
import { defineConfig, globalIgnores } from 'eslint/config';
import eslintPlugin from 'eslint-plugin-eslint-plugin';
import tseslint from 'typescript-eslint';

/** The rooms of `src`, from the ground up: each may import from those before it, types included. */
const ROOMS = [
  'text',
  'catalogue',
  'graph',
  'syntax',
  'checks',
  'model',
  'files',
  'config',
  'cache',
  'resolve',
  'module-graph',
  'packages',
  'findings',
  'startup',
  'plan',
  'fix',
  'measure',
  'commands',
  'report',
  'cli',
];

/** Rooms that are pure: what they give hangs on what they are given. */
const PURE = ['text', 'graph', 'syntax', 'checks', 'model', 'report'];

/** Modules that few rooms know. */
const KNOWN_BY = [
  { modules: ['eslint', 'eslint/*'], rooms: ['rules'] },
  { modules: ['jscodeshift', 'jscodeshift/*'], rooms: ['codemods'] },
  { modules: ['ts-morph'], rooms: ['fix'] },
  { modules: ['oxc-parser', '@typescript-eslint/scope-manager'], rooms: ['syntax'] },
  {
    modules: ['node:fs', 'node:fs/*', 'fs', 'fs/*'],
    rooms: ROOMS.filter((room) => !PURE.includes(room)),
  },
  { modules: ['picocolors', 'commander', 'yocto-spinner'], rooms: ['report', 'cli'] },
];

const built = new URL('dist/rules/plugin.js', import.meta.url);
const own = existsSync(built) ? (await import(built.href)).default : undefined;

/** Functions over 80 lines: those of the page, each of which is put into it alone, and those that keep state for functions inside. */
const LONG_FUNCTIONS = [
  'src/report/page/**',
  'src/module-graph/{chain-search,editor-chains}.ts',
  'src/packages/{dynamic-edges,package-graph,package-inspector}.ts',
  'src/resolve/resolve-module.ts',
  'src/syntax/analyze.ts',
  'src/dev/bench/tools.ts',
];
const TESTS = ['**/*.test.ts', '**/*.test-support.ts'];

export default defineConfig(
  globalIgnores(['dist/', 'codemods/*.js', 'fixtures/', '**/node_modules/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        ...['exit', 'exitCode'].map((property) => ({
          object: 'process',
          property,
          message: 'Only `src/cli` and `src/dev` end the process.',
        })),
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'TSAsExpression > TSAsExpression', message: 'Narrow the value instead.' },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      // `data['package']`: a key of an index signature is not a property that the types know.
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // Node types are compared with their names: `node.type === 'Identifier'`.
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_$', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // There are no classes, so no method needs its `this`.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  // The types of a browser are there for all files once one asks for them.
  {
    files: ['**/*.ts'],
    ignores: ['src/report/page/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...[
          'document',
          'window',
          'location',
          'history',
          'event',
          'name',
          'status',
          'parent',
          'top',
          'self',
          'addEventListener',
          'localStorage',
        ].map((name) => ({ name, message: 'Only `src/report/page` runs in a browser.' })),
      ],
    },
  },
  ...ROOMS.map((room, place) => toWalls(room, [`src/${room}/**/*.ts`], ROOMS.slice(0, place))),
  toWalls(
    'rules',
    ['rules/**/*.ts'],
    ROOMS.filter((room) => room !== 'cli'),
  ),
  toWalls(
    'codemods',
    ['codemods/**/*.ts'],
    ROOMS.filter((room) => room !== 'cli'),
  ),
  {
    files: ['src/cli/**', 'src/dev/**'],
    rules: { 'no-console': 'off', 'no-restricted-properties': 'off' },
  },
  {
    files: ['{src,rules,codemods}/**/*.ts'],
    ignores: [...TESTS, ...LONG_FUNCTIONS],
    rules: { 'max-lines-per-function': ['error', { max: 80 }] },
  },
  // Tests reach for whatever they compare, and a matcher such as `expect.any()` has no type.
  {
    files: TESTS,
    rules: {
      '@typescript-eslint/no-restricted-imports': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
    },
  },
  { files: ['rules/**/*.ts'], ignores: TESTS, extends: [eslintPlugin.configs.recommended] },
  // Default exports stand where ESLint, jscodeshift and vitest look for them, and nowhere else.
  {
    files: ['src/**/*.ts'],
    ignores: ['src/dev/build/setup.ts'],
    rules: {
      'no-restricted-exports': [
        'error',
        {
          restrictDefaultExports: {
            direct: true,
            named: true,
            defaultFrom: true,
            namedFrom: true,
            namespaceFrom: true,
          },
        },
      ],
    },
  },
  ...(own ? [lintOwn(own)] : []),
);

/** The plugin on its own sources. */
function lintOwn(plugin) {
  return {
    files: ['{src,rules,codemods}/**/*.ts'],
    extends: [plugin.configs.strict],
    // A rule can't wait, so the parser has to be there when the first file comes.
    settings: {
      ballast: {
        entries: {
          'src/syntax/parse.ts': { heavy: ['oxc-parser'] },
          'src/fix/type-project.ts': { heavy: ['ts-morph'] },
          'rules/hosts.test-support.ts': { heavy: ['@typescript-eslint/parser'] },
          'src/dev/{compile-texts,compile.test-support,fuzz/{run-program,judge-heavy-imports,judge-types}}.ts':
            {
              heavy: ['typescript'],
            },
        },
        // A small add-on, in files that are loaded when something has to be resolved.
        packages: { 'oxc-resolver': false },
      },
    },
  };
}

/** What a room may not import. */
function toWalls(room, files, allowed) {
  const closedRooms = [...ROOMS, 'dev', 'rules', 'codemods'].filter(
    (other) => other !== room && !allowed.includes(other),
  );
  const closedModules = KNOWN_BY.filter(({ rooms }) => !rooms.includes(room)).flatMap(
    ({ modules }) => modules,
  );
  const patterns = [
    {
      regex: `^(?:\\.\\./)+(?:src/)?(?:${closedRooms.join('|')})/`,
      message: `\`${room}\` must not import from that room.`,
    },
    { group: closedModules, message: `\`${room}\` must not import that module.` },
  ];
  return { files, rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] } };
}
