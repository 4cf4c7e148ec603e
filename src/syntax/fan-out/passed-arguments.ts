// Finds the arguments passed to functions within the file, and whether other files may call them.
import type { TSESTree } from '@typescript-eslint/types';
import type { FunctionNode, Node, SyntaxTree } from '../tree.ts';
import { findBodiesOf } from '../values.ts';
import { getLastName, getPath } from './paths.ts';

/** Finds the arguments that calls in this file pass for the parameter at index `place`. */
export function findPassedArguments(
  owner: FunctionNode,
  place: number,
  tree: SyntaxTree,
): readonly Node[] {
  return getCalls(owner, tree).flatMap((call) => {
    const argument = call.arguments[place];
    return argument && argument.type !== 'SpreadElement' ? [argument] : [];
  });
}

/** The calls of each function, memoised: a node belongs to one tree. */
const callsByOwner = new WeakMap<FunctionNode, readonly TSESTree.CallExpression[]>();

function getCalls(owner: FunctionNode, tree: SyntaxTree): readonly TSESTree.CallExpression[] {
  const known = callsByOwner.get(owner);
  if (known) return known;
  const label = getNameOf(owner);
  const calls =
    label === undefined
      ? []
      : getCallsByName(tree, getLastName(label)).filter((call) =>
          [...findBodiesOf(call.callee, false, tree)].includes(owner),
        );
  callsByOwner.set(owner, calls);
  return calls;
}

/** The calls of a file by the last name of their callee, memoised. */
const callsByName = new WeakMap<
  SyntaxTree,
  ReadonlyMap<string, readonly TSESTree.CallExpression[]>
>();

function getCallsByName(tree: SyntaxTree, name: string): readonly TSESTree.CallExpression[] {
  let calls = callsByName.get(tree);
  if (!calls) {
    const lists = new Map<string, TSESTree.CallExpression[]>();
    for (const call of tree.nodesOf('CallExpression')) {
      const key = getLastName(getPath(call.callee));
      const list = lists.get(key);
      if (list) list.push(call);
      else lists.set(key, [call]);
    }
    callsByName.set(tree, (calls = lists));
  }
  return calls.get(name) ?? [];
}

/** Whether other files may call a function: it is exported, or a method that isn't private. */
export function mayBeCalledElsewhere(owner: FunctionNode): boolean {
  for (let node: Node = owner; node.parent; node = node.parent) {
    if (node.type === 'MethodDefinition')
      return node.accessibility !== 'private' && node.key.type !== 'PrivateIdentifier';
    if (node.type === 'ExportNamedDeclaration' || node.type === 'ExportDefaultDeclaration')
      return true;
    if (node.type === 'BlockStatement') return false;
  }
  return false;
}

function getNameOf(owner: FunctionNode): string | undefined {
  if (owner.type !== 'ArrowFunctionExpression' && owner.id) return owner.id.name;
  const { parent } = owner;
  if (parent.type === 'VariableDeclarator' && parent.id.type === 'Identifier')
    return parent.id.name;
  return parent.type === 'MethodDefinition' ||
    parent.type === 'Property' ||
    parent.type === 'PropertyDefinition'
    ? getPath(parent.key)
    : undefined;
}
