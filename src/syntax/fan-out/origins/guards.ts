// Finds bounds on the length of a list before a fan-out: `if (xs.length > MAX) throw …`.
import type { TSESTree } from '@typescript-eslint/types';
import type { SizeFact } from '../facts.ts';
import { getSize } from '../sizes.ts';
import { findVariable } from '../../scopes.ts';
import { isFunction, type Node, type SyntaxTree } from '../../tree.ts';
import { getValueOf } from '../../values.ts';
import { getPath, unwrap } from '../paths.ts';

/** Finds batches around a node: `batch.processArray(ids, async (some) => …)`. */
export function findBatches(node: Node): readonly SizeFact[] {
  for (let parent = node.parent, child = node; parent; child = parent, parent = parent.parent) {
    if (!isFunction(child) || parent.type !== 'CallExpression' || parent.callee === child) continue;
    const path = getPath(parent.callee);
    if (/batch|chunk/i.test(path)) return [{ kind: 'dynamic', text: path, by: 'chunk' }];
  }
  return [];
}

/** Finds the sizes that `array` can't exceed when `node` runs. */
export function findGuards(node: Node, array: Node, tree: SyntaxTree): readonly SizeFact[] {
  const paths = [...findPaths(array, tree)];
  if (paths.length === 0) return [];
  const found: SizeFact[] = [];
  let child = node;
  for (let parent = node.parent; parent; child = parent, parent = parent.parent) {
    // if (xs.length <= 20) { … }
    if (parent.type === 'IfStatement' && parent.consequent === child)
      found.push(...findLimits(parent.test, paths, ['<', '<='], tree));
    if (parent.type !== 'BlockStatement' && parent.type !== 'Program') continue;
    for (const statement of parent.body) {
      if (statement.range[0] >= child.range[0]) break;
      if (statement.type === 'IfStatement' && leaves(statement.consequent))
        found.push(...findLimits(statement.test, paths, ['>', '>='], tree));
    }
  }
  return found;
}

/**
 * Finds the path of an array, and those of the arrays that it is derived from:
 * `const ids = Array.from(new Set(body.items.map((item) => item.id)))`.
 */
function* findPaths(array: Node, tree: SyntaxTree, depth = 0): Iterable<string> {
  const path = getPath(array);
  if (path && !path.includes('(')) yield path;
  if (depth > 3) return;
  const inner = unwrap(array);
  if (inner.type === 'Identifier') {
    const value = getValueOf(inner, tree);
    if (value && value !== inner) yield* findPaths(value, tree, depth + 1);
    // const files = []; for (const file of body.files) files.push(…)
    const isEmpty =
      value?.type === 'ArrayExpression' ||
      (value?.type === 'NewExpression' &&
        /^(?:Set|Map)$/.test(getPath(value.callee)) &&
        value.arguments.length === 0);
    for (const loop of isEmpty ? tree.nodesOf('ForOfStatement') : []) {
      if (isFilledIn(inner, loop, tree)) yield* findPaths(loop.right, tree, depth + 1);
    }
  } else if (inner.type === 'CallExpression' || inner.type === 'NewExpression') {
    // xs.map(f), xs.filter(f); Array.from(xs), new Set(xs)
    const callee = unwrap(inner.callee);
    if (callee.type === 'MemberExpression' && KEEPS.test(getPath(callee.property)))
      yield* findPaths(callee.object, tree, depth);
    const [first] = inner.arguments;
    if (first && /^(?:Array\.from|Set|Object\.(?:keys|values|entries))$/.test(getPath(callee)))
      yield* findPaths(first, tree, depth);
  } else if (inner.type === 'LogicalExpression' && inner.operator !== '&&') {
    yield* findPaths(inner.left, tree, depth); // xs ?? []
  } else if (
    inner.type === 'ArrayExpression' &&
    inner.elements.length === 1 &&
    inner.elements[0]?.type === 'SpreadElement'
  ) {
    yield* findPaths(inner.elements[0].argument, tree, depth);
  }
}

function isFilledIn(name: TSESTree.Identifier, loop: Node, tree: SyntaxTree): boolean {
  return (findVariable(tree, name)?.references ?? []).some(({ identifier }) => {
    const { parent } = identifier;
    return (
      parent.type === 'MemberExpression' &&
      /^(?:push|add|set)$/.test(getPath(parent.property)) &&
      identifier.range[0] > loop.range[0] &&
      identifier.range[1] < loop.range[1]
    );
  });
}

/** Methods that never return more elements than before. */
const KEEPS = /^(?:map|filter|slice|sort|toSorted|reverse|entries|keys|values)$/;

/** Finds the limits in `xs.length > n`, also inside `a || b`. */
function findLimits(
  test: Node,
  paths: readonly string[],
  operators: readonly string[],
  tree: SyntaxTree,
): readonly SizeFact[] {
  if (test.type === 'LogicalExpression')
    return [test.left, test.right].flatMap((one) => findLimits(one, paths, operators, tree));
  if (test.type !== 'BinaryExpression' || !operators.includes(test.operator)) return [];
  // (xs?.length ?? 0) > n
  const left = unwrap(test.left);
  const measured = getPath(
    left.type === 'LogicalExpression' && left.operator !== '&&' ? left.left : left,
  );
  return paths.some((path) => measured === `${path}.length` || measured === `${path}.size`)
    ? [{ ...getSize(test.right, tree), by: 'length' }]
    : [];
}

function leaves(statement: Node): boolean {
  if (statement.type === 'BlockStatement') return statement.body.some(leaves);
  return (
    statement.type === 'ThrowStatement' ||
    statement.type === 'ReturnStatement' ||
    statement.type === 'ContinueStatement'
  );
}
