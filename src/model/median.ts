// The median of repeated measurements.

/** Gets the median; the upper of the two middle values of an even number, `NaN` of none. */
export function getMedian(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
