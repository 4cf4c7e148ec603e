// Constant text as a part of regular expressions. Pure.

/** Matches a whole text that consists of some pieces, with anything between every two. */
export function toGapPattern(pieces: readonly string[]): RegExp {
  return new RegExp(
    `^${pieces.map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('.*')}$`,
  );
}
