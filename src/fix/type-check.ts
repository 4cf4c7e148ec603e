// Type-checks projects with the TypeScript version that they have installed, in a child process.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { findTsconfig } from 'get-tsconfig';
import { UsageError } from '../files/usage-error.ts';

/** An error of the compiler, without its line, as rewriting moves lines. */
export interface TypeProblem {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/**
 * Finds the errors of all projects that some files belong to.
 * @param paths absolute paths
 * @throws UsageError when a compiler can't be run
 */
export async function findTypeProblems(paths: readonly string[]): Promise<readonly TypeProblem[]> {
  const tsconfigs = new Set(paths.flatMap((path) => findTsconfig(path, 'tsconfig.json') ?? []));
  const found: TypeProblem[] = [];
  for (const tsconfig of tsconfigs)
    found.push(...parseProblems(await runCompiler(tsconfig), dirname(tsconfig)));
  return found;
}

/** Finds the problems of `after` that `before` does not have; repeated ones count each time. */
export function findNewProblems(
  before: readonly TypeProblem[],
  after: readonly TypeProblem[],
): readonly TypeProblem[] {
  const counts = new Map<string, number>();
  for (const problem of before) counts.set(toKey(problem), (counts.get(toKey(problem)) ?? 0) + 1);
  return after.filter((problem) => {
    const left = counts.get(toKey(problem)) ?? 0;
    counts.set(toKey(problem), left - 1);
    return left <= 0;
  });
}

function toKey({ path, code, message }: TypeProblem): string {
  return `${path} ${code} ${message}`;
}

async function runCompiler(tsconfig: string): Promise<string> {
  const compiler = findCompiler(dirname(tsconfig));
  return new Promise((done, fail) => {
    const options = { cwd: dirname(tsconfig), maxBuffer: 256 * 1024 * 1024 };
    execFile(
      process.execPath,
      [compiler, '--noEmit', '--pretty', 'false', '-p', tsconfig],
      options,
      (error, stdout, stderr) => {
        // A compiler that finds errors exits with 1 or 2, and prints them; one that fails to run
        // prints nothing.
        if (error && stdout === '')
          fail(
            new UsageError(
              `The type check of ${tsconfig} can't be run: ${stderr.split('\n')[0] ?? error.message}`,
            ),
          );
        else done(stdout);
      },
    );
  });
}

/** Finds the `tsc` of the project, or else of this package. */
function findCompiler(directory: string): string {
  for (const base of [join(directory, 'package.json'), import.meta.url]) {
    try {
      const manifest = createRequire(base).resolve('typescript/package.json');
      return resolve(dirname(manifest), getBin(JSON.parse(readFileSync(manifest, 'utf8'))));
    } catch {
      continue;
    }
  }
  throw new UsageError('--verify needs TypeScript: install it in the project.');
}

/** Gets the path of `tsc` from the manifest of TypeScript. */
function getBin(manifest: unknown): string {
  const bin: unknown =
    typeof manifest === 'object' && manifest !== null && 'bin' in manifest
      ? manifest.bin
      : undefined;
  return typeof bin === 'object' && bin !== null && 'tsc' in bin ? String(bin.tsc) : 'bin/tsc';
}

function parseProblems(output: string, directory: string): readonly TypeProblem[] {
  return [...output.matchAll(/^(.+?)\(\d+,\d+\): error (TS\d+): (.*)$/gm)].map(
    ([, path = '', code = '', message = '']) => ({
      path: resolve(directory, path),
      code,
      message,
    }),
  );
}
