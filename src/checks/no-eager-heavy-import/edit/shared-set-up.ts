// Whether a set-up acts on a package that other files of the project use as well.
import { getPackageName } from '../../../catalogue/specifier.ts';
import type { ModuleFacts, StatementFact } from '../../../syntax/facts.ts';
import type { LoadFact } from '../../../syntax/modules/facts.ts';
import { getText } from '../../../text/source-text.ts';
import type { Refusal } from '../../define-check.ts';
import type { DeferralUnit } from '../deferral.ts';
import { refuse } from '../refusals.ts';
import type { EditDraft } from './removal.ts';

/** What a call that acts on a package for the whole process is named by. */
const PROCESS_WIDE = /^(?:init|configure|config|register|setup|install|enable|extend|use)/i;

/**
 * Refuses a set-up that acts on a package for the whole process while other files use the package
 * without it: behind a loader of this file, it would come too late for them, or never.
 */
export function refuseShared({ unit, facts, context: { host } }: EditDraft): Refusal | undefined {
  for (const statement of unit.moved) {
    const load = unit.loads.find((one) => isOfPackage(statement, one, unit, facts));
    const name = load && getPackageName(load.specifier);
    if (!load || name === undefined) continue;
    const file = host.findUserWithout(name, getText(facts.source, statement.range));
    if (file !== undefined) return refuse('B141', load.range, { package: name, file });
  }
  return undefined;
}

/** Whether a moved statement sets up the package of a load, and not what the file made of it. */
function isOfPackage(
  statement: StatementFact,
  load: LoadFact,
  unit: DeferralUnit,
  facts: ModuleFacts,
): boolean {
  const isLoaded = (id: number | undefined): boolean =>
    unit.variables.some((one) => one.id === id && one.statement === load.statement);
  if (statement.effects.some(({ kind, variable }) => kind === 'set-up' && isLoaded(variable)))
    return true;
  const initializer = /=\s*(?:[\w$]+\.)*([\w$]+)\(/.exec(getText(facts.source, statement.range));
  return (
    statement.kind === 'variable' &&
    PROCESS_WIDE.test(initializer?.[1] ?? '') &&
    unit.variables.some(
      (one) =>
        one.statement === load.statement &&
        one.uses.some((use) => use.statement === statement.index),
    )
  );
}
