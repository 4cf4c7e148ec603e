// How the tests run: one build for all of those that need the package as users get it, such as oxlint's.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{src,rules,codemods}/**/*.test.ts'],
    exclude: ['**/*.real.test.ts', '**/*.browser.test.ts', 'node_modules/**'],
    globalSetup: ['src/dev/build-setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
});
