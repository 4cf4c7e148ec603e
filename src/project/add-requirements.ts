// Adds what rewritten code imports to the nearest `package.json`, keeping its layout.
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PackageRequirement } from '../checks/check.ts';
import { getStyle } from '../text/style.ts';
import { findManifestFolder } from './manifest.ts';
import type { Write } from './write-all.ts';

/** Adds the change of `package.json` to `writes`, once for all files that need it. */
export async function addRequirements(path: string, requires: readonly PackageRequirement[], writes: Write[]): Promise<void> {
  const directory = findManifestFolder(dirname(path));
  if (directory === undefined) return;
  const manifest = join(directory, 'package.json');
  const pending = writes.findIndex((write) => write.path === manifest);
  const text = writes[pending]?.text ?? (await readFile(manifest, 'utf8'));
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) return;
  const { dependencies, ...rest }: { dependencies?: Readonly<Record<string, string>> } = value;
  const missing = requires.filter(({ name }) => dependencies?.[name] === undefined);
  if (missing.length === 0) return;
  const merged = { ...dependencies, ...Object.fromEntries(missing.map(({ name, range }) => [name, range])) };
  const sorted = Object.fromEntries(Object.entries(merged).sort(([a], [b]) => (a < b ? -1 : 1)));
  const next = 'dependencies' in value ? { ...value, dependencies: sorted } : { ...rest, dependencies: sorted };
  const { indent, eol } = getStyle(text);
  const output = JSON.stringify(next, null, indent).replaceAll('\n', eol) + (text.endsWith('\n') ? eol : '');
  if (pending >= 0) writes.splice(pending, 1);
  writes.push({ path: manifest, text: output });
}
