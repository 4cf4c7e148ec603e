// Text edits, and how they are applied to a text.
import { isOverlapping, type Range } from './range.ts';

/** Replaces the text of `range`; an empty range inserts. */
export interface TextEdit {
  readonly range: Range;
  readonly text: string;
  /**
   * Orders insertions at the same offset, lower first; 0 when absent. Equal edits are made once.
   */
  readonly order?: number;
}

/** Two edits that can't both be made. */
export class OverlappingEditsError extends Error {
  override readonly name = 'OverlappingEditsError';
  constructor(a: TextEdit, b: TextEdit) {
    super(
      `edits overlap at ${String(a.range[0])}-${String(a.range[1])} and ${String(b.range[0])}-${String(b.range[1])}`,
    );
  }
}

/**
 * Applies edits to a text.
 * @throws OverlappingEditsError when two edits change the same characters in different ways
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let last = 0;
  for (const edit of sortEdits(edits)) {
    result += text.slice(last, edit.range[0]) + edit.text;
    last = edit.range[1];
  }
  return result + text.slice(last);
}

/**
 * Sorts edits by position and drops repeated ones. Insertions at the same offset and of the same
 * order keep the order in which they were given.
 * @throws OverlappingEditsError when two edits change the same characters in different ways
 */
export function sortEdits(edits: readonly TextEdit[]): readonly TextEdit[] {
  const sorted = toSorted(edits);
  const overlap = findOverlap(sorted);
  if (overlap) throw new OverlappingEditsError(...overlap);
  return sorted;
}

/** Whether two of the edits change the same characters in different ways. */
export function hasOverlap(edits: readonly TextEdit[]): boolean {
  return findOverlap(toSorted(edits)) !== undefined;
}

function toSorted(edits: readonly TextEdit[]): readonly TextEdit[] {
  const unique = new Map(
    edits.map((edit) => [`${edit.range.join()}:${String(edit.order ?? 0)}:${edit.text}`, edit]),
  );
  return [...unique.values()].sort(
    (a, b) => a.range[0] - b.range[0] || a.range[1] - b.range[1] || (a.order ?? 0) - (b.order ?? 0),
  );
}

/** In sorted order only neighbours can overlap, unless two neighbours do. */
function findOverlap(sorted: readonly TextEdit[]): readonly [a: TextEdit, b: TextEdit] | undefined {
  for (const [index, edit] of sorted.entries()) {
    const next = sorted[index + 1];
    if (next && (isOverlapping(edit.range, next.range) || isInsideReplaced(next, edit)))
      return [edit, next];
  }
  return undefined;
}

/** An insertion strictly inside replaced text would be lost. */
function isInsideReplaced(insertion: TextEdit, replaced: TextEdit): boolean {
  return (
    insertion.range[0] === insertion.range[1] &&
    insertion.range[0] > replaced.range[0] &&
    insertion.range[0] < replaced.range[1]
  );
}
