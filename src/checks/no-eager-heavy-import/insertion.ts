// In front of which statement of a function a load goes. Decides from facts alone; which function it is, `lazy-placement` has chosen.
import type { AnchorFact, ListenerFact, ModuleFacts, UseFact } from '../../syntax/facts.ts';
import { isWithin } from '../../text/range.ts';

/** A place in front of a statement. */
export interface Insertion {
  /** Offset of the new line. */
  readonly at: number;
  /** The statement, and those around it in the same function, outwards. */
  readonly around: readonly [AnchorFact, ...AnchorFact[]];
}

/**
 * In front of the first statement that needs it, and of every check of state that is only set behind it. Inside a `try` it stays there:
 * a request handler whose promise nobody catches would end the process.
 */
export function findInsertion(
  uses: readonly UseFact[],
  frame: number,
  facts: ModuleFacts,
): Insertion | undefined {
  let insertion = findFirstNeed(uses, frame);
  for (const guard of [...facts.guards].reverse()) {
    if (
      !insertion ||
      guard.frame !== frame ||
      guard.range[0] >= insertion.at ||
      guard.write[0] < insertion.at
    )
      continue;
    const [anchor, ...outer] = getAnchors(guard, frame);
    if (anchor) insertion = { at: anchor.insertAt, around: [anchor, ...outer] };
  }
  return insertion;
}

/** In front of the first statement that needs it, in the innermost block that holds all uses and is in no loop. */
function findFirstNeed(uses: readonly UseFact[], frame: number): Insertion | undefined {
  const [first = [], ...rest] = uses.map((use) => getAnchors(use, frame));
  for (const [depth, anchor] of first.entries()) {
    const others = rest.map((anchors) => anchors.find((one) => isSameBlock(one, anchor)));
    const inBlock = [anchor, ...others].filter((one): one is AnchorFact => one !== undefined);
    if (inBlock.length <= rest.length) continue;
    const top = inBlock.reduce((best, one) => (one.insertAt < best.insertAt ? one : best));
    // A function declaration can be called above the place where it stands.
    const at = inBlock.some((one) => one.isHoisted) ? anchor.firstStatement : top.insertAt;
    return { at, around: [top, ...first.slice(depth + 1)] };
  }
  return undefined;
}

function getAnchors(
  { anchors }: { readonly anchors: readonly AnchorFact[] },
  frame: number,
): readonly AnchorFact[] {
  return anchors.filter((anchor) => anchor.frame === frame && !anchor.inLoop);
}

function isSameBlock(a: AnchorFact, b: AnchorFact): boolean {
  return a.block[0] === b.block[0] && a.block[1] === b.block[1];
}

/** Whether a run of the function may come to its end without passing there. */
export function mayBePassedBy(
  { at, around: [anchor] }: Insertion,
  frame: number,
  facts: ModuleFacts,
): boolean {
  return (
    anchor.isConditional ||
    facts.steps.some((step) => step.kind === 'exit' && step.frame === frame && step.range[0] < at)
  );
}

/** A listener that is attached behind the place to something that was there before: it would miss what happens while the function waits. */
export function findLateListener(
  { at }: Insertion,
  frame: number,
  facts: ModuleFacts,
): ListenerFact | undefined {
  return facts.listeners.find(
    (listener) =>
      listener.frame === frame &&
      listener.range[0] >= at &&
      (listener.targetBornAt === undefined || listener.targetBornAt < at),
  );
}

/** Whether the function, from there to where it first waits, writes what others see: these writes would come in another order. */
export function writesBeforeItWaits({ at }: Insertion, frame: number, facts: ModuleFacts): boolean {
  const own = facts.steps.filter((step) => step.frame === frame && step.range[0] >= at);
  const end = Math.min(...own.filter((step) => step.kind === 'await').map((step) => step.range[0]));
  return own.some((step) => step.kind === 'write' && step.range[1] <= end);
}

/** Whether a `catch` gets the error when the load fails there: of the function itself, or of one around it that awaits it. */
export function isCaught(
  insertion: Insertion | undefined,
  frame: number,
  uses: readonly UseFact[],
  facts: ModuleFacts,
): boolean {
  if (insertion?.around.some((anchor) => anchor.caughtBy)) return true;
  for (
    let inner = facts.frames[frame];
    inner && inner.id !== 0;
    inner = facts.frames[inner.parent]
  ) {
    const { range, parent } = inner;
    if (
      !facts.steps.some(
        (step) => step.kind === 'await' && step.frame === parent && isWithin(range, step.range),
      )
    )
      return false;
    if (
      uses.some((use) => use.anchors.some((anchor) => anchor.frame === parent && anchor.caughtBy))
    )
      return true;
  }
  return false;
}
