// Finds the statement around an expression, and the list that holds it.
import { isFunction, isLoop, type Node } from '../../tree.ts';

/** The statement around a node, or the body of a concise arrow. */
export function getStatement(node: Node): Node {
  let child = node;
  for (let parent = node.parent; parent; child = parent, parent = parent.parent) {
    if (isFunction(parent)) return child;
    if (
      child.type.endsWith('Statement') ||
      child.type === 'VariableDeclaration' ||
      child.type.startsWith('Export') ||
      child.type === 'PropertyDefinition'
    ) {
      // export const a = …; for (const a = …; ;)
      const isPart = parent.type.startsWith('Export') || (isLoop(parent) && !isBody(child, parent));
      if (child.type !== 'VariableDeclaration' || !isPart) return child;
    }
  }
  return child;
}

function isBody(node: Node, loop: Node): boolean {
  return 'body' in loop && loop.body === node;
}

/** Whether a node holds a list of statements, into which another one can be inserted. */
export function isList(node: Node | undefined): boolean {
  return node !== undefined && getStatements(node) !== undefined;
}

/** The statements that a node holds, apart from those of a `switch`; undefined if it holds none. */
export function getStatements(node: Node): readonly Node[] | undefined {
  switch (node.type) {
    case 'BlockStatement':
    case 'Program':
    case 'StaticBlock':
    case 'TSModuleBlock':
      return node.body;
    default:
      return undefined;
  }
}
