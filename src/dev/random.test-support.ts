// Random numbers that are equal for equal seeds, for tests over sequences of edits.

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
