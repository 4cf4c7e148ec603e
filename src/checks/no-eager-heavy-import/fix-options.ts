// How heavy imports are made lazy, where there is a choice.
import type { FixOptionDefinitions, FixOptions } from '../fix-options.ts';

/**
 * Where the loader of a package with set-up goes: in the module, in the class that alone uses it,
 * or nowhere.
 */
export type LoaderPlace = 'module' | 'method' | 'inline';

export const fixOptions: FixOptionDefinitions = {
  loader: {
    type: { kind: 'choice', choices: ['module', 'method', 'inline'] },
    value: 'place',
    description:
      'where the loader of a package with set-up goes: the module, the class that uses it, nowhere',
    default: 'module',
  },
  syncFallback: {
    type: { kind: 'switch' },
    description: "write a `require` where a load can't wait, instead of refusing",
  },
};

/** The place that is asked for. */
export function getLoaderPlace({ loader }: FixOptions): LoaderPlace {
  return loader === 'method' || loader === 'inline' ? loader : 'module';
}
