// Ranges in source text.

/**
 * Start (inclusive) and end (exclusive) in UTF-16 code units, counted without a byte order mark.
 */
export type Range = readonly [start: number, end: number];

/** Whether `inner` lies within `outer` or equals it. */
export function isWithin(inner: Range, outer: Range): boolean {
  return inner[0] >= outer[0] && inner[1] <= outer[1];
}

/** Whether two ranges share at least one character. */
export function isOverlapping(a: Range, b: Range): boolean {
  return a[0] < b[1] && b[0] < a[1];
}
