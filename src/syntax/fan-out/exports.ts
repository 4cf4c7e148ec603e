// Finds the calls made by an exported function, for files that import it.
import { findExports } from '../modules/export-values.ts';
import { collectCalls } from './calls.ts';
import type { WorkCallFact } from './facts.ts';
import {
  isClass,
  isFunction,
  toRange,
  type FunctionNode,
  type Node,
  type SyntaxTree,
} from '../tree.ts';
import { findMembers, getValueOf } from '../values.ts';
import { getPath, unwrap } from './paths.ts';

/**
 * Finds the calls made by an exported function, or by a method of an exported class or object, and
 * by the functions of the file that it calls.
 * @param exported the exported name, or `default`
 * @returns undefined if the module doesn't contain the function: a re-export, an inherited method,
 *   or the result of a call
 */
export function findCallsOfExport(
  tree: SyntaxTree,
  exported: string,
  member: string | undefined,
): readonly WorkCallFact[] | undefined {
  const value = findExported(tree, exported);
  const holder = value && resolveValue(value, tree);
  const added =
    !holder && exported === 'default' && member !== undefined
      ? findOfAlias(tree, member)
      : undefined;
  if (added && isFunction(added)) return collectCalls(added, tree).calls;
  const bodies = holder
    ? member === undefined
      ? [holder].filter(isFunction)
      : [...findMembers(holder, member), ...findMixedIn(holder, member, tree)]
    : [];
  return bodies.length === 0 ? undefined : bodies.flatMap((body) => collectCalls(body, tree).calls);
}

function findExported(tree: SyntaxTree, exported: string): Node | undefined {
  for (const [name, value] of findExports(tree)) {
    if (name === exported || (name === '' && exported === 'default')) return value;
    // module.exports = { f }
    const property =
      name === '' && value.type === 'ObjectExpression'
        ? value.properties.find((one) => one.type === 'Property' && getPath(one.key) === exported)
        : undefined;
    if (property?.type === 'Property') return property.value;
  }
  return exported === 'default' ? undefined : findOfAlias(tree, exported);
}

/** `const Groups = module.exports; Groups.load = async function () { … }`. */
function findOfAlias(tree: SyntaxTree, name: string): Node | undefined {
  const aliases = tree
    .nodesOf('VariableDeclarator')
    .flatMap(({ id, init }) =>
      id.type === 'Identifier' && init && /^(?:module\.)?exports$/.test(getPath(init))
        ? [id.name]
        : [],
    );
  return tree
    .nodesOf('AssignmentExpression')
    .find(({ left }) => aliases.some((alias) => getPath(left) === `${alias}.${name}`))?.right;
}

/**
 * Methods that a module adds to an object passed to it:
 * `module.exports = function (Groups) { Groups.load = async function () { … }; }`.
 */
function* findMixedIn(holder: Node, member: string, tree: SyntaxTree): Iterable<FunctionNode> {
  const [target] = isFunction(holder) ? holder.params : [];
  if (target?.type !== 'Identifier') return;
  for (const { left, right } of tree.nodesIn(toRange(holder), 'AssignmentExpression'))
    if (getPath(left) === `${target.name}.${member}` && isFunction(right)) yield right;
}

/** The function, class or object behind a name; for `new X()`, the class in this file. */
function resolveValue(node: Node, tree: SyntaxTree): Node | undefined {
  const inner = unwrap(node);
  const value = inner.type === 'Identifier' ? getValueOf(inner, tree) : inner;
  if (value?.type === 'NewExpression' && value.callee.type === 'Identifier')
    return getValueOf(value.callee, tree);
  return value && (isFunction(value) || isClass(value) || value.type === 'ObjectExpression')
    ? value
    : undefined;
}
