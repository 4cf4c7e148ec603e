// Copies of the fixture backend in a temporary folder, and how to run Node on them.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, readdir, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder, relative to `dist/src/dev/demo`. */
export const root = fileURLToPath(new URL('../../../../', import.meta.url));

const backend = join(root, 'fixtures', 'backend');
const left = new Set(['dist', 'node_modules']);

/** Thrown when the demo can't continue; the message says why. */
export class DemoError extends Error {}

/** The exit code and output of a command. */
export interface Outcome {
  readonly code: number | null;
  readonly output: string;
}

/** Copies the backend's own files and links its dependencies. */
export async function copyBackend(folder: string): Promise<void> {
  await cp(backend, folder, { recursive: true, filter: (source) => !left.has(basename(source)) });
  await linkFolder(join(backend, 'node_modules'), join(folder, 'node_modules'));
}

/** Makes the project's packages resolvable from every folder in `parent`. */
export async function linkPackages(parent: string): Promise<void> {
  await linkFolder(join(root, 'node_modules'), join(parent, 'node_modules'));
}

async function linkFolder(target: string, path: string): Promise<void> {
  if (existsSync(target)) await symlink(target, path, 'junction');
}

/**
 * Compiles one copy.
 *
 * @throws DemoError when the compiler reports errors
 */
export async function compileBackend(folder: string): Promise<void> {
  const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const { code, output } = await runNode([compiler, '-p', folder], folder);
  if (code !== 0) throw new DemoError(`${basename(folder)} doesn't compile:\n${output}`);
}

/** Finds the files of `folder` whose text differs from the file of the same name in `original`. */
export async function findChangedFiles(
  original: string,
  folder: string,
): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const changed: string[] = [];
  for (const entry of entries.filter((item) => item.isFile())) {
    const path = relative(folder, join(entry.parentPath, entry.name));
    const source = join(original, path);
    if (!existsSync(source) || !(await readFile(source)).equals(await readFile(join(folder, path))))
      changed.push(path);
  }
  return changed.sort();
}

/** Runs a script with this Node; returns both output streams as one text. */
export async function runNode(args: readonly string[], cwd: string): Promise<Outcome> {
  const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, output: output.trim() };
}
