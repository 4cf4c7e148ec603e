// What `npm run build` does behind the compiler: drops output whose source is gone, writes the stubs of the codemods, and marks the
// command as executable. Must not compile.
import { existsSync } from 'node:fs';
import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildStub } from './build-stubs.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

await dropStaleOutput(join(root, 'dist'));
await writeStubs(join(root, 'codemods'));
await chmod(join(root, 'dist/src/cli/main.js'), 0o755);

/** The compiler leaves what it wrote of a file that has gone since. */
async function dropStaleOutput(dist: string): Promise<void> {
  for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const source = join(root, relative(dist, path)).replace(/(?:\.d\.ts|\.js|\.js\.map)$/, '.ts');
    if (entry.isFile() && source.endsWith('.ts') && !existsSync(source)) await rm(path);
  }
}

async function writeStubs(codemods: string): Promise<void> {
  const names = await readdir(codemods);
  const ids = names.filter((name) => /(?<!\.test|\.test-support)\.ts$/.test(name) && !name.startsWith('create-')).map((name) => name.slice(0, -'.ts'.length));
  for (const name of names.filter((one) => one.endsWith('.js') && !ids.includes(one.slice(0, -'.js'.length)))) await rm(join(codemods, name));
  for (const id of ids) await writeIfChanged(join(codemods, `${id}.js`), buildStub(id));
}

async function writeIfChanged(path: string, text: string): Promise<void> {
  if (existsSync(path) && (await readFile(path, 'utf8')) === text) return;
  await writeFile(path, text);
}
