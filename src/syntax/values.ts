// Resolves names within one file: callees to functions, `new` to classes, variables to values.
import type { TSESTree } from '@typescript-eslint/types';
import { findVariable } from './scopes.ts';
import {
  isClass,
  isFunction,
  type ClassNode,
  type FunctionNode,
  type Node,
  type SyntaxTree,
} from './tree.ts';

/** Finds the functions and fields of this file that run when `callee` is called or constructed. */
export function* findBodiesOf(callee: Node, isNew: boolean, tree: SyntaxTree): Iterable<Node> {
  if (isFunction(callee)) {
    yield callee; // (() => { … })()
  } else if (callee.type === 'Identifier') {
    const value = getValueOf(callee, tree);
    if (value && isFunction(value)) yield value; // main()
    if (value && isNew && isClass(value)) yield* findConstruction(value, tree); // new Monitor()
  } else if (
    callee.type === 'MemberExpression' &&
    !callee.computed &&
    callee.property.type === 'Identifier'
  ) {
    yield* findMethod(callee.object, callee.property.name, tree); // monitor.start()
  } else if (callee.type === 'MemberExpression' && callee.property.type === 'PrivateIdentifier') {
    yield* findMethod(callee.object, `#${callee.property.name}`, tree); // this.#start()
  } else if (callee.type === 'ChainExpression') {
    yield* findBodiesOf(callee.expression, isNew, tree);
  }
}

function* findMethod(object: Node, name: string, tree: SyntaxTree): Iterable<Node> {
  const holder = object.type === 'ThisExpression' ? getThisHolder(object) : getHolder(object, tree);
  if (!holder) {
    yield* findAssignedMethod(object, name, tree);
    return;
  }
  if (name === 'call' || name === 'apply') {
    if (isFunction(holder)) yield holder; // main.call(null)
    return;
  }
  yield* findMembers(holder, name);
}

/** `Posts.load = async function () { … }`, of a parameter or an imported object. */
function* findAssignedMethod(object: Node, name: string, tree: SyntaxTree): Iterable<Node> {
  if (object.type !== 'Identifier') return;
  let methods = assignedMethods.get(tree);
  if (!methods) assignedMethods.set(tree, (methods = collectAssignedMethods(tree)));
  yield* methods.get(`${object.name}.${name}`) ?? [];
}

/** By `object.method`, memoised. */
const assignedMethods = new WeakMap<SyntaxTree, ReadonlyMap<string, readonly FunctionNode[]>>();

function collectAssignedMethods(tree: SyntaxTree): ReadonlyMap<string, readonly FunctionNode[]> {
  const methods = new Map<string, FunctionNode[]>();
  for (const { left, right } of tree.nodesOf('AssignmentExpression')) {
    if (
      left.type !== 'MemberExpression' ||
      left.computed ||
      left.object.type !== 'Identifier' ||
      left.property.type !== 'Identifier' ||
      !isFunction(right)
    )
      continue;
    const key = `${left.object.name}.${left.property.name}`;
    const list = methods.get(key);
    if (list) list.push(right);
    else methods.set(key, [right]);
  }
  return methods;
}

/** Finds the methods of a class or object literal by name; private names start with `#`. */
export function* findMembers(holder: Node, name: string): Iterable<FunctionNode> {
  const members = isClass(holder)
    ? holder.body.body
    : holder.type === 'ObjectExpression'
      ? holder.properties
      : [];
  for (const member of members) {
    if (!('key' in member) || !('value' in member)) continue;
    const key =
      member.key.type === 'Identifier'
        ? member.key.name
        : member.key.type === 'PrivateIdentifier'
          ? `#${member.key.name}`
          : undefined;
    if (key !== name) continue;
    if (member.value && isFunction(member.value)) yield member.value;
  }
}

/** The value of `object`: for `new Monitor()` and `Monitor` the class, or an object literal. */
function getHolder(object: Node, tree: SyntaxTree): Node | undefined {
  const value = object.type === 'Identifier' ? getValueOf(object, tree) : object;
  if (value?.type === 'NewExpression' && value.callee.type === 'Identifier')
    return getValueOf(value.callee, tree);
  return value;
}

/** The class or object literal that `this` refers to; undefined if it depends on the call. */
export function getThisHolder(node: Node): Node | undefined {
  let child = node;
  for (let parent = node.parent; parent; child = parent, parent = parent.parent) {
    if (parent.type === 'StaticBlock') return parent.parent.parent;
    // class { field = this.x }
    if (
      (parent.type === 'PropertyDefinition' || parent.type === 'AccessorProperty') &&
      parent.value === child
    )
      return parent.parent.parent;
    if (!isFunction(parent) || parent.type === 'ArrowFunctionExpression') continue;
    const owner = parent.parent;
    if (owner.type === 'MethodDefinition') return owner.parent.parent;
    return owner.type === 'Property' ? owner.parent : undefined; // { start() { this.x } }
  }
  return undefined;
}

/** Finds the constructor and fields that `new` runs, including those of base classes here. */
export function* findConstruction(node: ClassNode, tree: SyntaxTree): Iterable<Node> {
  for (const member of node.body.body) {
    if (member.type === 'MethodDefinition' && member.kind === 'constructor') yield member.value;
    if (member.type === 'PropertyDefinition' && !member.static) yield member;
  }
  if (node.superClass?.type === 'Identifier') {
    const base = getValueOf(node.superClass, tree);
    if (base && isClass(base)) yield* findConstruction(base, tree);
  }
}

/** The function, class or initialiser that declares a name, if it has a single declaration. */
export function getValueOf(identifier: TSESTree.Identifier, tree: SyntaxTree): Node | undefined {
  const variable = findVariable(tree, identifier);
  const definition = variable?.defs[0];
  if (variable?.defs.length !== 1 || !definition) return undefined;
  const { node } = definition;
  if (isFunction(node) && definition.type !== 'Parameter') return node;
  if (isClass(node)) return node;
  if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier')
    return node.init ?? undefined;
  return undefined;
}
