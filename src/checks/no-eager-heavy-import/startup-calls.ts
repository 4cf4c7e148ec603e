// A call in an async function that starts something with the program: `monitor.start();` in what
// the module calls when it listens.
// Decides from facts alone.
import type { ModuleFacts, UseFact } from '../../syntax/facts.ts';
import type { Range } from '../../text/range.ts';
import { getText } from '../../text/source-text.ts';
import type { DeferralUnit } from './deferral.ts';
import { findInsertion, findLateListener } from './insertion.ts';
import type { FunctionScope } from '../../syntax/functions/facts.ts';

/** A statement that starts what a unit loads. */
export interface StartCall {
  readonly use: UseFact;
  /** The statement. */
  readonly range: Range;
  /** The function that it stands in. */
  readonly functionScope: FunctionScope;
}

/**
 * `monitor.start();`, `await monitor.init();`: a statement of its own, without a value that anybody
 * uses.
 */
const START =
  /^(?:await\s+)?[\w$]+\.(?:start|init|initiali[sz]e|launch|bootstrap)(?:[A-Z]\w*)?\(\);?$/;

/**
 * Whether a use is all of a statement that starts something, so that nothing which follows needs a
 * value of it.
 */
export function isMereStart(
  { functionScope, insertionPoints: [insertionPoint] }: UseFact,
  facts: ModuleFacts,
): boolean {
  return (
    insertionPoint?.functionScope === functionScope &&
    START.test(getText(facts.source, insertionPoint.statement))
  );
}

/** Callbacks that run once, when the program is ready, or when what it waits for is. */
const ONCE: ReadonlySet<string> = new Set(['listen', 'then']);

/**
 * The one call that starts what is loaded, in an async function that runs with the start of the
 * program and at no other time.
 */
export function findStartCall(unit: DeferralUnit, facts: ModuleFacts): StartCall | undefined {
  const found = unit.uses.flatMap((use): readonly StartCall[] => {
    const [insertionPoint] = use.insertionPoints;
    const functionScope = facts.functionScopes[use.functionScope];
    if (
      !insertionPoint ||
      !functionScope?.isAsync ||
      insertionPoint.functionScope !== use.functionScope ||
      insertionPoint.inLoop ||
      use.parametersOf.length > 0
    )
      return [];
    if (
      !START.test(getText(facts.source, insertionPoint.statement)) ||
      !isOnlyAtStart(functionScope, facts)
    )
      return [];
    // Where the call can't wait as it stands, it stands as it would without a guard.
    const insertion = findInsertion([use], functionScope.id, facts);
    return insertion?.at === insertionPoint.insertAt &&
      !findLateListener(insertion, functionScope.id, facts)
      ? [{ use, range: insertionPoint.statement, functionScope }]
      : [];
  });
  const [only] = found;
  if (!only || found.length > 1) return undefined;
  // await monitor.ready: what the start goes on with counts on it.
  const isAwaitedFor = unit.uses.some(
    (use) => use !== only.use && runsAtStart(use.functionScope, facts, []),
  );
  return isAwaitedFor ? undefined : only;
}

/** Whether nobody but the module, as it starts, calls a function. */
function isOnlyAtStart(
  { id, signature }: FunctionScope,
  facts: ModuleFacts,
  seen: readonly number[] = [],
): boolean {
  if (seen.includes(id) || !signature?.name || signature.isExported) return false;
  const mentions = (facts.mentions.get(getText(facts.source, signature.name)) ?? []).filter(
    ({ role }) => role !== 'declaration',
  );
  return (
    mentions.length > 0 &&
    mentions.every(
      ({ role, call }) =>
        role === 'call' &&
        call !== undefined &&
        runsAtStart(call.functionScope, facts, [...seen, id]),
    )
  );
}

function runsAtStart(functionScope: number, facts: ModuleFacts, seen: readonly number[]): boolean {
  const own = facts.functionScopes[functionScope];
  if (!own || own.id === 0) return own !== undefined;
  if (own.isInPlace) return runsAtStart(own.parent, facts, seen);
  if (own.callback) return ONCE.has(own.callback.callee) && runsAtStart(own.parent, facts, seen);
  return isOnlyAtStart(own, facts, seen);
}
