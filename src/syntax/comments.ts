// Finds the comment lines that belong to a statement.
import { getLineStart } from '../text/source-text.ts';
import type { Comment } from './parse.ts';
import type { Node, SyntaxTree } from './tree.ts';

/** Comments that tell a tool how to treat the next line. */
const DIRECTIVE =
  /^\s*(?:@ts-(?:ignore|expect-error)|eslint-disable-next-line|oxlint-disable-next-line|biome-ignore|prettier-ignore)\b/;

/**
 * The offset where the comment lines directly above a statement start, without an empty line
 * between; the start of the statement if there are none.
 */
export function getLeadingStart(node: Node, tree: SyntaxTree): number {
  return climb(node, tree, () => true);
}

/** Like {@link getLeadingStart}, but only for directives (`// @ts-expect-error`). */
export function getDirectiveStart(node: Node, tree: SyntaxTree): number {
  return climb(node, tree, (comment) => DIRECTIVE.test(comment.text));
}

function climb(
  node: Node,
  { comments, source: { text } }: SyntaxTree,
  accepts: (comment: Comment) => boolean,
): number {
  let start = node.range[0];
  for (let index = findLastBefore(comments, start); index >= 0; index -= 1) {
    const comment = comments[index];
    if (!comment || !accepts(comment)) break;
    const startsItsLine =
      text.slice(getLineStart(text, comment.range[0]), comment.range[0]).trim() === '';
    if (!startsItsLine || !/^[ \t]*(?:\r\n|\r|\n)[ \t]*$/.test(text.slice(comment.range[1], start)))
      break;
    start = comment.range[0];
  }
  return start;
}

function findLastBefore(comments: readonly Comment[], offset: number): number {
  let low = 0;
  let high = comments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((comments[middle]?.range[0] ?? Infinity) < offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
