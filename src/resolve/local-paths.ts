// Finds the project file for a path without extension, with the extension of its output, or of a
// folder. The file test is a parameter, as accessing the disk for each candidate costs more than
// all the rest of resolving.
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Whether a path is a file. */
export type FileTest = (path: string) => boolean;

/**
 * @see
 * https://www.typescriptlang.org/docs/handbook/modules/reference.html#file-extension-substitution
 */
const SOURCES_OF: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx', '.js', '.jsx'],
  '.mjs': ['.mts', '.mjs'],
  '.cjs': ['.cts', '.cjs'],
  '.jsx': ['.tsx', '.jsx'],
};
const TYPESCRIPT_FIRST = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json'];
const JAVASCRIPT_FIRST = ['.js', '.json', '.mjs', '.cjs', '.jsx', '.ts', '.tsx', '.mts', '.cts'];

/**
 * The order in which extensions are tried, and what `.js` stands for: TypeScript prefers its own
 * files, Node JavaScript.
 */
export function getExtensionOrder(importer: string): {
  readonly extensions: readonly string[];
  readonly extensionAlias: Readonly<Record<string, readonly string[]>>;
} {
  if (/\.[mc]?tsx?$/.test(importer))
    return { extensions: TYPESCRIPT_FIRST, extensionAlias: SOURCES_OF };
  const reversed = Object.entries(SOURCES_OF).map(
    ([extension, sources]) =>
      [extension, [extension, ...sources.filter((one) => one !== extension)]] as const,
  );
  return { extensions: JAVASCRIPT_FIRST, extensionAlias: Object.fromEntries(reversed) };
}

/**
 * The file that a path stands for, as a bundler, a TypeScript runner or Node would find it;
 * `undefined` if there is none.
 */
export function findLocalFile(
  path: string,
  importer: string,
  isFile: FileTest,
): string | undefined {
  const { extensions, extensionAlias } = getExtensionOrder(importer);
  const extension = /\.[mc]?jsx?$/.exec(path)?.[0];
  const stem = extension === undefined ? path : path.slice(0, -extension.length);
  const aliases = extension === undefined ? undefined : extensionAlias[extension];
  for (const alias of aliases ?? []) if (isFile(stem + alias)) return stem + alias;
  if (aliases === undefined && isFile(path)) return path;
  for (const one of extensions) if (isFile(path + one)) return path + one;
  for (const one of extensions) {
    const index = join(path, `index${one}`);
    if (isFile(index)) return index;
  }
  return undefined;
}

/** Whether a path is a file on disk. */
export function isFileOnDisk(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}
