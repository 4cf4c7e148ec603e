// How origins are made, and guarded, wherever they are found.
import type { Node, SyntaxTree } from '../../tree.ts';
import { getValueOf } from '../../values.ts';
import type { OriginFact, OriginKind } from '../facts.ts';
import { findGuards } from './guards.ts';
import { getLastName, getPath, unwrap } from '../paths.ts';

/** The search for origins, for those of its parts that search on. */
export interface OriginSearch {
  /** Where an array comes from. */
  findOrigins(node: Node, tree: SyntaxTree, depth?: number): readonly OriginFact[];
  /** Where the elements of an array of arrays come from. */
  findElementOrigins(
    node: Node,
    tree: SyntaxTree,
    depth: number,
    name: string,
  ): readonly OriginFact[];
}

const CHUNKS = /chunk|batch|partition|split|window|group|slices/i;

/** How many names, calls and members an array is followed through. */
export const MAXIMUM_DEPTH = 14;

/** Adds the sizes that `list` can't exceed at a place: `if (ids.length > 10) throw …` in front of it. */
export function guard(
  origins: readonly OriginFact[],
  list: Node,
  place: Node,
  tree: SyntaxTree,
): readonly OriginFact[] {
  const guards = findGuards(place, list, tree);
  return guards.length === 0
    ? origins
    : origins.map((origin) => ({ ...origin, bounds: [...origin.bounds, ...guards] }));
}

/** A number of elements that is written down. */
export function toFixed(node: Node, count: number, tree: SyntaxTree): OriginFact {
  return {
    ...toOrigin('fixed', node, tree),
    size: { kind: 'number', value: count, text: String(count) },
  };
}

/** An origin without anything that is known of it but its text. */
export function toOrigin(kind: OriginKind, node: Node, tree: SyntaxTree): OriginFact {
  return { kind, text: textOf(node, tree), path: getPath(node), bounds: [] };
}

/** The text of a node. */
export function textOf(node: Node, tree: SyntaxTree): string {
  return tree.source.text.slice(node.range[0], node.range[1]);
}

/** `const batches = chunk(xs, 100)`. */
export function isBatched(node: Node, tree: SyntaxTree): boolean {
  const inner = unwrap(node);
  const value = inner.type === 'Identifier' ? getValueOf(inner, tree) : undefined;
  return value !== undefined && isChunkCall(unwrap(value));
}

export function isChunkCall(node: Node): boolean {
  return (
    node.type === 'CallExpression' &&
    CHUNKS.test(getLastName(getPath(node.callee))) &&
    getLastName(getPath(node.callee)) !== 'split'
  );
}
