// What has to move with a heavy load so that it can happen later: its set-up, what is derived from it, its fallback.
// Decides from facts alone; knows nothing of how the result is written.
import type { LoadFact, ModuleFacts, StatementFact, UseFact, VariableFact } from '../syntax/facts.ts';
import type { Refusal } from './check.ts';
import { refuse } from './lazy-refusals.ts';
import type { Elision } from './module-host.ts';

/** Module statements that move together, the variables that move with them, and the uses that remain. */
export interface DeferralUnit {
  readonly loads: readonly LoadFact[];
  readonly moved: readonly StatementFact[];
  readonly variables: readonly VariableFact[];
  /** Uses that happen after the module was evaluated. */
  readonly uses: readonly UseFact[];
  /** Uses as a type, which the compiler erases. */
  readonly typeUses: readonly UseFact[];
}

/** A load that can move, one that can't for a reason, or one whose value the module needs at once. */
export type Deferral =
  | { readonly kind: 'unit'; readonly unit: DeferralUnit }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'needed'; readonly refusal: Refusal };

/**
 * Works out what must move with `load`.
 * @param heavyLoads all loads of the file that are to move: where one's set-up needs another, both become one unit
 */
export function getDeferral(load: LoadFact, heavyLoads: readonly LoadFact[], facts: ModuleFacts, elision: Elision): Deferral {
  const named = { package: load.specifier };
  const statement = facts.statements[load.statement];
  if (!isInPlace(load.frame, facts)) {
    return { kind: 'refused', refusal: refuse('B111', load.range, { ...named, where: facts.frames[load.frame]?.label ?? 'a function' }) };
  }
  if (load.form === 'export-from' || !statement || statement.isExported) return needed(load, 'it is exported');
  const growth = grow(load, heavyLoads, facts, elision);
  if (growth.kind !== 'grown') return growth;
  const { unit } = growth;
  for (const moved of unit.moved) {
    const obstacle = getObstacle(moved, unit, facts, named.package);
    if (obstacle) return obstacle;
  }
  if (unit.uses.length === 0) return { kind: 'refused', refusal: refuse('B112', load.range, named) };
  return { kind: 'unit', unit };
}

type Growth = { readonly kind: 'grown'; readonly unit: DeferralUnit } | Exclude<Deferral, { kind: 'unit' }>;

/** Follows uses from the load's statement until nothing joins any more. */
function grow(load: LoadFact, heavyLoads: readonly LoadFact[], facts: ModuleFacts, elision: Elision): Growth {
  const moved = new Set<number>();
  const variables = new Set<number>();
  const uses: UseFact[] = [];
  const typeUses: UseFact[] = [];
  const queue = [load.statement];
  for (let index = queue.pop(); index !== undefined; index = queue.pop()) {
    if (moved.has(index)) continue;
    moved.add(index);
    for (const variable of facts.variables) {
      const belongs = variable.statement === index || variable.uses.some((use) => use.kind === 'write' && use.statement === index && use.frame === 0);
      const isHeavy = isHeavyImport(variable, heavyLoads) && variable.uses.some((use) => use.statement === index && use.kind === 'read');
      if ((!belongs && !isHeavy) || variables.has(variable.id)) continue;
      variables.add(variable.id);
      queue.push(variable.statement);
      if (variable.isExported) return needed(load, `\`${variable.name}\` is exported`);
      for (const use of variable.uses) {
        if (use.kind === 'type') typeUses.push(use);
        else if (use.kind === 'metadata') {
          if (elision.emitsDecoratorMetadata) return needed(load, `\`${variable.name}\` is decorator metadata`, use);
          typeUses.push(use);
        } else if (use.kind === 'write' && use.frame !== 0) {
          const where = facts.frames[use.frame]?.label ?? 'a function';
          return { kind: 'refused', refusal: refuse('B109', use.range, { variable: variable.name, where, package: load.specifier }) };
        } else if (!use.atLoad) uses.push(use);
        else if (!isInPlace(use.frame, facts)) return needed(load, `${facts.frames[use.frame]?.label ?? 'a function'} runs while the module is evaluated`, use);
        else queue.push(use.statement);
      }
    }
  }
  const pick = [...moved].sort((a, b) => a - b);
  return {
    kind: 'grown',
    unit: {
      loads: heavyLoads.filter((one) => moved.has(one.statement)),
      moved: pick.flatMap((index) => facts.statements[index] ?? []),
      variables: facts.variables.filter((variable) => variables.has(variable.id)),
      uses: uses.sort((a, b) => a.range[0] - b.range[0]),
      typeUses,
    },
  };
}

function isHeavyImport(variable: VariableFact, heavyLoads: readonly LoadFact[]): boolean {
  return heavyLoads.some((load) => load.statement === variable.statement);
}

/** Why a statement can't move, if it can't. */
function getObstacle(statement: StatementFact, unit: DeferralUnit, facts: ModuleFacts, name: string): Exclude<Deferral, { kind: 'unit' }> | undefined {
  const [load] = unit.loads;
  if (!load) return undefined;
  const isLoadStatement = unit.loads.some((one) => one.statement === statement.index);
  if (statement.kind === 'import') return undefined;
  if (statement.kind === 'expression' || statement.kind === 'conditional') {
    for (const effect of statement.effects) {
      if (effect.kind === 'bare-load') continue;
      if (effect.kind === 'log' && statement.kind === 'conditional') continue;
      const isOurs = effect.variable !== undefined && unit.variables.some((variable) => variable.id === effect.variable && variable.kind !== 'function');
      if (!isOurs) {
        if (isLoadStatement) return { kind: 'refused', refusal: refuse('B120', statement.range, { package: name }) };
        return needed(load, 'other code of the module uses it', undefined, statement);
      }
    }
  } else if (statement.kind !== 'variable' || statement.awaits !== isAwaitedLoad(statement, unit)) {
    return needed(load, statement.kind === 'class' ? 'a class is built on it' : 'other code of the module uses it', undefined, statement);
  }
  if (statement.declarators > 1) return { kind: 'refused', refusal: refuse('B113', statement.range, { package: name }) };
  const changing = facts.variables.find(
    (variable) =>
      !unit.variables.includes(variable) &&
      (variable.kind === 'let' || variable.kind === 'var') &&
      variable.uses.some((use) => use.kind === 'write') &&
      variable.uses.some((use) => use.statement === statement.index && use.kind === 'read'),
  );
  return changing && { kind: 'refused', refusal: refuse('B114', statement.range, { variable: changing.name }) };
}

/** Module-level code, or a function that runs in place there: `const x = (() => require('m'))()`. */
function isInPlace(frame: number, facts: ModuleFacts): boolean {
  for (let id = frame; id !== 0; id = facts.frames[id]?.parent ?? 0) if (!facts.frames[id]?.isInPlace) return false;
  return true;
}

/** A top-level `await` may move when it waits for the load itself: `const x = (await import('m')).default`. */
function isAwaitedLoad(statement: StatementFact, unit: DeferralUnit): boolean {
  return statement.awaits && unit.loads.some((load) => load.statement === statement.index && load.form === 'dynamic-import');
}

function needed(load: LoadFact, why: string, use?: UseFact, statement?: StatementFact): Exclude<Deferral, { kind: 'unit' }> {
  return { kind: 'needed', refusal: refuse('B110', use?.range ?? statement?.range ?? load.range, { why }) };
}
