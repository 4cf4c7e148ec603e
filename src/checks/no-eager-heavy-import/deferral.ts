// What has to move with a heavy load so that it can happen later: its set-up, what is derived from it, its fallback.
// Decides from facts alone; knows nothing of how the result is written.
import type { ModuleFacts, StatementFact, UseFact, VariableFact } from '../../syntax/facts.ts';
import type { Range } from '../../text/range.ts';
import { getText } from '../../text/source-text.ts';
import type { Refusal } from '../define-check.ts';
import { refuse } from './refusals.ts';
import type { Elision } from '../module-host.ts';
import { findStartFunction, mayWaitInFront } from './startup-functions.ts';
import type { LoadFact } from '../../syntax/modules/facts.ts';

/** Module statements that move together, the variables that move with them, and the uses that remain. */
export interface DeferralUnit {
  readonly loads: readonly LoadFact[];
  readonly moved: readonly StatementFact[];
  readonly variables: readonly VariableFact[];
  /** Uses that happen after the module was evaluated; none where only types are used. */
  readonly uses: readonly UseFact[];
  /** Uses as a type, which the compiler erases. */
  readonly typeUses: readonly UseFact[];
  /** Whether its set-up is something that goes on with the start, only later: `monitor.start()`. */
  readonly isStarted: boolean;
}

/** A load that can move, one that can't for a reason, or one whose value the module needs at once. */
export type Deferral =
  | { readonly kind: 'unit'; readonly unit: DeferralUnit }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'needed'; readonly refusal: Refusal };

/**
 * Works out what must move with each heavy load of a file. Loads whose set-up shares a statement are one unit: they move together or not at all.
 * @param loads the heavy loads that happen while the module is evaluated
 * @param isLocal whether a load is of a module of the project: what is called on it is wanted, and no mere set-up
 */
export function resolveDeferrals(
  loads: readonly LoadFact[],
  facts: ModuleFacts,
  elision: Elision,
  isLocal: IsLocal = () => false,
): ReadonlyMap<LoadFact, Deferral> {
  const deferrals = new Map<LoadFact, Deferral>();
  const closures: Closure[] = [];
  for (const load of loads) {
    const early = getEarlyVerdict(load, facts);
    if (early) deferrals.set(load, early);
    else closures.push(findClosure([load], facts, elision, isLocal));
  }
  for (const closure of merge(closures, facts, elision, isLocal)) {
    const deferral = judge(closure, facts, isLocal);
    for (const load of closure.loads) deferrals.set(load, deferral);
  }
  return deferrals;
}

function getEarlyVerdict(load: LoadFact, facts: ModuleFacts): Verdict | undefined {
  if (!isInPlace(load.functionScope, facts)) {
    const where = facts.functionScopes[load.functionScope]?.label ?? 'a function';
    return {
      kind: 'refused',
      refusal: refuse('B111', load.range, { package: load.specifier, where }),
    };
  }
  const statement = facts.statements[load.statement];
  return load.form === 'export-from' || !statement || statement.isExported
    ? needed(load.range, 'it is exported')
    : undefined;
}

type Verdict = Exclude<Deferral, { kind: 'unit' }>;

type IsLocal = (load: LoadFact) => boolean;

/** What was found to move with some loads, and the first thing that stands in the way. */
interface Closure {
  readonly loads: readonly LoadFact[];
  readonly moved: ReadonlySet<number>;
  readonly variables: ReadonlySet<number>;
  readonly uses: readonly UseFact[];
  readonly typeUses: readonly UseFact[];
  readonly verdict: Verdict | undefined;
}

/** Follows uses from the loads' statements until nothing joins any more. */
function findClosure(
  loads: readonly LoadFact[],
  facts: ModuleFacts,
  elision: Elision,
  isLocal: IsLocal,
): Closure {
  const mayStart = loads.every(isLocal);
  const moved = new Set<number>();
  const variables = new Set<number>();
  const uses: UseFact[] = [];
  const typeUses: UseFact[] = [];
  let verdict: Verdict | undefined;
  const queue = loads.map((load) => load.statement);
  for (let index = queue.pop(); index !== undefined; index = queue.pop()) {
    if (moved.has(index)) continue;
    moved.add(index);
    for (const variable of facts.variables) {
      if (variables.has(variable.id) || !isFilledBy(variable, index)) continue;
      variables.add(variable.id);
      queue.push(variable.statement);
      if (variable.isExported)
        verdict ??= needed(
          variable.uses.find((use) => use.kind === 'export')?.range ?? getRange(index, facts),
          `\`${variable.name}\` is exported`,
        );
      for (const use of variable.uses) {
        if (use.kind === 'export') continue;
        if (use.kind === 'type' || (use.kind === 'metadata' && !elision.emitsDecoratorMetadata))
          typeUses.push(use);
        else if (use.kind === 'metadata')
          verdict ??= needed(use.range, `\`${variable.name}\` is decorator metadata`);
        else if (isInPlace(use.functionScope, facts)) queue.push(use.statement);
        else if (use.kind === 'write') verdict ??= toReassigned(use, variable, loads, facts);
        else if (use.atStartup && !(mayStart && findStartFunction(use, facts) !== undefined))
          verdict ??= needed(
            use.range,
            `${facts.functionScopes[use.functionScope]?.label ?? 'a function'} runs while the module is evaluated`,
          );
        else uses.push(use);
      }
    }
  }
  return { loads, moved, variables, uses, typeUses, verdict };
}

/** Declared in the statement, or written by it. */
function isFilledBy(variable: VariableFact, statement: number): boolean {
  return (
    variable.statement === statement ||
    variable.uses.some(
      (use) => use.kind === 'write' && use.statement === statement && use.functionScope === 0,
    )
  );
}

/** Joins growths that share a statement. */
function merge(
  closures: readonly Closure[],
  facts: ModuleFacts,
  elision: Elision,
  isLocal: IsLocal,
): readonly Closure[] {
  const merged: Closure[] = [];
  for (const closure of closures) {
    const touching = merged.filter((other) =>
      [...closure.moved].some((index) => other.moved.has(index)),
    );
    for (const other of touching) merged.splice(merged.indexOf(other), 1);
    const loads = [...touching, closure].flatMap((one) => one.loads);
    merged.push(touching.length === 0 ? closure : findClosure(loads, facts, elision, isLocal));
  }
  return merged;
}

function judge(
  { loads, moved, variables, uses, typeUses, verdict }: Closure,
  facts: ModuleFacts,
  isLocal: IsLocal,
): Deferral {
  if (verdict) return verdict;
  const unit = {
    loads: [...loads].sort((a, b) => a.range[0] - b.range[0]),
    moved: facts.statements.filter((statement) => moved.has(statement.index)),
    variables: facts.variables.filter((variable) => variables.has(variable.id)),
    uses: [...uses].sort((a, b) => a.range[0] - b.range[0]),
    typeUses,
    isStarted: false,
  };
  const [first] = unit.loads;
  if (!first) throw new Error('a unit without a load');
  for (const statement of unit.moved) {
    const obstacle = getObstacle(statement, unit, facts, unit.loads.every(isLocal));
    if (obstacle) return obstacle;
  }
  const early = findEarlyUse(unit, facts);
  if (early)
    return needed(
      early.range,
      `${facts.functionScopes[early.functionScope]?.label ?? 'a function'} runs while the module is evaluated, and other code of the module behind it`,
    );
  const start = resolveStart(unit, facts, isLocal);
  if (typeof start !== 'boolean') return start;
  if (start) return { kind: 'unit', unit: { ...unit, isStarted: true } };
  const isTypeOnly =
    typeUses.length > 0 && unit.moved.every((statement) => statement.kind === 'import');
  if (unit.uses.length === 0 && unit.moved.some((statement) => statement.kind === 'expression'))
    return needed(first.range, 'its set-up is all that is used');
  if (unit.uses.length === 0 && !isTypeOnly)
    return { kind: 'refused', refusal: refuse('B112', first.range, { package: first.specifier }) };
  return { kind: 'unit', unit };
}

/** A use in a function that the module starts, where waiting would bring what follows in the module in front of it. */
function findEarlyUse(unit: DeferralUnit, facts: ModuleFacts): UseFact | undefined {
  const byFunction = new Map<number, UseFact[]>();
  for (const use of unit.uses) {
    const id = use.atStartup ? findStartFunction(use, facts) : undefined;
    if (id !== undefined) byFunction.set(id, [...(byFunction.get(id) ?? []), use]);
  }
  return [...byFunction].find(([id, uses]) => !mayWaitInFront(uses, id, facts))?.[1][0];
}

/** Whether what moves with loads of the project's own modules goes on at the start; the reason why not, where it can't. */
function resolveStart(unit: DeferralUnit, facts: ModuleFacts, isLocal: IsLocal): boolean | Verdict {
  const locals = unit.loads.filter(isLocal);
  const [load] = locals;
  if (!load) return false;
  const refused = ({ range }: StatementFact, why: string): Verdict => ({
    kind: 'refused',
    refusal: refuse('B137', range, { module: load.specifier, why }),
  });
  const own = new Set(locals.flatMap((one) => one.bindings.map((binding) => binding.variable)));
  let isStarted = false;
  for (const statement of unit.moved) {
    if (statement.kind === 'import' || unit.loads.some((one) => one.statement === statement.index))
      continue;
    const others = facts.variables.find(
      (variable) =>
        !unit.variables.includes(variable) &&
        variable.uses.some(
          (use) =>
            use.statement === statement.index &&
            use.kind !== 'type' &&
            isInPlace(use.functionScope, facts),
        ),
    );
    const isCall =
      statement.kind !== 'variable' &&
      (locals.length === unit.loads.length ||
        statement.effects.some(({ variable }) => variable !== undefined && own.has(variable)));
    const text = getText(facts.source, statement.range);
    const isMaking =
      statement.kind === 'variable' && MAKING.test(text) && (!others || CONSTRUCTION.test(text));
    if (isCall && locals.length < unit.loads.length)
      return refused(statement, 'it belongs to a package as well');
    if (!isCall && (isMaking || locals.length < unit.loads.length)) continue;
    if (!isCall) return refused(statement, "whether the call is wanted at the start can't be told");
    if (statement.awaits) return refused(statement, 'the module waits for it');
    if (others) return refused(statement, `it uses \`${others.name}\` at the start`);
    isStarted = true;
  }
  return isStarted;
}

/** A declaration whose value is made, read or bound, so that it can as well be made later: `new X()`, `createX()`, `x.y`. */
const MAKING =
  /^[^=]*=\s*(?:(?:new\s+[\w$.]+|(?:[\w$]+\.)*(?:create|make|build|get|from|define)\w*)(?:<[^()]*>)?\((?:[^()]|\([^()]*\))*\)|[\w$.]+);?$/;
const CONSTRUCTION = /^[^=]*=\s*new\s/;

function toReassigned(
  use: UseFact,
  variable: VariableFact,
  [load]: readonly LoadFact[],
  facts: ModuleFacts,
): Verdict {
  const data = {
    variable: variable.name,
    where: facts.functionScopes[use.functionScope]?.label ?? 'a function',
    package: load?.specifier ?? 'the package',
  };
  return { kind: 'refused', refusal: refuse('B109', use.range, data) };
}

/**
 * Why a statement can't move, if it can't.
 * @param mayStart whether what is started there may go on later
 */
function getObstacle(
  statement: StatementFact,
  unit: DeferralUnit,
  facts: ModuleFacts,
  mayStart: boolean,
): Verdict | undefined {
  const name = unit.loads[0]?.specifier ?? '';
  const isLoadStatement = unit.loads.some((one) => one.statement === statement.index);
  if (statement.kind === 'import')
    // import Types = babel.types
    return isLoadStatement ? undefined : needed(statement.range, 'an alias is made of it');
  if (statement.kind === 'expression' || statement.kind === 'conditional') {
    for (const effect of statement.effects) {
      if (effect.kind === 'bare-load') continue;
      if (effect.kind === 'log' && statement.kind === 'conditional') continue;
      const isOurs =
        (mayStart || !effect.isVoid) &&
        effect.variable !== undefined &&
        unit.variables.some(
          (variable) => variable.id === effect.variable && variable.kind !== 'function',
        );
      if (!isOurs) {
        if (isLoadStatement)
          return { kind: 'refused', refusal: refuse('B120', statement.range, { package: name }) };
        return needed(statement.range, 'other code of the module uses it');
      }
    }
  } else if (statement.kind !== 'variable' || statement.awaits !== isAwaitedLoad(statement, unit)) {
    return needed(
      statement.range,
      statement.kind === 'class' ? 'a class is built on it' : 'other code of the module uses it',
    );
  }
  if (statement.declarators > 1)
    return { kind: 'refused', refusal: refuse('B113', statement.range, { package: name }) };
  const changing = facts.variables.find(
    (variable) =>
      !unit.variables.includes(variable) &&
      (variable.kind === 'let' || variable.kind === 'var') &&
      variable.uses.some((use) => use.kind === 'write') &&
      variable.uses.some((use) => use.statement === statement.index && use.kind === 'read'),
  );
  return (
    changing && {
      kind: 'refused',
      refusal: refuse('B114', statement.range, { variable: changing.name }),
    }
  );
}

/** Module-level code, or a function that runs in place there: `const x = (() => require('m'))()`. */
function isInPlace(functionScope: number, facts: ModuleFacts): boolean {
  for (let id = functionScope; id !== 0; id = facts.functionScopes[id]?.parent ?? 0)
    if (!facts.functionScopes[id]?.isInPlace) return false;
  return true;
}

/** A top-level `await` may move when it waits for the load itself: `const x = (await import('m')).default`. */
function isAwaitedLoad(statement: StatementFact, unit: DeferralUnit): boolean {
  return (
    statement.awaits &&
    unit.loads.some((load) => load.statement === statement.index && load.form === 'dynamic-import')
  );
}

function needed(range: Range, why: string): Verdict {
  return { kind: 'needed', refusal: refuse('B110', range, { why }) };
}

function getRange(statement: number, facts: ModuleFacts): Range {
  return facts.statements[statement]?.range ?? [0, 0];
}
