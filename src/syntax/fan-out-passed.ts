// What the calls of a file pass to its functions, and whether others may call them too.
import { getLastName, getPath } from './fan-out-names.ts';
import type { FunctionNode, Node, SyntaxTree } from './tree.ts';
import { findBodiesOf } from './values.ts';

/** The arguments that calls of this file pass at a place. */
export function findPassed(owner: FunctionNode, place: number, tree: SyntaxTree): readonly Node[] {
  const label = getNameOf(owner);
  if (label === undefined) return [];
  return tree.nodesOf('CallExpression').flatMap((call) => {
    if (getLastName(getPath(call.callee)) !== getLastName(label) || ![...findBodiesOf(call.callee, false, tree)].includes(owner)) return [];
    const argument = call.arguments[place];
    return argument && argument.type !== 'SpreadElement' ? [argument] : [];
  });
}

/** An exported function, or a method that is not private. */
export function isOpenToOthers(owner: FunctionNode): boolean {
  for (let node: Node = owner; node.parent; node = node.parent) {
    if (node.type === 'MethodDefinition') return node.accessibility !== 'private' && node.key.type !== 'PrivateIdentifier';
    if (node.type === 'ExportNamedDeclaration' || node.type === 'ExportDefaultDeclaration') return true;
    if (node.type === 'BlockStatement') return false;
  }
  return false;
}

function getNameOf(owner: FunctionNode): string | undefined {
  if (owner.type !== 'ArrowFunctionExpression' && owner.id) return owner.id.name;
  const { parent } = owner;
  if (parent.type === 'VariableDeclarator' && parent.id.type === 'Identifier') return parent.id.name;
  return parent.type === 'MethodDefinition' || parent.type === 'Property' || parent.type === 'PropertyDefinition' ? getPath(parent.key) : undefined;
}
