// How the tests run: one build for all of those that need the package as users get it, such as oxlint's.
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{src,rules,codemods}/**/*.test.ts'],
    exclude: ['**/*.real.test.ts', '**/*.browser.test.ts', 'node_modules/**'],
    globalSetup: ['src/dev/build/setup.ts'],
    // On a machine with two cores it would be one: most of the time goes to processes that the tests start.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
});
