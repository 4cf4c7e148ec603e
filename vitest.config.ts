// How the tests run: `npm test` takes the quick ones, `npm run test:all` these and the slow ones. One build serves all.
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Tests that take more than ten seconds of CPU: most start installers, compilers or servers of their own. */
const SLOW = [
  'codemods/codemods.test.ts',
  'src/cli/{budgets,fix,fix-kills,fix-plan,fix-thorough,graph,measure,measure-backend,odd-settings,plan,robustness,start}.test.ts',
  'src/dev/{pack,fuzz/types,new/new}.test.ts',
  'src/fix/{backend,cuts/cut-imports,import-references,price-rewrite.projects,run-fix}.test.ts',
  'src/module-graph/graph-cache.test.ts',
  'src/packages/package-inspector.test.ts',
];

export default defineConfig({
  test: {
    globalSetup: ['src/dev/build/setup.ts'],
    // On a machine with two cores it would be one: much of the time goes to processes that the tests start.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Far above what any test takes, so that a busy machine fails none.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'quick',
          include: ['{src,rules,codemods}/**/*.test.ts'],
          exclude: ['**/*.{real,browser}.test.ts', 'node_modules/**', ...SLOW],
        },
      },
      { extends: true, test: { name: 'slow', include: SLOW } },
    ],
  },
});
