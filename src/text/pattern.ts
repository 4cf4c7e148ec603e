// Regular expressions from constant text.

/** Builds a pattern that matches a whole text: the pieces in order, with anything between them. */
export function toGapPattern(pieces: readonly string[]): RegExp {
  return new RegExp(
    `^${pieces.map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('.*')}$`,
  );
}
