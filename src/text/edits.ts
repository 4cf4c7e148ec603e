// Text edits and their application. The only way in which this project changes a program.
import { isOverlapping, type Range } from './range.ts';

/** Replaces the text of `range`; an empty range inserts. */
export interface TextEdit {
  readonly range: Range;
  readonly text: string;
  /** Orders insertions at the same offset, lower first; 0 when absent. Two insertions that are equal are made once. */
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
 * @throws OverlappingEditsError when two edits touch the same characters in different ways
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

/** Sorts edits by place, drops repeated ones, and checks that none overlaps another. */
export function sortEdits(edits: readonly TextEdit[]): readonly TextEdit[] {
  const unique = new Map(
    edits.map((edit) => [`${edit.range.join()}:${String(edit.order ?? 0)}:${edit.text}`, edit]),
  );
  const sorted = [...unique.values()].sort(
    (a, b) => a.range[0] - b.range[0] || a.range[1] - b.range[1] || (a.order ?? 0) - (b.order ?? 0),
  );
  for (const [index, edit] of sorted.entries()) {
    const next = sorted[index + 1];
    if (next && (isOverlapping(edit.range, next.range) || isInsideReplaced(next, edit))) {
      throw new OverlappingEditsError(edit, next);
    }
  }
  return sorted;
}

/** An insertion strictly inside replaced text would vanish. */
function isInsideReplaced(insertion: TextEdit, replaced: TextEdit): boolean {
  return (
    insertion.range[0] === insertion.range[1] &&
    insertion.range[0] > replaced.range[0] &&
    insertion.range[0] < replaced.range[1]
  );
}
