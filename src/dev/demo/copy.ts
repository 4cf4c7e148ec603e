// Copies the fixture backend into a temporary folder, and runs Node commands on it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, readdir, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder, seen from `dist/src/dev`. */
export const root = fileURLToPath(new URL('../../../../', import.meta.url));

const backend = join(root, 'fixtures', 'backend');
const left = new Set(['dist', 'node_modules']);

/** A demonstration that can't go on; the message says why. */
export class DemoError extends Error {}

/** How a command ended, and what it wrote. */
export interface Outcome {
  readonly code: number | null;
  readonly output: string;
}

/** Copies the backend's own files; what it depends on is linked. */
export async function copyBackend(folder: string): Promise<void> {
  await cp(backend, folder, { recursive: true, filter: (source) => !left.has(basename(source)) });
  await linkFolder(join(backend, 'node_modules'), join(folder, 'node_modules'));
}

/** Makes the project's packages resolvable from every folder inside `parent`. */
export async function linkPackages(parent: string): Promise<void> {
  await linkFolder(join(root, 'node_modules'), join(parent, 'node_modules'));
}

async function linkFolder(target: string, path: string): Promise<void> {
  if (existsSync(target)) await symlink(target, path, 'junction');
}

/**
 * Compiles one copy.
 *
 * @throws DemoError when the compiler complains
 */
export async function compileBackend(folder: string): Promise<void> {
  const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const { code, output } = await runNode([compiler, '-p', folder], folder);
  if (code !== 0) throw new DemoError(`${basename(folder)} doesn't compile:\n${output}`);
}

/** The files of `folder` whose text isn't that of the file of the same name in `original`. */
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

/** Runs a script with this Node; both output streams come back as one text. */
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
