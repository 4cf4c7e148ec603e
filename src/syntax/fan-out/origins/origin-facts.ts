// Builds origins, and adds the bounds of guards to them.
import type { Node, SyntaxTree } from '../../tree.ts';
import { getValueOf } from '../../values.ts';
import type { OriginFact, OriginKind } from '../facts.ts';
import { findGuards } from './guards.ts';
import { getLastName, getPath, unwrap } from '../paths.ts';

/** The recursive search for origins, passed to its parts to avoid circular imports. */
export interface OriginSearch {
  /** Finds the origins of an array. */
  findOrigins(node: Node, tree: SyntaxTree, depth?: number): readonly OriginFact[];
  /** Finds the origins of the elements of an array of arrays. */
  findElementOrigins(
    node: Node,
    tree: SyntaxTree,
    depth: number,
    name: string,
  ): readonly OriginFact[];
}

const CHUNKS = /chunk|batch|partition|split|window|group|slices/i;

/** How many names, calls and members are followed. */
export const MAXIMUM_DEPTH = 14;

/** Adds the sizes that `list` can't exceed at `place`: `if (ids.length > 10) throw …` before it. */
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

/** An origin of a constant length. */
export function toFixed(node: Node, count: number, tree: SyntaxTree): OriginFact {
  return {
    ...toOrigin('fixed', node, tree),
    size: { kind: 'number', value: count, text: String(count) },
  };
}

/** An origin of which only the text and path are known. */
export function toOrigin(kind: OriginKind, node: Node, tree: SyntaxTree): OriginFact {
  return { kind, text: textOf(node, tree), path: getPath(node), bounds: [] };
}

export function textOf(node: Node, tree: SyntaxTree): string {
  return tree.source.text.slice(node.range[0], node.range[1]);
}

/** Whether a name holds the result of a chunking call: `const batches = chunk(xs, 100)`. */
export function isBatched(node: Node, tree: SyntaxTree): boolean {
  const inner = unwrap(node);
  const value = inner.type === 'Identifier' ? getValueOf(inner, tree) : undefined;
  return value !== undefined && isChunkCall(unwrap(value));
}

/** Whether a call splits a list into chunks, by its name. */
export function isChunkCall(node: Node): boolean {
  return (
    node.type === 'CallExpression' &&
    CHUNKS.test(getLastName(getPath(node.callee))) &&
    getLastName(getPath(node.callee)) !== 'split'
  );
}
