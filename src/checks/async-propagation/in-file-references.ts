// Who refers to a function, as far as one file shows: complete for what nothing outside of the file
// can name, unknown for the rest.
import type { ModuleFacts } from '../../syntax/facts.ts';
import { getText } from '../../text/source-text.ts';
import type { PropagationFiles, Reference, ReferenceFinder } from './references.ts';

/**
 * Makes a finder that needs no types. It tells functions of the module that are not exported, and
 * `#private` methods.
 */
export function createInFileReferences(facts: ModuleFacts): ReferenceFinder {
  const { path } = facts.source;
  return {
    find(_path, name) {
      const text = getText(facts.source, name);
      if (text.startsWith('#')) {
        const mentions = facts.mentions.get(text.slice(1)) ?? [];
        return mentions
          .filter(({ range }) => getText(facts.source, range).startsWith('#'))
          .map(({ range }): Reference => ({ path, range }));
      }
      const variable = facts.variables.find(
        (one) => one.name === text && one.declaration[0] === name[0],
      );
      if (!variable) return 'there is no type information';
      if (variable.isExported) return 'it is exported, and there is no type information';
      return [
        { path, range: variable.declaration },
        ...variable.uses.map(({ range }): Reference => ({ path, range })),
      ];
    },
    getResultKind: () => 'unknown',
  };
}

/** A project of which only one file is seen: what an editor and a codemod work with. */
export function toSingleFile(facts: ModuleFacts): PropagationFiles {
  return {
    getFacts: (path) => (path === facts.source.path ? facts : undefined),
    isRewritable: () => true,
    isPublished: () => false,
    toLabel: (path) => path.replace(/^.*[\\/]/, ''),
    references: createInFileReferences(facts),
  };
}
