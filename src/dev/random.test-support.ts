// Random numbers that are the same ones for the same seed, for tests over sequences of edits.

/** Gives the next whole number below a limit. */
export type Random = (below: number) => number;

/** Makes a generator. */
export function createRandom(seed: number): Random {
  let state = seed + 1;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
