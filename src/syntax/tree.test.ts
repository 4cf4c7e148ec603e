import { expect, it } from 'vitest';
import { toSourceText } from '../text/source-text.ts';
import { analyzeModule, isParseFailure } from './analyze.ts';
import { parseModule } from './parse.ts';
import { buildTree, findChildren, type Node } from './tree.ts';

const FLOW = `class Box {}
function fill(one: ?Box, two: !Box, three: Box?, four: Array<?Box>, five: ?): ?Box {
  const kept: ?{ box: Box } = one;
  return kept;
}
export const run = (one: ?Box = null): ?Box => fill(one);
`;

it('gives every node a range and a parent, whatever type the parser gives it', () => {
  const source = toSourceText('/a/box.js', FLOW);
  const parsed = parseModule(source);
  if ('message' in parsed) throw new Error(parsed.message);
  const tree = buildTree(source, parsed);
  const types = new Set<string>();
  const lacking: string[] = [];
  const walk = (node: Node): void => {
    types.add(node.type);
    for (const child of findChildren(node)) {
      if (!Array.isArray(child.range) || child.parent !== node) lacking.push(child.type);
      walk(child);
    }
  };
  walk(tree.program);
  expect([...types]).toEqual(
    expect.arrayContaining(['TSJSDocNullableType', 'TSJSDocNonNullableType', 'TSJSDocUnknownType']),
  );
  expect(lacking).toEqual([]);
  // Without its range, no use of the class in a nullable type would be found.
  expect(tree.nodesOf('Identifier').filter(({ name }) => name === 'Box')).toHaveLength(9);
});

it('has facts of a file of nullable types', () => {
  const facts = analyzeModule(toSourceText('/a/box.js', FLOW));
  if (isParseFailure(facts)) throw new Error(facts.message);
  const box = facts.variables.find(({ name }) => name === 'Box');
  expect(box?.uses.map(({ kind }) => kind)).toEqual(Array(8).fill('type'));
});
