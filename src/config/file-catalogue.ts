// Which packages are heavy in one file: by the catalogue and by inspection, except those that the
// configuration lets the file load.
import type { ResolvedConfig } from './resolved-config.ts';
import { toLabel } from '../files/label.ts';
import type { HeavyPackage } from '../catalogue/types.ts';

type Surroundings = Pick<ResolvedConfig, 'root' | 'catalogue' | 'getEntry' | 'inspector'>;

/**
 * The catalogue of one file: packages, except those that it may load eagerly, and the project's
 * modules that a plan names.
 */
export function getOwnCatalogue(
  path: string,
  session: Surroundings & Pick<ResolvedConfig, 'cuts'>,
): ResolvedConfig['catalogue'] {
  const catalogue = withoutEntries(path, session);
  const { cuts } = session;
  if (!cuts?.paths.has(path)) return catalogue;
  return {
    ...catalogue,
    mayName: () => true,
    find: (specifier) => cuts.find(path, specifier) ?? catalogue.find(specifier),
    findImported: (specifier) => cuts.find(path, specifier) ?? catalogue.findImported(specifier),
  };
}

/** The catalogue without the packages that the configuration lets this file load eagerly. */
export function withoutEntries(
  path: string,
  { root, catalogue, getEntry, inspector }: Surroundings,
): ResolvedConfig['catalogue'] {
  const entry = getEntry(toLabel(root, path));
  if (!inspector && entry !== true && entry.size === 0) return catalogue;
  const filter = (heavy: HeavyPackage | undefined): HeavyPackage | undefined =>
    heavy && entry !== true && !entry.has(heavy.name) ? heavy : undefined;
  return {
    ...catalogue,
    mayName: (text, report) =>
      catalogue.mayName(text, report) || inspector?.mayName(path, text, report) === true,
    find: (specifier) => filter(catalogue.find(specifier)),
    findImported: (specifier) =>
      filter(catalogue.find(specifier) ?? inspector?.find(path, specifier)),
  };
}
