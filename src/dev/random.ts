// Random numbers that are equal for equal seeds.

/** Returns the next whole number below a limit. */
export type Random = (below: number) => number;

/** Creates a generator. */
export function createRandom(seed: number): Random {
  let state = seed + 1;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/**
 * Picks one of some values.
 * @throws RangeError where there is none
 */
export function pick<T>(values: readonly T[], random: Random): T {
  const value = values[random(values.length)];
  if (value === undefined) throw new RangeError('There is nothing to pick from');
  return value;
}
