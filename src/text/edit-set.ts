// Edits of several plans over several files, without conflicts between them.
import { applyEdits, hasOverlap, type TextEdit } from './edits.ts';

/** Edits by the path of the file that they change. */
export type EditsByFile = ReadonlyMap<string, readonly TextEdit[]>;

/** Plans whose edits can all be made. A plan is in the set with all its edits or not at all. */
export interface EditSet<Plan> {
  /**
   * Adds a plan, unless one of its edits conflicts with an edit of the set or with another of its
   * own. A plan that is in the set stays as it is.
   * @returns whether the plan is in the set now
   */
  tryAdd(plan: Plan, edits: EditsByFile): boolean;
  has(plan: Plan): boolean;
  /** Takes a plan out. Edits that other plans share with it stay. */
  remove(plan: Plan): void;
  /**
   * Makes all edits.
   * @param getText gives the text that the edits of a file refer to
   * @returns the new text of each file that a plan of the set names, by path
   */
  apply(getText: (path: string) => string): ReadonlyMap<string, string>;
}

/** Creates an empty set. Plans are compared by identity. */
export function createEditSet<Plan>(): EditSet<Plan> {
  const plans = new Map<Plan, EditsByFile>();
  const byFile = new Map<string, readonly TextEdit[]>();
  return {
    tryAdd(plan, edits) {
      if (plans.has(plan)) return true;
      const merged = [...edits].map(
        ([path, own]) => [path, [...(byFile.get(path) ?? []), ...own]] as const,
      );
      if (merged.some(([, all]) => hasOverlap(all))) return false;
      for (const [path, all] of merged) byFile.set(path, all);
      plans.set(plan, edits);
      return true;
    },
    has: (plan) => plans.has(plan),
    remove(plan) {
      const edits = plans.get(plan);
      if (!edits) return;
      plans.delete(plan);
      for (const path of edits.keys()) {
        const left = [...plans.values()].flatMap((other) => {
          const own = other.get(path);
          return own ? [own] : [];
        });
        if (left.length === 0) byFile.delete(path);
        else byFile.set(path, left.flat());
      }
    },
    apply: (getText) =>
      new Map([...byFile].map(([path, edits]) => [path, applyEdits(getText(path), edits)])),
  };
}
