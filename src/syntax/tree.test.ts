import { describe, expect, it } from 'vitest';
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

describe('the range of a statement', () => {
  const toStatements = (text: string): readonly string[] => {
    const source = toSourceText('/a/box.ts', text);
    const parsed = parseModule(source);
    if ('message' in parsed) throw new Error(parsed.message);
    return buildTree(source, parsed).program.body.map(({ range }) => text.slice(...range));
  };

  it('ends in front of a semicolon that starts the next line', () => {
    expect(toStatements('const a = f()\n;[b] = a\n  ;(c)()\n')).toEqual([
      'const a = f()',
      '[b] = a',
      '(c)()',
    ]);
    expect(toStatements('f() // one\n/* two */\n;[b] = a;')).toEqual(['f()', '[b] = a;']);
    expect(toStatements('while (f())\n;\nf() ;')).toEqual(['while (f())\n;', 'f() ;']);
  });

  it('starts with the decorators of an exported class', () => {
    expect(toStatements('f();\n@Entity() export class Box {}')).toEqual([
      'f();',
      '@Entity() export class Box {}',
    ]);
  });
});
