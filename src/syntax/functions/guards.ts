// Finds check-then-act on state that outlives a function: `if (!this.browser) this.browser = …`. An
// `await` between the two would let a second call pass the check.
import type { TSESTree } from '@typescript-eslint/types';
import { getCalleeName } from './callbacks.ts';
import type { FunctionScopes } from './function-scopes.ts';
import { findVariable } from '../scopes.ts';
import type { Range } from '../../text/range.ts';
import { findChildren, isFunction, toRange, type Node, type SyntaxTree } from '../tree.ts';
import type { InsertionPointFact, GuardFact } from './facts.ts';

/** Methods that change their object. */
const CHANGES: ReadonlySet<string> = new Set(['set', 'add', 'delete', 'push', 'unshift', 'clear']);

/** A write to state that outlives the function. */
export interface Write {
  readonly functionScope: number;
  readonly target: string;
  readonly range: Range;
}

/** State that a condition tests, and the statement that reads it. */
interface Read {
  readonly target: string;
  readonly statement: Node;
}

/**
 * Extracts the conditions whose tested state the same function writes later, in the same turn of
 * the event loop.
 */
export function extractGuards(
  tree: SyntaxTree,
  functionScopes: FunctionScopes,
  insertionPointsOf: (node: Node) => readonly InsertionPointFact[],
): readonly GuardFact[] {
  const writes = findWrites(tree, functionScopes);
  if (writes.length === 0) return [];
  const awaits = tree
    .nodesOf('AwaitExpression')
    .map((node) => ({ functionScope: functionScopes.idOf(node), offset: node.range[0] }));
  return tree.nodesOf('IfStatement').flatMap((node) => {
    const functionScope = functionScopes.idOf(node);
    return [...findReads(node.test, node, tree, functionScopes)].flatMap(
      ({ target, statement }): readonly GuardFact[] => {
        const write = writes.find(
          (one) =>
            one.functionScope === functionScope &&
            one.range[0] > node.test.range[1] &&
            one.target === target,
        );
        // With an `await` between the two, they are in different turns already.
        if (
          !write ||
          awaits.some(
            (one) =>
              one.functionScope === functionScope &&
              one.offset > statement.range[0] &&
              one.offset < write.range[1],
          )
        )
          return [];
        return [
          {
            functionScope,
            range: toRange(statement),
            insertionPoints: insertionPointsOf(statement),
            write: write.range,
          },
        ];
      },
    );
  });
}

/** Finds writes to state that existed before the function ran. */
export function findWrites(tree: SyntaxTree, functionScopes: FunctionScopes): readonly Write[] {
  const targets: { node: Node; target: Node }[] = [];
  for (const node of tree.nodesOf('AssignmentExpression'))
    targets.push({ node, target: node.left });
  for (const node of tree.nodesOf('CallExpression')) {
    // cache.set(key, …)
    if (node.callee.type === 'MemberExpression' && CHANGES.has(getCalleeName(node)))
      targets.push({ node, target: node.callee.object });
  }
  targets.sort((a, b) => a.node.range[0] - b.node.range[0]);
  return targets.flatMap(({ node, target }) => {
    const functionScope = functionScopes.idOf(node);
    return isChain(target) && outlives(target, functionScope, tree, functionScopes)
      ? [{ functionScope, target: toText(target, tree), range: toRange(node) }]
      : [];
  });
}

/**
 * Finds all names and member chains of a condition, and those in the initialisers of its local
 * variables: `const page = pages.get(url); if (!page) …`
 */
function* findReads(
  node: Node,
  statement: Node,
  tree: SyntaxTree,
  functionScopes: FunctionScopes,
  seen = new Set<Node>(),
): Iterable<Read> {
  if (isFunction(node) || seen.has(node)) return;
  seen.add(node);
  if (isChain(node)) yield { target: toText(node, tree), statement };
  if (node.type === 'Identifier') {
    const definition = findVariable(tree, node)?.defs[0];
    if (
      definition?.type === 'Variable' &&
      definition.node.init &&
      functionScopes.idOf(definition.node) === functionScopes.idOf(statement) &&
      definition.parent !== statement
    ) {
      yield* findReads(definition.node.init, definition.parent, tree, functionScopes, seen);
    }
  }
  for (const child of findChildren(node))
    yield* findReads(child, statement, tree, functionScopes, seen);
}

function isChain(node: Node): boolean {
  return node.type === 'Identifier' || node.type === 'MemberExpression';
}

function toText(node: Node, tree: SyntaxTree): string {
  return tree.source.text.slice(node.range[0], node.range[1]).replace(/[?!\s]/g, '');
}

/** Whether the object at the start of a chain existed before this run of the function. */
function outlives(
  node: Node,
  functionScope: number,
  tree: SyntaxTree,
  functionScopes: FunctionScopes,
): boolean {
  const root = getRoot(node);
  if (root.type === 'ThisExpression') return true;
  if (root.type !== 'Identifier') return false;
  const definition = findVariable(tree, root)?.defs[0];
  return !definition || definition.type === 'Parameter'
    ? node !== root
    : functionScopes.idOf(definition.node) !== functionScope;
}

function getRoot(node: Node): TSESTree.Node {
  let root = node;
  while (root.type === 'MemberExpression') root = root.object;
  return root;
}
