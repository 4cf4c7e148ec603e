// What the evaluation of a module of the project does for others, so that it can't simply happen later. Decides from facts alone.
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { EffectFact, ModuleFacts, StatementKind, VariableFact } from '../syntax/facts.ts';
import type { Range } from '../text/range.ts';

/** A module-level statement that others may count on, besides what is exported. */
export function findStartEffect(facts: ModuleFacts, catalogue: Pick<Catalogue, 'find'>): Range | undefined {
  const bare = facts.loads.find(
    (load) => load.atLoad && load.form === 'import' && load.bindings.length === 0 && !load.isTypeOnly && !/^\.{1,2}\//.test(load.specifier) && !catalogue.find(load.specifier),
  );
  if (bare) return bare.range;
  const isOwn = ({ kind, variable }: EffectFact): boolean => {
    if (kind === 'log' || kind === 'bare-load') return true;
    const target = variable === undefined ? undefined : facts.variables[variable];
    return target !== undefined && isOwnVariable(target, facts, catalogue);
  };
  return facts.statements.find(({ kind, effects, range }) => isEffect(kind, range, effects.every(isOwn), facts))?.range;
}

function isEffect(kind: StatementKind, range: Range, isOwn: boolean, { source }: ModuleFacts): boolean {
  const text = source.text.slice(...range);
  if (kind === 'other') return !HARMLESS.test(text);
  return (kind === 'expression' || kind === 'conditional') && !isOwn && !EXPORT.test(text);
}

/** Declarations, and lone semicolons. */
const HARMLESS = /^(?:;|declare\b|enum\b|const\s+enum\b)/;

/** A directive, or how a CommonJS module exports. */
const EXPORT = /^(?:(['"])use \w+\1;?$|(?:module\.)?exports\b[.[\w\]'"]*\s*=|Object\.defineProperty\(exports,)/;

/** What the module makes itself, or gets of a heavy package: nobody else sees that before the module is there. */
function isOwnVariable({ kind, statement }: VariableFact, facts: ModuleFacts, catalogue: Pick<Catalogue, 'find'>): boolean {
  if (kind === 'function' || kind === 'other') return false;
  const loads = facts.loads.filter((load) => load.statement === statement && load.frame === 0);
  return (kind !== 'import' || loads.length > 0) && loads.every((load) => catalogue.find(load.specifier) !== undefined);
}

/** An exported variable that functions write to: an import of it shows each new value, a lazy one does not. */
export function findChangingExport({ variables, isModule, source }: ModuleFacts): string | undefined {
  const variable = variables.find((one) => one.isExported && one.uses.some((use) => use.kind === 'write' && use.frame !== 0));
  if (variable || isModule) return variable?.name;
  return /^[ \t]+.*\bexports\.(\w+)\s*=(?!=)/m.exec(source.text)?.[1];
}
