// Decides what a statement evaluates before a fan-out in it.
import { findVariable } from '../../scopes.ts';
import { isFunction, type Node, type SyntaxTree } from '../../tree.ts';
import { getPath } from '../paths.ts';

/**
 * Whether the statement evaluates nothing before the expression: `return new Map(await …)`,
 * `const x = (await …).flat()`.
 */
export function isHead(expression: Node, statement: Node, tree: SyntaxTree): boolean {
  if (isFunction(statement.parent ?? statement)) return false;
  let child = expression;
  for (let parent = expression.parent; parent; child = parent, parent = parent.parent) {
    if (child === statement)
      return ['ExpressionStatement', 'ReturnStatement', 'VariableDeclaration'].includes(child.type);
    switch (parent.type) {
      case 'MemberExpression':
        if (parent.object !== child || parent.optional) return false;
        break;
      case 'CallExpression':
      case 'NewExpression':
        if (
          (parent.callee !== child &&
            !(isPlainCallee(parent.callee) && isFirst(child, parent.arguments, tree))) ||
          ('optional' in parent && parent.optional)
        )
          return false;
        break;
      case 'VariableDeclarator':
        if (parent.parent.declarations[0] !== parent) return false;
        break;
      case 'VariableDeclaration':
        if (parent !== statement) return false;
        break;
      case 'AssignmentExpression':
        if (parent.right !== child || parent.left.type !== 'Identifier' || parent.operator !== '=')
          return false;
        break;
      case 'ArrayExpression':
        if (!isFirst(child, parent.elements, tree)) return false;
        break;
      case 'ObjectExpression':
        if (!isFirst(child, parent.properties, tree)) return false;
        break;
      case 'Property':
        if (parent.value !== child || parent.computed) return false;
        break;
      case 'SpreadElement':
      case 'AwaitExpression':
      case 'TSAsExpression':
      case 'TSNonNullExpression':
      case 'TSSatisfiesExpression':
      case 'ExpressionStatement':
      case 'ReturnStatement':
        break;
      default:
        return false;
    }
  }
  return false;
}

/** Whether only literals and names that never change precede a node in a list. */
function isFirst(node: Node, list: readonly (Node | null)[], tree: SyntaxTree): boolean {
  return list
    .slice(0, list.indexOf(node))
    .every(
      (one) =>
        one === null || isInert(one.type === 'Property' && !one.computed ? one.value : one, tree),
    );
}

/** Whether it makes no difference when a node is evaluated. */
export function isInert(node: Node, tree: SyntaxTree): boolean {
  if (node.type === 'Literal' || node.type === 'ThisExpression') return true;
  const variable = node.type === 'Identifier' ? findVariable(tree, node) : undefined;
  return (
    variable?.defs.length === 1 &&
    variable.references.every((reference) => reference.init === true || !reference.isWrite())
  );
}

/** Whether it makes no difference when the callee is read: `res.json`, `Object.fromEntries`. */
function isPlainCallee(node: Node): boolean {
  return /^[\w$.]+$/.test(getPath(node)) && getPath(node) !== '';
}

/**
 * Whether an expression is an argument or part of a literal, which gives it a type from outside.
 */
export function isPartOfLiteralOrCall(expression: Node): boolean {
  let child = expression;
  for (let parent = expression.parent; parent; child = parent, parent = parent.parent) {
    if (parent.type === 'MemberExpression') return false;
    if (parent.type === 'CallExpression' || parent.type === 'NewExpression')
      return parent.callee !== child;
    if (
      parent.type === 'ArrayExpression' ||
      parent.type === 'Property' ||
      parent.type === 'AssignmentExpression'
    )
      return true;
    if (parent.type.endsWith('Statement') || parent.type === 'VariableDeclaration') return false;
  }
  return false;
}
