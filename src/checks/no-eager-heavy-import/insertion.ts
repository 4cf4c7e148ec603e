// In front of which statement of a function a load goes. Decides from facts alone; which function
// it is, `lazy-placement` has chosen.
import type { ModuleFacts, UseFact } from '../../syntax/facts.ts';
import { isWithin } from '../../text/range.ts';
import type { InsertionPointFact, ListenerFact } from '../../syntax/functions/facts.ts';

/** A place in front of a statement. */
export interface Insertion {
  /** Offset of the new line. */
  readonly at: number;
  /** The statement, and those around it in the same function, outwards. */
  readonly around: readonly [InsertionPointFact, ...InsertionPointFact[]];
}

/**
 * In front of the first statement that needs it, and of every check of state that is only set
 * behind it. Inside a `try` it stays there:
 * a request handler whose promise nobody catches would end the process.
 */
export function findInsertion(
  uses: readonly UseFact[],
  functionScope: number,
  facts: ModuleFacts,
): Insertion | undefined {
  let insertion = findFirstNeed(uses, functionScope);
  for (const guard of [...facts.guards].reverse()) {
    if (
      !insertion ||
      guard.functionScope !== functionScope ||
      guard.range[0] >= insertion.at ||
      guard.write[0] < insertion.at
    )
      continue;
    const [insertionPoint, ...outer] = getInsertionPoints(guard, functionScope);
    if (insertionPoint)
      insertion = { at: insertionPoint.insertAt, around: [insertionPoint, ...outer] };
  }
  return insertion;
}

/**
 * In front of the first statement that needs it, in the innermost block that holds all uses and is
 * in no loop.
 */
function findFirstNeed(uses: readonly UseFact[], functionScope: number): Insertion | undefined {
  const [first = [], ...rest] = uses.map((use) => getInsertionPoints(use, functionScope));
  for (const [depth, insertionPoint] of first.entries()) {
    const others = rest.map((insertionPoints) =>
      insertionPoints.find((one) => isSameBlock(one, insertionPoint)),
    );
    const inBlock = [insertionPoint, ...others].filter(
      (one): one is InsertionPointFact => one !== undefined,
    );
    if (inBlock.length <= rest.length) continue;
    const top = inBlock.reduce((best, one) => (one.insertAt < best.insertAt ? one : best));
    // A function declaration can be called above the place where it stands.
    const at = inBlock.some((one) => one.isHoisted) ? insertionPoint.firstStatement : top.insertAt;
    return { at, around: [top, ...first.slice(depth + 1)] };
  }
  return undefined;
}

function getInsertionPoints(
  { insertionPoints }: { readonly insertionPoints: readonly InsertionPointFact[] },
  functionScope: number,
): readonly InsertionPointFact[] {
  return insertionPoints.filter(
    (insertionPoint) => insertionPoint.functionScope === functionScope && !insertionPoint.inLoop,
  );
}

function isSameBlock(a: InsertionPointFact, b: InsertionPointFact): boolean {
  return a.block[0] === b.block[0] && a.block[1] === b.block[1];
}

/** Whether a run of the function may come to its end without passing there. */
export function mayBePassedBy(
  { at, around: [insertionPoint] }: Insertion,
  functionScope: number,
  facts: ModuleFacts,
): boolean {
  return (
    insertionPoint.isConditional ||
    facts.exitsAndAwaits.some(
      (step) => step.kind === 'exit' && step.functionScope === functionScope && step.range[0] < at,
    )
  );
}

/**
 * A listener that is attached behind the place to something that was there before: it would miss
 * what happens while the function waits.
 */
export function findLateListener(
  { at }: Insertion,
  functionScope: number,
  facts: ModuleFacts,
): ListenerFact | undefined {
  return facts.listeners.find(
    (listener) =>
      listener.functionScope === functionScope &&
      listener.range[0] >= at &&
      (listener.targetBornAt === undefined || listener.targetBornAt < at),
  );
}

/**
 * Whether the function, from there to where it first waits, writes what others see: these writes
 * would come in another order.
 */
export function writesBeforeItWaits(
  { at }: Insertion,
  functionScope: number,
  facts: ModuleFacts,
): boolean {
  const own = facts.exitsAndAwaits.filter(
    (step) => step.functionScope === functionScope && step.range[0] >= at,
  );
  const end = Math.min(...own.filter((step) => step.kind === 'await').map((step) => step.range[0]));
  return own.some((step) => step.kind === 'write' && step.range[1] <= end);
}

/**
 * Whether a `catch` gets the error when the load fails there: of the function itself, or of one
 * around it that awaits it.
 */
export function isCaught(
  insertion: Insertion | undefined,
  functionScope: number,
  uses: readonly UseFact[],
  facts: ModuleFacts,
): boolean {
  if (insertion?.around.some((insertionPoint) => insertionPoint.caughtBy)) return true;
  for (
    let inner = facts.functionScopes[functionScope];
    inner && inner.id !== 0;
    inner = facts.functionScopes[inner.parent]
  ) {
    const { range, parent } = inner;
    if (
      !facts.exitsAndAwaits.some(
        (step) =>
          step.kind === 'await' && step.functionScope === parent && isWithin(range, step.range),
      )
    )
      return false;
    if (
      uses.some((use) =>
        use.insertionPoints.some(
          (insertionPoint) => insertionPoint.functionScope === parent && insertionPoint.caughtBy,
        ),
      )
    )
      return true;
  }
  return false;
}
