// Whether a rewritten text is still a program: it declares all names that it uses, each once in its
// scope, and has no other error that an engine finds before it runs.
import type { SourceText } from '../text/source-text.ts';
import { findEarlyErrors, parseModule, type ParsedModule } from './parse.ts';
import { buildTree, type SyntaxTree } from './tree.ts';

/**
 * Finds what a rewrite broke in a file: a name that is declared twice in a scope, or is used and no
 * longer declared, or something else that no engine takes.
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
  const early = findNewError(before, after);
  if (early !== undefined) return early;
  const old = buildTree(before, original);
  const undeclared = findUndeclared(old);
  const declared = new Set(
    old.scopes.scopes.flatMap(({ variables }) =>
      variables.flatMap(({ name, defs }) => (defs.length > 0 ? [name] : [])),
    ),
  );
  const fresh = buildTree(after, parsed);
  // A function of the file may have its own `require`, where new code outside asks Node's.
  const isNew = (name: string): boolean =>
    GLOBALS.has(name) && countResolved(name, fresh) >= countResolved(name, old);
  const lost = [...findUndeclared(fresh)].find(
    (name) => !undeclared.has(name) && declared.has(name) && !isNew(name),
  );
  return lost === undefined ? undefined : `\`${lost}\` is used and no longer declared`;
}

function findNewError(before: SourceText, after: SourceText): string | undefined {
  const errors = findEarlyErrors(after);
  if (errors.length === 0) return undefined;
  const known = new Set(findEarlyErrors(before));
  return errors.find((message) => !known.has(message));
}

/** What new code asks its surroundings for. */
const GLOBALS: ReadonlySet<string> = new Set([
  'require',
  'process',
  'console',
  'globalThis',
  'setTimeout',
  'Promise',
  'Array',
  'Error',
]);

function countResolved(name: string, { scopes }: SyntaxTree): number {
  return scopes.scopes
    .flatMap(({ variables }) => variables)
    .filter((variable) => variable.name === name && variable.defs.length > 0)
    .reduce((sum, { references }) => sum + references.length, 0);
}

/** The names that are used and not declared: globals, if they are anything. */
function findUndeclared({ scopes }: SyntaxTree): ReadonlySet<string> {
  return new Set(
    (scopes.globalScope?.through ?? []).flatMap(({ identifier, resolved }) =>
      resolved === null || resolved.defs.length === 0 ? [identifier.name] : [],
    ),
  );
}
