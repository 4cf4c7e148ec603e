// What the evaluation of a module of the project does for others, so that it can't simply happen
// later: in its statements, in
// initialisers and constructors, and in functions that these call, in other modules too. Decides
// from facts alone.
import type { Catalogue } from '../../catalogue/catalogue.ts';
import type { EffectFact, ModuleFacts, StatementKind, VariableFact } from '../../syntax/facts.ts';
import type { Range } from '../../text/range.ts';
import { isEnvironmentRead } from './environment-reads.ts';
import type { LocalModule } from '../module-host.ts';
import type { ImportedCall } from '../../syntax/modules/facts.ts';
import type { SideEffect } from '../../syntax/functions/facts.ts';

/** A place in a module. */
export interface EffectPlace {
  readonly facts: ModuleFacts;
  readonly range: Range;
}

/**
 * What others may count on of a module's evaluation, besides what it exports: a statement of it, or
 * something that a function does which runs with it.
 * @param knowsEnvironment whether `.env` has been read by then
 */
export function findStartEffect(
  module: LocalModule,
  catalogue: Pick<Catalogue, 'find'>,
  knowsEnvironment = false,
): EffectPlace | undefined {
  const { facts } = module;
  const isNothing = (range: Range): boolean => knowsEnvironment && isEnvironmentRead(range, facts);
  const range = findEffectStatement(facts, catalogue, isNothing);
  if (range) return { facts, range };
  const functionScopes = new Set(
    facts.functionScopes
      .filter(({ id, runsAtStartup }) => id === 0 || runsAtStartup)
      .map(({ id }) => id),
  );
  const own = facts.sideEffects.find(
    (act) =>
      functionScopes.has(act.functionScope) &&
      isForOthers(act, facts, catalogue) &&
      !isNothing(act.range),
  );
  return own
    ? { facts, range: own.range }
    : findEffectOfCalls(module, facts.startup.calls, catalogue, new Set());
}

/**
 * The same of functions of other modules that are called: what these keep in variables of their own
 * is there for others as well.
 */
function findEffectOfCalls(
  { host }: LocalModule,
  calls: readonly ImportedCall[],
  catalogue: Pick<Catalogue, 'find'>,
  seen: Set<string>,
): EffectPlace | undefined {
  for (const { specifier, key } of calls) {
    const called = catalogue.find(specifier) ? undefined : host.getLocalModule(specifier);
    if (!called) continue;
    const { facts } = called;
    const place = `${facts.source.path}\n${key}`;
    if (seen.has(place)) continue;
    seen.add(place);
    const run = facts.startup.functions[key];
    const functionScopes = new Set(run?.functionScopes);
    const act = facts.sideEffects.find(
      (one) =>
        functionScopes.has(one.functionScope) &&
        (isForOthers(one, facts, catalogue) || (!GIVES.test(key) && isKept(one, facts))),
    );
    if (act) return { facts, range: act.range };
    const further =
      run?.calls ??
      facts.startup.links.flatMap(({ name, specifier: from, imported }) =>
        name === '*' || key.replace(/^new /, '').split('.')[0] === name
          ? [{ specifier: from, key: name === '*' ? key : key.replace(name, imported) }]
          : [],
      );
    const behind = findEffectOfCalls(called, further, catalogue, seen);
    if (behind) return behind;
  }
  return undefined;
}

/**
 * Whether something is done to what other modules see: something imported that is no heavy package,
 * or a global.
 */
function isForOthers(
  { kind, root, name, variable: id }: SideEffect,
  facts: ModuleFacts,
  catalogue: Pick<Catalogue, 'find'>,
): boolean {
  const variable = id === undefined ? undefined : facts.variables[id];
  if (!variable) {
    if (kind === 'write') return !OWN_GLOBALS.has(root);
    return kind === 'call' && (TIMERS.has(name) || (root === 'process' && ACTS.test(name)));
  }
  const loads = facts.loads.filter(
    (load) => load.statement === variable.statement && load.functionScope === 0,
  );
  const isOther =
    (variable.kind === 'import' || loads.length > 0) &&
    !loads.some(({ specifier }) => catalogue.find(specifier));
  if (kind === 'decorator')
    return isOther && !loads.some(({ specifier }) => OF_THE_CLASS.has(specifier));
  return isOther && !/^(?:console|log|logger)$/.test(root) && (kind !== 'call' || ACTS.test(name));
}

/**
 * Packages whose decorators write on the class alone. Those of others (`@Entity()`) put it in a
 * list that is asked for all.
 */
const OF_THE_CLASS: ReadonlySet<string> = new Set([
  '@nestjs/common',
  '@nestjs/swagger',
  'class-transformer',
  'class-validator',
]);

/** Whether something is put into a variable of the module. */
function isKept({ kind, name, variable }: SideEffect, facts: ModuleFacts): boolean {
  const target = variable === undefined ? undefined : facts.variables[variable];
  return (
    target !== undefined &&
    target.kind !== 'import' &&
    target.kind !== 'function' &&
    (kind === 'write' || ACTS.test(name))
  );
}

/** What a CommonJS module writes to as it exports. */
const OWN_GLOBALS: ReadonlySet<string> = new Set(['exports', 'module']);

const TIMERS: ReadonlySet<string> = new Set(['setInterval', 'setTimeout', 'setImmediate']);

/**
 * Names of calls that do something to what they are called on, or to what they keep. What they make
 * is another matter.
 */
const ACTS =
  /^(?:register|unregister|add|use|on|once|off|subscribe|attach|mount|install|inject|provide|bind|define|model|set|push|unshift|splice|delete|remove|clear|schedule|listen|start|init|initiali[sz]e|connect|patch|extend|plugin|hook|handle|emit|publish|config|configure|prepend|chdir|umask)(?:[A-Z_]\w*)?$/;

/** Calls for a value, which keep it for the next time: a logger, say. */
const GIVES = /^(?:(?:.*\.)?(?:create|make|build|get|from|of|load|read|parse)(?:[A-Z_]\w*)?$)/;

function findEffectStatement(
  facts: ModuleFacts,
  catalogue: Pick<Catalogue, 'find'>,
  isNothing: (range: Range) => boolean,
): Range | undefined {
  const bare = facts.loads.find(
    (load) =>
      load.atStartup &&
      load.form === 'import' &&
      load.bindings.length === 0 &&
      !load.isTypeOnly &&
      !/^\.{1,2}\//.test(load.specifier) &&
      !catalogue.find(load.specifier) &&
      !isNothing(load.range),
  );
  if (bare) return bare.range;
  const isOwn = ({ kind, variable, isVoid }: EffectFact): boolean => {
    if (isVoid) return false;
    if (kind === 'log' || kind === 'bare-load') return true;
    const target = variable === undefined ? undefined : facts.variables[variable];
    return target !== undefined && isOwnVariable(target, facts, catalogue);
  };
  return facts.statements.find(
    ({ kind, effects, range }) =>
      isEffect(kind, range, effects.every(isOwn), facts) && !isNothing(range),
  )?.range;
}

function isEffect(
  kind: StatementKind,
  range: Range,
  isOwn: boolean,
  { source }: ModuleFacts,
): boolean {
  const text = source.text.slice(...range);
  if (kind === 'other') return !HARMLESS.test(text);
  return (kind === 'expression' || kind === 'conditional') && !isOwn && !EXPORT.test(text);
}

/** Declarations, and lone semicolons. */
const HARMLESS = /^(?:;|declare\b|enum\b|const\s+enum\b)/;

/** A directive, or how a CommonJS module exports. */
const EXPORT =
  /^(?:(['"])use \w+\1;?$|(?:module\.)?exports\b[.[\w\]'"]*\s*=|Object\.defineProperty\(exports,)/;

/**
 * What the module makes itself, or gets of a heavy package: nobody else sees that before the module
 * is there.
 */
function isOwnVariable(
  { kind, statement }: VariableFact,
  facts: ModuleFacts,
  catalogue: Pick<Catalogue, 'find'>,
): boolean {
  if (kind === 'function' || kind === 'other') return false;
  const loads = facts.loads.filter(
    (load) => load.statement === statement && load.functionScope === 0,
  );
  return (
    (kind !== 'import' || loads.length > 0) &&
    loads.every((load) => catalogue.find(load.specifier) !== undefined)
  );
}

/**
 * An exported variable that functions write to: an import of it shows each new value, a lazy one
 * does not.
 */
export function findChangingExport({
  variables,
  isModule,
  source,
}: ModuleFacts): string | undefined {
  const variable = variables.find(
    (one) =>
      one.isExported && one.uses.some((use) => use.kind === 'write' && use.functionScope !== 0),
  );
  if (variable || isModule) return variable?.name;
  return /^[ \t]+.*\bexports\.(\w+)\s*=(?!=)/m.exec(source.text)?.[1];
}
