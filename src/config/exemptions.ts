// Files that are skipped by default, grouped by kind, so that a report can count each kind.
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import picomatch from 'picomatch';
import type { Configuration } from './configuration.ts';
import { getDependencies } from '../files/manifest.ts';

/**
 * The files to skip by default. The names are printed in the summary and are the keys of `exempt`
 * in a configuration.
 */
export const DEFAULT_EXEMPTIONS: Readonly<Record<string, readonly string[]>> = {
  'type declarations': ['**/*.d.{ts,mts,cts}'],
  tests: [
    '**/*.{test,spec,e2e-spec,bench,stories,cy}.*',
    '**/{test,tests,__tests__,__mocks__,__fixtures__,e2e,spec,cypress,playwright,testing}/**',
    '**/{vitest,jest}.{config,setup}*',
  ],
  migrations: ['**/{migrations,migration,*[-_]migrations,seeds,seeders}/**'],
  'vendored code': [
    '**/{vendor,vendors,third_party,third-party}/**',
    '**/*.min.{js,cjs,mjs}',
    '**/.yarn/**',
  ],
  'build tools': [
    '**/*.config.{js,cjs,mjs,ts,cts,mts}',
    '**/{gulpfile,Gruntfile}.*',
    '**/{scripts,build-scripts,codemod,codemods}/**',
    'tools/**',
    '**/.*rc.{js,cjs,mjs}',
  ],
  'command lines': ['**/{bin,cli}/**'],
  'front-end files': ['**/{components,hooks,contexts,layouts}/**/*.{tsx,jsx}'],
  'desktop and editor hosts': ['**/{electron,electron-main}/**', '**/vscode-extension/**'],
};

/**
 * The group that is also recognised by a package's dependencies; `false` in a configuration turns
 * off both.
 */
const FRONT_ENDS = 'front-end files';

/** The keys of `exempt` that name a default. */
export const EXEMPTION_NAMES: readonly string[] = [
  ...new Set([...Object.keys(DEFAULT_EXEMPTIONS), FRONT_ENDS]),
];

/**
 * Returns why a file is skipped, or `undefined` if it is not. `path` is relative to the root, with
 * `/`.
 */
export type ExemptionTest = (path: string) => string | undefined;

/** Creates the exemption test of a configuration. */
export function createExemptionTest(root: string, configuration: Configuration): ExemptionTest {
  const isFrontEnd =
    configuration.exempt?.[FRONT_ENDS] === false ? () => false : createFrontEndTest(root);
  const groups = Object.entries({ ...DEFAULT_EXEMPTIONS, ...configuration.exempt }).flatMap(
    ([reason, globs]) =>
      globs === false || globs.length === 0 ? [] : [{ reason, pattern: toPattern(globs) }],
  );
  return (path) => {
    const inside = path.replace(/^(?:\.\.\/)+/, ''); // a glob does not match `..`
    return (
      groups.find(({ pattern }) => pattern.test(inside))?.reason ??
      (isFrontEnd(path) ? FRONT_ENDS : undefined)
    );
  };
}

/** One expression for several globs. */
function toPattern(globs: readonly string[]): RegExp {
  return new RegExp(globs.map((glob) => picomatch.makeRe(glob, { dot: true }).source).join('|'));
}

const RUNS_IN_BROWSERS =
  /^(?:react-dom|vue|svelte|@angular\/core|solid-js|preact|react-native|expo|ember-source|lit)$/;
const RUNS_A_SERVER =
  /^(?:express|fastify|koa|hono|restify|polka|h3|nitropack|next|nuxt|astro|ws|socket\.io|graphql-yoga|bullmq|bull|@nestjs\/.*|@hapi\/.*|@hono\/.*|@trpc\/server|@apollo\/server|apollo-server.*|@remix-run\/.*|@react-router\/(?:node|serve|express)|@sveltejs\/kit|@tanstack\/.*-start|@payloadcms\/.*|payload)$/;

/**
 * Whether a file belongs to a package that runs only in browsers, by the dependencies of the
 * nearest `package.json`.
 */
function createFrontEndTest(root: string): (path: string) => boolean {
  const verdicts = new Map<string, boolean>();
  const judge = (directory: string): boolean => {
    const known = verdicts.get(directory);
    if (known !== undefined) return known;
    const parent = dirname(directory);
    const verdict = existsSync(join(directory, 'package.json'))
      ? isFrontEndPackage(directory)
      : parent !== directory && judge(parent);
    verdicts.set(directory, verdict);
    return verdict;
  };
  const folders = new Map<string, boolean>();
  return (path) => {
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    let verdict = folders.get(folder);
    if (verdict === undefined) folders.set(folder, (verdict = judge(resolve(root, folder))));
    return verdict;
  };
}

function isFrontEndPackage(directory: string): boolean {
  const names = [...getDependencies(directory)];
  return (
    names.some((name) => RUNS_IN_BROWSERS.test(name)) &&
    !names.some((name) => RUNS_A_SERVER.test(name))
  );
}

/** The heavy packages that a file may load eagerly: all, some, or none. */
export type EntryTest = (path: string) => true | ReadonlySet<string>;

/** Creates the test for `entries` of a configuration. */
export function createEntryTest(configuration: Configuration): EntryTest {
  const entries = Object.entries(configuration.entries ?? {}).map(([glob, { heavy }]) => ({
    pattern: toPattern([glob]),
    heavy,
  }));
  return (path) => {
    const names = new Set<string>();
    for (const entry of entries) {
      if (!entry.pattern.test(path)) continue;
      if (entry.heavy === true) return true;
      for (const name of entry.heavy) names.add(name);
    }
    return names;
  };
}
