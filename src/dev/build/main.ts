// What `npm run build` does after compiling: removes output without a source, writes the stubs of
// the codemods, and makes the command executable.
import { existsSync } from 'node:fs';
import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildStub } from './stubs.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

await dropStaleOutput(join(root, 'dist'));
await writeStubs(join(root, 'codemods'));
await chmod(join(root, 'dist/src/cli/main.js'), 0o755);

/** Removes output whose source is gone or is no longer compiled; the compiler leaves it behind. */
async function dropStaleOutput(dist: string): Promise<void> {
  for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const source = join(root, relative(dist, path)).replace(/(?:\.d\.ts|\.js)$/, '.ts');
    if (
      entry.isFile() &&
      !entry.name.endsWith('.tsbuildinfo') &&
      (!isCompiled(source) || !existsSync(source))
    )
      await rm(path);
  }
}

async function writeStubs(codemods: string): Promise<void> {
  const names = await readdir(codemods);
  // Other files are parts of the codemods.
  const ids = names
    .filter((name) => isCompiled(name) && /^(?:no|prefer|require)-/.test(name))
    .map((name) => basename(name, '.ts'));
  for (const name of names.filter(
    (one) => one.endsWith('.js') && !ids.includes(basename(one, '.js')),
  ))
    await rm(join(codemods, name));
  for (const id of ids) await writeIfChanged(join(codemods, `${id}.js`), buildStub(id));
}

function isCompiled(path: string): boolean {
  return path.endsWith('.ts') && !/\.(?:test|test-support)\.ts$/.test(path);
}

async function writeIfChanged(path: string, text: string): Promise<void> {
  if (existsSync(path) && (await readFile(path, 'utf8')) === text) return;
  await writeFile(path, text);
}
