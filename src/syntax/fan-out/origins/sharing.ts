// Decides whether other code may change a list while the tasks started from it run. `map` takes the
// list as it is at the start; a loop that awaits would see every change.
import type { Definition } from '@typescript-eslint/scope-manager';
import type { TSESTree } from '@typescript-eslint/types';
import { findPassedArguments } from '../passed-arguments.ts';
import { getPath, getRoot, unwrap } from '../paths.ts';
import { findVariable } from '../../scopes.ts';
import { findResults } from './call-origins.ts';
import { getFunctionAround, isFunction, type Node, type SyntaxTree } from '../../tree.ts';

const CHANGES: ReadonlySet<string> = new Set([
  'push',
  'unshift',
  'splice',
  'set',
  'add',
  'pop',
  'shift',
  'delete',
  'clear',
]);

/** Methods that give a view of a Set or Map, which shows later changes too. */
const VIEWS = /\.(?:values|keys|entries)\(\)$/;

/** How many names are followed from one to the next. */
const MAXIMUM_DEPTH = 4;

/**
 * Whether code outside the function may change the list: it is kept in a field, in a variable of
 * the module, in another module, or in an object of the caller that the file changes.
 */
export function isShared(list: Node, tree: SyntaxTree, depth = 0): boolean {
  const inner = unwrap(list);
  if (inner.type === 'CallExpression') return isSharedResult(inner, tree, depth);
  if (inner.type === 'MemberExpression') {
    const root = getRoot(inner);
    if (root.type !== 'Identifier') return true;
    return !inner.computed && isChangedByName(getPath(inner.property), tree);
  }
  if (inner.type !== 'Identifier') return false;
  const variable = findVariable(tree, inner);
  const definition = variable?.defs[0];
  if (!variable || !definition) return false;
  // Names in capitals are constants by custom.
  if (definition.type === 'ImportBinding') return !/^[A-Z][A-Z\d_]*$/.test(inner.name);
  const around = getFunctionAround(inner);
  const isChangedBy = (isOther: (where: Node) => boolean): boolean =>
    variable.references.some(
      ({ identifier, init }) =>
        isOther(identifier) && (isChangeOf(identifier) || (isAssigned(identifier) && !init)),
    );
  // A variable of the module or of a function around is changed by any of its users.
  const owner = getFunctionAround(definition.node);
  const isOuter = owner !== around || owner === undefined;
  if (isChangedBy((where) => isOuter || getFunctionAround(where) !== around)) return true;
  if (depth >= MAXIMUM_DEPTH) return false;
  if (definition.type === 'Parameter')
    return getPassed(definition, tree).some((argument) => isShared(argument, tree, depth + 1));
  if (definition.type !== 'Variable' || !definition.node.init) return false;
  const init = unwrap(definition.node.init);
  const isAlias = /^(?:MemberExpression|Identifier|CallExpression)$/.test(init.type);
  // const { items } = this
  if (definition.node.id.type === 'ObjectPattern')
    return (isAlias || init.type === 'ThisExpression') && isChangedByName(inner.name, tree);
  // const list = this.items
  return isAlias && definition.node.id.type === 'Identifier' && isShared(init, tree, depth + 1);
}

/** `this.clients.values()`, and `getClients()`, where a function of the file gives a shared list. */
function isSharedResult(call: TSESTree.CallExpression, tree: SyntaxTree, depth: number): boolean {
  if (call.callee.type === 'MemberExpression' && VIEWS.test(getPath(call)))
    return isShared(call.callee.object, tree, depth);
  if (depth >= MAXIMUM_DEPTH) return false;
  return findResults(call.callee, tree, ({ async, generator }) => !async && !generator).some(
    (value) => isShared(value, tree, depth + 1),
  );
}

/** Finds the paths of a list: its own, and those that its name stands for. */
export function findPaths(list: Node, tree: SyntaxTree, depth = 0): readonly string[] {
  const path = getPath(list).replace(VIEWS, '');
  if (path === '') return [];
  const inner = unwrap(list);
  const definition = inner.type === 'Identifier' ? findVariable(tree, inner)?.defs[0] : undefined;
  if (definition?.type !== 'Variable' || !definition.node.init || depth >= MAXIMUM_DEPTH)
    return [path];
  const { id, init } = definition.node;
  return id.type === 'ObjectPattern'
    ? [path, `${getPath(init)}.${path}`]
    : [path, ...findPaths(init, tree, depth + 1)];
}

/** What calls in the file pass for a parameter. */
function getPassed({ node, name }: Definition, tree: SyntaxTree): readonly Node[] {
  if (!isFunction(node)) return [];
  const place = node.params.findIndex((parameter) => parameter === name);
  return place < 0 ? [] : findPassedArguments(node, place, tree);
}

/** The last names of the paths that a file changes: `clients` of `this.clients.add(x)`; memoised. */
const changedNames = new WeakMap<SyntaxTree, ReadonlySet<string>>();

/** Whether the file changes a list under the same last name: `hub.clients`, `this.clients`. */
function isChangedByName(name: string, tree: SyntaxTree): boolean {
  let names = changedNames.get(tree);
  if (!names) {
    names = new Set(
      tree
        .nodesOf('MemberExpression')
        .flatMap((one) => (!one.computed && isChangeOf(one) ? [getPath(one.property)] : [])),
    );
    changedNames.set(tree, names);
  }
  return names.has(name);
}

/** `xs.push(x)`, `xs[0] = x`, `delete xs[0]`, `xs.length = 0`. */
function isChangeOf(list: Node): boolean {
  const { parent } = list;
  if (parent?.type !== 'MemberExpression' || parent.object !== list) return false;
  const { parent: user } = parent;
  if (isAssigned(parent)) return parent.computed || getPath(parent.property) === 'length';
  if (user.type === 'UnaryExpression') return user.operator === 'delete';
  return (
    user.type === 'CallExpression' &&
    user.callee === parent &&
    CHANGES.has(getPath(parent.property))
  );
}

function isAssigned(node: Node): boolean {
  const { parent } = node;
  return (
    (parent?.type === 'AssignmentExpression' && parent.left === node) ||
    parent?.type === 'UpdateExpression'
  );
}

/** Whether an array has holes as far as its function shows, which `map` skips and a loop doesn't. */
export function hasHoles(list: Node, tree: SyntaxTree): boolean {
  const inner = unwrap(list);
  if (isMadeByLength(inner)) return true;
  const variable = inner.type === 'Identifier' ? findVariable(tree, inner) : undefined;
  const definition = variable?.defs[0];
  if (!variable || definition?.type !== 'Variable') return false;
  if (definition.node.init && isMadeByLength(unwrap(definition.node.init))) return true;
  return variable.references.some(({ identifier }) => makesHoles(identifier));
}

/** `new Array(n)` */
function isMadeByLength(node: Node): boolean {
  return (
    (node.type === 'CallExpression' || node.type === 'NewExpression') &&
    getPath(node.callee) === 'Array' &&
    node.arguments.length === 1
  );
}

/** `delete xs[1]`, `xs.length = 9`, `xs[12] = x`. */
function makesHoles(list: Node): boolean {
  const { parent } = list;
  if (parent?.type !== 'MemberExpression' || parent.object !== list) return false;
  const { parent: user } = parent;
  if (user.type === 'UnaryExpression') return user.operator === 'delete';
  if (user.type !== 'AssignmentExpression' || user.left !== parent) return false;
  const value = user.right.type === 'Literal' ? user.right.value : undefined;
  if (!parent.computed) return getPath(parent.property) === 'length' && value !== 0;
  return parent.property.type === 'Literal' && typeof parent.property.value === 'number';
}
