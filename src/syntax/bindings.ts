// Whether a rewritten text still declares all names that it uses, each once in its scope.
import type { SourceText } from '../text/source-text.ts';
import { findRedeclared, parseModule, type ParsedModule } from './parse.ts';
import { buildTree, type SyntaxTree } from './tree.ts';

/**
 * Finds what a rewrite did to the names of a file: one that is declared twice in a scope, or one
 * that is used and no longer declared.
 * @param parsed the rewritten text, parsed
 * @returns one clause, or undefined where nothing is wrong, or was wrong before
 */
export function findBindingFault(
  before: SourceText,
  after: SourceText,
  parsed: ParsedModule,
): string | undefined {
  const original = parseModule(before);
  if ('message' in original) return undefined;
  const repeated = findRedeclared(after);
  if (repeated !== undefined && findRedeclared(before) === undefined) return repeated;
  const old = buildTree(before, original);
  const undeclared = findUndeclared(old);
  const declared = new Set(
    old.scopes.scopes.flatMap(({ variables }) =>
      variables.flatMap(({ name, defs }) => (defs.length > 0 ? [name] : [])),
    ),
  );
  const lost = [...findUndeclared(buildTree(after, parsed))].find(
    (name) => !undeclared.has(name) && declared.has(name),
  );
  return lost === undefined ? undefined : `\`${lost}\` is used and no longer declared`;
}

/** The names that are used and not declared: globals, if they are anything. */
function findUndeclared({ scopes }: SyntaxTree): ReadonlySet<string> {
  return new Set(
    (scopes.globalScope?.through ?? []).flatMap(({ identifier, resolved }) =>
      resolved === null || resolved.defs.length === 0 ? [identifier.name] : [],
    ),
  );
}
