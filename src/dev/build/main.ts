// What `npm run build` does behind the compiler: drops output whose source is gone, writes the
// stubs of the codemods, and marks the
// command as executable. Must not compile.
import { existsSync } from 'node:fs';
import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildStub } from './stubs.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

await dropStaleOutput(join(root, 'dist'));
await writeStubs(join(root, 'codemods'));
await chmod(join(root, 'dist/src/cli/main.js'), 0o755);

/**
 * The compiler leaves what it wrote of a file that has gone since, or that it no longer compiles.
 */
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
  // Files of other names are what the codemods are made of.
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
