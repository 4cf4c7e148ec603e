// Ranges in source text: UTF-16 offsets, `[start, end)`, counted without a BOM. Knows nothing else.

/** Start (inclusive) and end (exclusive) of a piece of source text, in UTF-16 code units. */
export type Range = readonly [start: number, end: number];

/** Whether `inner` lies in `outer`; equal ranges do. */
export function isWithin(inner: Range, outer: Range): boolean {
  return inner[0] >= outer[0] && inner[1] <= outer[1];
}

/** Whether two ranges share at least one character. */
export function isOverlapping(a: Range, b: Range): boolean {
  return a[0] < b[1] && b[0] < a[1];
}
