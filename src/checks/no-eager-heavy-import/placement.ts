// Where the module is to be awaited: which function of those around each use can wait. In front of
// which of its statements, `lazy-insertion` says.
// Decides from facts alone; knows nothing of the text that will be put there.
import type { ModuleFacts, UseFact, VariableFact } from '../../syntax/facts.ts';
import { isWithin } from '../../text/range.ts';
import { getKindObstacle } from '../async-propagation/obstacles.ts';
import type { Refusal } from '../refusals.ts';
import {
  findInsertion,
  findLateListener,
  isCaught,
  mayBePassedBy,
  writesBeforeItWaits,
} from './insertion.ts';
import { asyncRefusals, refuse, type LazyRefusalCode } from './refusals.ts';
import { isStartFunction } from './startup-functions.ts';
import type { FunctionScope } from '../../syntax/functions/facts.ts';

/** A place where values are awaited, for the uses that follow it. */
export interface Site {
  readonly functionScope: FunctionScope;
  /** Offset of the new line; undefined for a concise arrow, whose body becomes a block. */
  readonly insertAt: number | undefined;
  /** Whether a `catch` gets the error when the load fails. */
  readonly isCaught: boolean;
  readonly variables: readonly VariableFact[];
}

/**
 * Finds the sites for all uses of some variables, or the first reason why there is none.
 * @param name the package, for the wording of a refusal
 * @param asyncScopes function scopes that count as async although they are not yet; `none` where
 *   nothing has to wait
 */
export function resolveSites(
  variables: readonly VariableFact[],
  uses: readonly UseFact[],
  facts: ModuleFacts,
  name: string,
  asyncScopes: ReadonlySet<number> | 'none' = new Set(),
): readonly Site[] | Refusal {
  const targetsOf = new Map<UseFact, Targets>();
  const refusals: Refusal[] = [];
  for (const use of uses) {
    const targets =
      asyncScopes === 'none'
        ? resolveSyncTarget(use, facts, name)
        : resolveTargets(use, facts, name, asyncScopes);
    if ('code' in targets) refusals.push(targets);
    else targetsOf.set(use, targets);
  }
  const [refusal] = refusals;
  if (refusal) {
    const final = refusals.find((one) => !one.needsAsync);
    return (
      final ?? {
        ...refusal,
        needsAsync: [...new Set(refusals.flatMap((one) => one.needsAsync ?? []))],
      }
    );
  }
  const sites: Site[] = [];
  for (const [id, own] of groupByFunctionScope(targetsOf, facts)) {
    const functionScope = facts.functionScopes[id];
    if (!functionScope) continue;
    const insertion = functionScope.isConcise ? undefined : findInsertion(own, id, facts);
    const lateListener =
      insertion && asyncScopes !== 'none' && findLateListener(insertion, id, facts);
    if (lateListener)
      return refuse('B115', lateListener.range, { where: functionScope.label, package: name });
    sites.push({
      functionScope,
      insertAt: insertion?.at,
      isCaught: isCaught(insertion, id, own, facts),
      variables: variables.filter((variable) => own.some((use) => variable.uses.includes(use))),
    });
  }
  return sites;
}

/**
 * Functions that can wait for a use: callbacks that run once per element, innermost first, and at
 * the end the one that waits for all of them.
 */
interface Targets {
  readonly callbacks: readonly number[];
  readonly last: number;
}

/**
 * The innermost function around a use that can wait for the module and does not run once per
 * element, and those within it that do.
 */
function resolveTargets(
  use: UseFact,
  facts: ModuleFacts,
  name: string,
  asyncScopes: ReadonlySet<number>,
): Targets | Refusal {
  const callbacks: number[] = [];
  let obstacle: Refusal | undefined;
  for (let id = use.functionScope; id !== 0;) {
    const functionScope = facts.functionScopes[id];
    if (!functionScope) break;
    const inParameters = use.parametersOf.includes(id);
    if (
      (functionScope.isAsync || asyncScopes.has(id)) &&
      (!functionScope.runsAtStartup || isStartFunction(id, facts)) &&
      !inParameters
    ) {
      if (functionScope.callback?.runs !== 'each') return { callbacks, last: id };
      callbacks.push(id);
    } else if (callbacks.length === 0) {
      const code = inParameters ? 'B106' : getObstacleCode(functionScope);
      const refusal = refuse(code, use.range, {
        where: functionScope.label,
        package: name,
        why: functionScope.signature?.fixedBy ?? '',
      });
      obstacle =
        code === 'B108' && canBecomeAsync(functionScope)
          ? { ...refusal, needsAsync: [id] }
          : refusal;
    }
    if (!isInsideItsParent(functionScope)) break;
    id = functionScope.parent;
  }
  const last = callbacks.at(-1);
  return last === undefined
    ? (obstacle ?? refuse('B108', use.range, { where: 'the function', package: name }))
    : { callbacks, last };
}

/**
 * The innermost function around a use that does not run once per element: a `require` needs nobody
 * to wait.
 */
function resolveSyncTarget(use: UseFact, facts: ModuleFacts, name: string): Targets | Refusal {
  let functionScope = facts.functionScopes[use.functionScope];
  while (
    functionScope &&
    functionScope.id !== 0 &&
    (functionScope.callback?.runs === 'each' || use.parametersOf.includes(functionScope.id)) &&
    isInsideItsParent(functionScope)
  ) {
    functionScope = facts.functionScopes[functionScope.parent];
  }
  if (!functionScope || functionScope.id === 0 || use.parametersOf.includes(functionScope.id))
    return refuse('B106', use.range, {
      where: functionScope?.label ?? 'the function',
      package: name,
    });
  const isField = functionScope.kind === 'field' || functionScope.kind === 'static-field';
  return isField
    ? refuse('B103', use.range, { where: functionScope.label, package: name })
    : { callbacks: [], last: functionScope.id };
}

/** Whether nothing in the function's own declaration fixes it as synchronous. */
function canBecomeAsync({ signature, runsAtStartup }: FunctionScope): boolean {
  return signature?.name !== undefined && signature.fixedBy === undefined && !runsAtStartup;
}

/**
 * Whether a run of the frame lies within a run of the one around it, so that what that one has
 * awaited is there.
 */
function isInsideItsParent(functionScope: FunctionScope): boolean {
  if (functionScope.kind !== 'arrow' && functionScope.kind !== 'function') return false;
  return functionScope.callback
    ? functionScope.callback.runs !== 'later'
    : functionScope.isNamed || functionScope.isInPlace;
}

function getObstacleCode(functionScope: FunctionScope): LazyRefusalCode {
  const obstacle = getKindObstacle(functionScope);
  if (obstacle) return asyncRefusals[obstacle];
  if (functionScope.callback?.runs === 'later') return 'B107';
  return functionScope.signature?.fixedBy ? 'B121' : 'B108';
}

/** The uses that each chosen function waits for. */
function groupByFunctionScope(
  targetsOf: ReadonlyMap<UseFact, Targets>,
  facts: ModuleFacts,
): ReadonlyMap<number, readonly UseFact[]> {
  const usesByFrame = new Map<number, UseFact[]>();
  const open = new Map(targetsOf);
  // Inner functions have the higher numbers.
  const callbacks = [
    ...new Set([...targetsOf.values()].flatMap((targets) => targets.callbacks)),
  ].sort((a, b) => b - a);
  for (const id of callbacks) {
    const own = [...open.keys()].filter((use) => open.get(use)?.callbacks.includes(id));
    if (!canLoadPerElement(own, id, facts)) continue;
    usesByFrame.set(id, own);
    for (const use of own) open.delete(use);
  }
  const perElement = new Set(usesByFrame.keys());
  for (const [use, { last }] of open)
    usesByFrame.set(last, [...(usesByFrame.get(last) ?? []), use]);
  mergeNested(usesByFrame, perElement, facts);
  return usesByFrame;
}

/** Methods whose caller gets the promises that an async callback gives. */
const GIVES_PROMISES: ReadonlySet<string> = new Set(['map', 'flatMap', 'from']);

/**
 * Whether a callback that runs once per element had better load by itself: some elements do
 * without, so that a load around all of them
 * could be one for nothing. (Node loads a module once, however often it is asked.)
 */
function canLoadPerElement(uses: readonly UseFact[], id: number, facts: ModuleFacts): boolean {
  const insertion = findInsertion(uses, id, facts);
  if (!insertion || !GIVES_PROMISES.has(facts.functionScopes[id]?.callback?.callee ?? ''))
    return false;
  return (
    mayBePassedBy(insertion, id, facts) &&
    !findLateListener(insertion, id, facts) &&
    !writesBeforeItWaits(insertion, id, facts)
  );
}

/**
 * Uses of an inner function go to an outer one that waits as well, when the inner one runs within
 * it: one load instead of two.
 */
function mergeNested(
  usesByFrame: Map<number, UseFact[]>,
  perElement: ReadonlySet<number>,
  facts: ModuleFacts,
): void {
  for (const [id, uses] of [...usesByFrame]) {
    let functionScope = facts.functionScopes[id];
    while (functionScope && functionScope.id !== 0) {
      const outer = usesByFrame.get(functionScope.parent);
      if (!isInsideItsParent(functionScope) && !(outer && closesOver(functionScope, outer, facts)))
        break;
      if (outer && (!perElement.has(id) || isSeenFrom(functionScope, outer, facts))) {
        outer.push(...uses);
        usesByFrame.delete(id);
        break;
      }
      functionScope = facts.functionScopes[functionScope.parent];
    }
  }
}

/**
 * Whether a function comes to be behind the place, and in the block, where what some uses need is
 * loaded: it finds it there whenever it runs.
 */
function closesOver(
  { kind, isNamed, range, parent }: FunctionScope,
  uses: readonly UseFact[],
  facts: ModuleFacts,
): boolean {
  if (kind !== 'arrow' && (kind !== 'function' || isNamed)) return false;
  const insertion = findInsertion(uses, parent, facts);
  return (
    insertion !== undefined &&
    range[0] >= insertion.at &&
    isWithin(range, insertion.around[0].block)
  );
}

/** Whether what some uses need is loaded in a block around the function. */
function isSeenFrom(
  { range, parent }: FunctionScope,
  uses: readonly UseFact[],
  facts: ModuleFacts,
): boolean {
  const insertion = findInsertion(uses, parent, facts);
  return insertion !== undefined && isWithin(range, insertion.around[0].block);
}
