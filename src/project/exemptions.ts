// Files that are left out unless somebody asks for them: by what they are, so that a report can say how many of which.
import { dirname, join } from 'node:path';
import picomatch from 'picomatch';
import type { Configuration } from './configuration.ts';
import { getDependencies } from './manifest.ts';

/** What is left out by default. The names stand in the summary and are the keys of `exempt` in a configuration. */
export const DEFAULT_EXEMPTIONS: Readonly<Record<string, readonly string[]>> = {
  'type declarations': ['**/*.d.{ts,mts,cts}'],
  tests: [
    '**/*.{test,spec,e2e-spec,bench,stories,cy}.*',
    '**/{test,tests,__tests__,__mocks__,__fixtures__,e2e,spec,cypress,playwright,testing}/**',
    '**/{vitest,jest}.{config,setup}*',
  ],
  migrations: ['**/{migrations,migration,seeds,seeders}/**'],
  'vendored code': ['**/{vendor,vendors,third_party,third-party}/**', '**/*.min.{js,cjs,mjs}', '**/.yarn/**'],
  'build tools': ['**/*.config.{js,cjs,mjs,ts,cts,mts}', '**/{gulpfile,Gruntfile}.*', '**/{scripts,tools,build-scripts,codemod,codemods}/**', '**/.*rc.{js,cjs,mjs}'],
  'command lines': ['**/{bin,cli}/**'],
  'desktop and editor hosts': ['**/{electron,electron-main}/**', '**/vscode-extension/**'],
};

/** The name of what is told by a package's dependencies rather than by a path; a configuration can set it to `false` as well. */
const FRONT_ENDS = 'front-end files';

/** Says why a file is left out, or `undefined` when it is not. `path` is relative to the root, with `/`. */
export type ExemptionTest = (path: string) => string | undefined;

/** Makes the test of a configuration. */
export function createExemptionTest(root: string, configuration: Configuration): ExemptionTest {
  const isFrontEnd = configuration.exempt?.[FRONT_ENDS] === false ? () => false : createFrontEndTest(root);
  const groups = Object.entries({ ...DEFAULT_EXEMPTIONS, ...configuration.exempt }).flatMap(([reason, globs]) =>
    globs === false || globs.length === 0 ? [] : [{ reason, isMatch: picomatch([...globs], { dot: true }) }],
  );
  return (path) => groups.find((group) => group.isMatch(path))?.reason ?? (isFrontEnd(path) ? FRONT_ENDS : undefined);
}

const RUNS_IN_BROWSERS = /^(?:react-dom|vue|svelte|@angular\/core|solid-js|preact|react-native|expo|ember-source|lit)$/;
const RUNS_A_SERVER =
  /^(?:express|fastify|koa|hono|restify|polka|h3|nitropack|next|nuxt|astro|ws|socket\.io|graphql-yoga|bullmq|bull|@nestjs\/.*|@hapi\/.*|@hono\/.*|@trpc\/server|@apollo\/server|apollo-server.*|@remix-run\/.*|@react-router\/(?:node|serve|express)|@sveltejs\/kit|@tanstack\/.*-start|@payloadcms\/.*|payload)$/;

/** Whether a file belongs to a package that runs in browsers and nowhere else, by what the nearest `package.json` depends on. */
function createFrontEndTest(root: string): (path: string) => boolean {
  const verdicts = new Map<string, boolean>();
  return (path) => {
    const directory = dirname(join(root, path));
    let verdict = verdicts.get(directory);
    if (verdict === undefined) {
      const names = [...getDependencies(directory)];
      verdict = names.some((name) => RUNS_IN_BROWSERS.test(name)) && !names.some((name) => RUNS_A_SERVER.test(name));
      verdicts.set(directory, verdict);
    }
    return verdict;
  };
}

/** The heavy packages that a file may load at once: all, some, or none. */
export type EntryTest = (path: string) => true | ReadonlySet<string>;

/** Makes the test for `entries` of a configuration. */
export function createEntryTest(configuration: Configuration): EntryTest {
  const entries = Object.entries(configuration.entries ?? {}).map(([glob, { heavy }]) => ({ isMatch: picomatch(glob, { dot: true }), heavy }));
  return (path) => {
    const names = new Set<string>();
    for (const entry of entries) {
      if (!entry.isMatch(path)) continue;
      if (entry.heavy === true) return true;
      for (const name of entry.heavy) names.add(name);
    }
    return names;
  };
}
