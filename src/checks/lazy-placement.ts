// Where the module is to be awaited: which function of those around each use can wait, and in front of which statement.
// Decides from facts alone; knows nothing of the text that will be put there.
import type { AnchorFact, FrameFact, ModuleFacts, UseFact, VariableFact } from '../syntax/facts.ts';
import type { Refusal } from './check.ts';
import { refuse, type LazyRefusalCode } from './lazy-refusals.ts';

/** A place where values are awaited, for the uses that follow it. */
export interface Site {
  readonly frame: FrameFact;
  /** Offset of the new line; undefined for a concise arrow, whose body becomes a block. */
  readonly insertAt: number | undefined;
  readonly variables: readonly VariableFact[];
}

/**
 * Finds the sites for all uses of some variables, or the first reason why there is none.
 * @param name the package, for the wording of a refusal
 * @param asyncFrames frames that count as async although they are not yet; `none` where nothing has to wait
 */
export function resolveSites(
  variables: readonly VariableFact[],
  uses: readonly UseFact[],
  facts: ModuleFacts,
  name: string,
  asyncFrames: ReadonlySet<number> | 'none' = new Set(),
): readonly Site[] | Refusal {
  const usesByFrame = new Map<number, UseFact[]>();
  const refusals: Refusal[] = [];
  for (const use of uses) {
    const target = asyncFrames === 'none' ? resolveSyncTarget(use, facts, name) : resolveTarget(use, facts, name, asyncFrames);
    if (typeof target === 'number') usesByFrame.set(target, [...(usesByFrame.get(target) ?? []), use]);
    else refusals.push(target);
  }
  const [refusal] = refusals;
  if (refusal) {
    const final = refusals.find((one) => !one.needsAsync);
    return final ?? { ...refusal, needsAsync: [...new Set(refusals.flatMap((one) => one.needsAsync ?? []))] };
  }
  mergeNested(usesByFrame, facts);
  const sites: Site[] = [];
  for (const [id, own] of usesByFrame) {
    const frame = facts.frames[id];
    if (!frame) continue;
    const insertAt = frame.isConcise ? undefined : getInsertion(own, id, facts);
    const lateListener = asyncFrames !== 'none' && facts.listeners.find(
      (listener) =>
        listener.frame === id &&
        insertAt !== undefined &&
        listener.range[0] >= insertAt &&
        (listener.targetBornAt === undefined || listener.targetBornAt < insertAt),
    );
    if (lateListener) return refuse('B115', lateListener.range, { where: frame.label, package: name });
    sites.push({ frame, insertAt, variables: variables.filter((variable) => own.some((use) => variable.uses.includes(use))) });
  }
  return sites;
}

/** The innermost function around a use that can wait for the module and does not run once per element. */
function resolveTarget(use: UseFact, facts: ModuleFacts, name: string, asyncFrames: ReadonlySet<number>): number | Refusal {
  let best: number | undefined;
  let obstacle: Refusal | undefined;
  for (let id = use.frame; id !== 0; ) {
    const frame = facts.frames[id];
    if (!frame) break;
    const inParameters = use.parametersOf.includes(id);
    if ((frame.isAsync || asyncFrames.has(id)) && !frame.runsAtLoad && !inParameters) {
      best = id;
      if (frame.callback?.runs !== 'each') return id;
    } else if (best === undefined) {
      const code = inParameters ? 'B106' : getObstacleCode(frame);
      const refusal = refuse(code, use.range, { where: frame.label, package: name, why: frame.signature?.fixedBy ?? '' });
      obstacle = code === 'B108' && canBecomeAsync(frame) ? { ...refusal, needsAsync: [id] } : refusal;
    }
    if (!isInsideItsParent(frame)) break;
    id = frame.parent;
  }
  return best ?? obstacle ?? refuse('B108', use.range, { where: 'the function', package: name });
}

/** The innermost function around a use that does not run once per element: a `require` needs nobody to wait. */
function resolveSyncTarget(use: UseFact, facts: ModuleFacts, name: string): number | Refusal {
  let frame = facts.frames[use.frame];
  while (frame && frame.id !== 0 && (frame.callback?.runs === 'each' || use.parametersOf.includes(frame.id)) && isInsideItsParent(frame)) {
    frame = facts.frames[frame.parent];
  }
  if (!frame || frame.id === 0 || use.parametersOf.includes(frame.id)) return refuse('B106', use.range, { where: frame?.label ?? 'the function', package: name });
  const isField = frame.kind === 'field' || frame.kind === 'static-field';
  return isField ? refuse('B103', use.range, { where: frame.label, package: name }) : frame.id;
}

/** Whether nothing in the function's own declaration fixes it as synchronous. */
function canBecomeAsync({ signature, runsAtLoad }: FrameFact): boolean {
  return signature?.name !== undefined && signature.fixedBy === undefined && !runsAtLoad;
}

/** Whether a run of the frame lies within a run of the one around it, so that what that one has awaited is there. */
function isInsideItsParent(frame: FrameFact): boolean {
  if (frame.kind !== 'arrow' && frame.kind !== 'function') return false;
  return frame.callback ? frame.callback.runs !== 'later' : frame.isNamed || frame.isInPlace;
}

function getObstacleCode(frame: FrameFact): LazyRefusalCode {
  const code = getNatureCode(frame);
  if (code) return code;
  if (frame.callback?.runs === 'later') return 'B107';
  return frame.signature?.fixedBy ? 'B121' : 'B108';
}

/** Why a frame can't wait whoever calls it, if that is so: by what it is. */
export function getNatureCode(frame: FrameFact): LazyRefusalCode | undefined {
  if (frame.kind === 'constructor') return 'B101';
  if (frame.kind === 'getter' || frame.kind === 'setter') return 'B102';
  if (frame.kind === 'field' || frame.kind === 'static-field' || frame.kind === 'static-block') return 'B103';
  if (frame.isGenerator) return 'B104';
  return /(?:\.|^`)(?:toJSON|toString|valueOf)`$|\[Symbol\./.test(frame.label) ? 'B105' : undefined;
}

/** Uses of an inner function go to an outer one that waits as well, when the inner one runs within it: one load instead of two. */
function mergeNested(usesByFrame: Map<number, UseFact[]>, facts: ModuleFacts): void {
  for (const [id, uses] of [...usesByFrame]) {
    let frame = facts.frames[id];
    while (frame && frame.id !== 0 && isInsideItsParent(frame)) {
      const outer = usesByFrame.get(frame.parent);
      if (outer) {
        outer.push(...uses);
        usesByFrame.delete(id);
        break;
      }
      frame = facts.frames[frame.parent];
    }
  }
}

/** In front of the first statement that needs it, and of every check of state that is only set behind it. */
function getInsertion(uses: readonly UseFact[], frame: number, facts: ModuleFacts): number | undefined {
  let insertAt = getFirstNeed(uses, frame);
  for (const guard of [...facts.guards].reverse()) {
    if (insertAt === undefined || guard.frame !== frame || guard.range[0] >= insertAt || guard.write[0] < insertAt) continue;
    const anchor = guard.anchors.find((one) => one.frame === frame && !one.inLoop);
    if (anchor) insertAt = anchor.insertAt;
  }
  return insertAt;
}

/** In front of the first statement that needs it, in the innermost block that holds all uses and is in no loop. */
function getFirstNeed(uses: readonly UseFact[], frame: number): number | undefined {
  const [first, ...rest] = uses.map((use) => use.anchors.filter((anchor) => anchor.frame === frame && !anchor.inLoop));
  for (const anchor of first ?? []) {
    const others = rest.map((anchors) => anchors.find((one) => isSameBlock(one, anchor)));
    const inBlock = [anchor, ...others].filter((one): one is AnchorFact => one !== undefined);
    if (inBlock.length <= rest.length) continue;
    // A function declaration can be called above the place where it stands.
    if (inBlock.some((one) => one.isHoisted)) return anchor.firstStatement;
    return Math.min(...inBlock.map((one) => one.insertAt));
  }
  return undefined;
}

function isSameBlock(a: AnchorFact, b: AnchorFact): boolean {
  return a.block[0] === b.block[0] && a.block[1] === b.block[1];
}
