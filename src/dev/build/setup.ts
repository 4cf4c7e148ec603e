// Builds the package once before the tests.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/**
 * Runs `npm run build` before the tests. Type errors only warn, since `npm run typecheck` reports
 * them. An unchanged tree takes three seconds.
 */
export default async function setup(): Promise<void> {
  const cwd = fileURLToPath(new URL('../../../', import.meta.url));
  const run = (script: string, ...args: readonly string[]): Promise<unknown> =>
    promisify(execFile)(process.execPath, [join(cwd, script), ...args], { cwd });
  try {
    await run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json');
  } catch (error) {
    const output =
      typeof error === 'object' && error !== null && 'stdout' in error
        ? String(error.stdout)
        : String(error);
    console.warn(`The build has errors, which may be why tests fail:\n${output}`);
  }
  await run('dist/src/dev/build/main.js');
}
