// What several measurements of one thing come to.

/** The middle one, of an even number the upper of the two; `NaN` of none. */
export function getMedian(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
