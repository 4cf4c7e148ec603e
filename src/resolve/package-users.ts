// Finds the files of a project that use a package, by their text. Used only if a set-up for the
// whole process would move, so nothing is read for most files.
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isLarge } from '../files/file-size.ts';
import { findManifestFolder } from '../files/manifest.ts';
import { listSourceFiles } from '../files/walk.ts';

/**
 * Finds another file in the project of `path` that loads a package without the set-up.
 * @param packageName the name of the package, without a sub-path
 * @param setUp the text of the set-up; layout makes no difference
 * @returns its path
 */
export type PackageUserFinder = (
  path: string,
  packageName: string,
  setUp: string,
) => string | undefined;

/** Creates a finder that reads the files of a project once. */
export function createPackageUserFinder(): PackageUserFinder {
  const textsByFolder = new Map<string, ReadonlyMap<string, string>>();
  const getTexts = (folder: string): ReadonlyMap<string, string> => {
    let texts = textsByFolder.get(folder);
    if (!texts) textsByFolder.set(folder, (texts = readTexts(folder)));
    return texts;
  };
  return (path, packageName, setUp) => {
    const folder = findManifestFolder(dirname(path));
    if (folder === undefined) return undefined;
    const wanted = toBare(setUp);
    return [...getTexts(folder)].find(
      ([other, text]) =>
        other !== path &&
        names(packageName, text) &&
        LOAD.test(text) &&
        !toBare(text).includes(wanted),
    )?.[0];
  };
}

/** Whether a text names a package, or a part of it, in quotes. */
function names(packageName: string, text: string): boolean {
  return ["'", '"', '`'].some(
    (quote) =>
      text.includes(quote + packageName + quote) || text.includes(`${quote}${packageName}/`),
  );
}

const LOAD = /\b(?:import|require|from)\b/;

function readTexts(folder: string): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const path of listSourceFiles(folder, folder)) {
    if (isLarge(path)) continue;
    try {
      texts.set(path, readFileSync(path, 'utf8'));
    } catch {
      // A file that can't be read is reported by the run that names it.
    }
  }
  return texts;
}

function toBare(text: string): string {
  return text.replace(/[\s;]+/g, '');
}
