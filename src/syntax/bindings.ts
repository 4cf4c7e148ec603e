// Whether a rewritten text still declares all names that it uses, each once in its scope.
import type { SourceText } from '../text/source-text.ts';
import { findRedeclared, parseModule } from './parse.ts';
import { buildTree, type SyntaxTree } from './tree.ts';

/**
 * Finds what a rewrite did to the names of a file: one that is declared twice in a scope, or one
 * that is used and no longer declared.
 * @returns one clause, or undefined where nothing is wrong, or was wrong before
 */
export function findBindingFault(before: SourceText, after: SourceText): string | undefined {
  const [old, fresh] = [before, after].map(toTree);
  if (!old || !fresh) return undefined;
  const repeated = findRedeclared(after);
  if (repeated !== undefined && findRedeclared(before) === undefined) return repeated;
  const undeclared = findUndeclared(old);
  const declared = new Set(
    old.scopes.scopes.flatMap(({ variables }) =>
      variables.flatMap(({ name, defs }) => (defs.length > 0 ? [name] : [])),
    ),
  );
  const lost = [...findUndeclared(fresh)].find(
    (name) => !undeclared.has(name) && declared.has(name),
  );
  return lost === undefined ? undefined : `\`${lost}\` is used and no longer declared`;
}

function toTree(source: SourceText): SyntaxTree | undefined {
  const parsed = parseModule(source);
  return 'message' in parsed ? undefined : buildTree(source, parsed);
}

/** The names that are used and not declared: globals, if they are anything. */
function findUndeclared({ scopes }: SyntaxTree): ReadonlySet<string> {
  return new Set(
    (scopes.globalScope?.through ?? []).flatMap(({ identifier, resolved }) =>
      resolved === null || resolved.defs.length === 0 ? [identifier.name] : [],
    ),
  );
}
