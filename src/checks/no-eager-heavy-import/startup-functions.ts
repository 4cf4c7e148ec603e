// Async functions that a module starts by itself and does not wait for: `main();`, `void main();`,
// `main().catch(…);`. What they load may wait,
// as long as nothing that ran behind them runs before them then. Decides from facts alone.
import type { CallSiteFact, ModuleFacts, StatementFact, UseFact } from '../../syntax/facts.ts';
import { isWithin } from '../../text/range.ts';
import { getText } from '../../text/source-text.ts';
import { findInsertion } from './insertion.ts';
import type { FunctionScope } from '../../syntax/functions/facts.ts';

/**
 * Whether a function is one that the module starts and does not wait for, by itself or through
 * another one that waits for it.
 */
export function isStartFunction(id: number, facts: ModuleFacts): boolean {
  const calls = getStarts(id, facts);
  return calls !== undefined && calls.length > 0;
}

/**
 * The function that the module starts around a use that runs with it; undefined where the use lies
 * in another one.
 */
export function findStartFunction(use: UseFact, facts: ModuleFacts): number | undefined {
  let functionScope = facts.functionScopes[use.functionScope];
  while (
    functionScope?.isInPlace &&
    functionScope.parent !== 0 &&
    !isStartFunction(functionScope.id, facts)
  )
    functionScope = facts.functionScopes[functionScope.parent];
  return functionScope && isStartFunction(functionScope.id, facts) ? functionScope.id : undefined;
}

/**
 * Whether a function that the module starts may wait in front of some uses: it has waited before,
 * or nothing of the module follows.
 */
export function mayWaitInFront(uses: readonly UseFact[], id: number, facts: ModuleFacts): boolean {
  const insertion = findInsertion(uses, id, facts);
  return insertion !== undefined && mayWaitAt(insertion.at, id, facts);
}

function mayWaitAt(at: number, id: number, facts: ModuleFacts): boolean {
  const hasWaited = facts.exitsAndAwaits.some(
    ({ kind, functionScope, range, holdsIn }) =>
      kind === 'await' &&
      functionScope === id &&
      range[1] <= at &&
      holdsIn !== undefined &&
      isWithin([at, at], holdsIn),
  );
  if (hasWaited) return true;
  return (getStarts(id, facts) ?? []).every(({ range, functionScope }) => {
    if (functionScope !== 0) return mayWaitAt(range[0], functionScope, facts);
    const own = facts.statements.findIndex((statement) => isWithin(range, statement.range));
    return facts.statements.slice(own + 1).every((statement) => isInert(statement, facts));
  });
}

/**
 * The calls of an async function where every one starts it; undefined where one does not, or may
 * not.
 */
function getStarts(
  id: number,
  facts: ModuleFacts,
  seen: readonly number[] = [],
): readonly CallSiteFact[] | undefined {
  const functionScope = facts.functionScopes[id];
  if (
    !functionScope?.isAsync ||
    functionScope.isGenerator ||
    functionScope.kind === 'method' ||
    seen.includes(id) ||
    !functionScope.signature?.name
  )
    return undefined;
  const mentions = (
    facts.mentions.get(getText(facts.source, functionScope.signature.name)) ?? []
  ).filter(({ role }) => role !== 'declaration' && role !== 'link');
  const calls = mentions.flatMap(({ call }) => call ?? []);
  if (calls.length < mentions.length) return undefined;
  return calls.every((call) => isStart(call, functionScope, facts, [...seen, id]))
    ? calls
    : undefined;
}

function isStart(
  call: CallSiteFact,
  { id }: FunctionScope,
  facts: ModuleFacts,
  seen: readonly number[],
): boolean {
  if (call.functionScope !== 0)
    return (
      call.isAwaited &&
      call.functionScope !== id &&
      (getStarts(call.functionScope, facts, seen)?.length ?? 0) > 0
    );
  const statement = facts.statements.find(({ range }) => isWithin(call.range, range));
  if (statement?.kind !== 'expression') return false;
  const { text } = facts.source;
  const [before, after] = [
    text.slice(statement.range[0], call.range[0]),
    text.slice(call.range[1], statement.range[1]),
  ];
  return (
    /^(?:void\s+)?$/.test(before) && /^\s*(?:;?$|\.\s*(?:catch|then|finally)\s*\()/.test(after)
  );
}

/** Whether a statement of the module does nothing when it is reached. */
function isInert({ kind, range }: StatementFact, { source }: ModuleFacts): boolean {
  if (kind === 'import' || kind === 'function' || kind === 'type') return true;
  return (
    kind === 'export' &&
    /^export\s*(?:\{|\*|type\b|interface\b|default\s+[\w$]+\s*;?$|(?:default\s+)?(?:async\s+)?function\b)/.test(
      source.text.slice(...range),
    )
  );
}
