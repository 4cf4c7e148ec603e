// Finds what a file exports that can be called: functions, classes, methods.
import type { TSESTree } from '@typescript-eslint/types';
import { isClass, isFunction, type ClassNode, type Node, type SyntaxTree } from '../tree.ts';
import { findConstruction, getValueOf } from '../values.ts';

/**
 * An exported value that can be called. Its key says how: `main`, `default`, `new Monitor`,
 * `monitor.start`, and `Monitor.#.start` for an instance method. The empty key is `module.exports`.
 */
export interface Callable {
  readonly key: string;
  /** The functions and fields that run when it is called. */
  readonly bodies: readonly Node[];
}

/** Finds all exported values that can be called, one level of members deep. */
export function* findCallables(tree: SyntaxTree): Iterable<Callable> {
  for (const [name, value] of findExports(tree)) yield* toCallables(name, value, tree, 0);
}

/** Finds exported names and their values; the empty name is `module.exports`. */
export function* findExports(tree: SyntaxTree): Iterable<readonly [string, Node]> {
  for (const node of tree.nodesOf('ExportDefaultDeclaration')) yield ['default', node.declaration];
  for (const { declaration, specifiers, source } of tree.nodesOf('ExportNamedDeclaration')) {
    if (declaration?.type === 'VariableDeclaration') {
      for (const one of declaration.declarations)
        if (one.id.type === 'Identifier' && one.init) yield [one.id.name, one.init];
    } else if (declaration && (isFunction(declaration) || isClass(declaration)) && declaration.id) {
      yield [declaration.id.name, declaration];
    }
    if (!source) for (const { local, exported } of specifiers) yield [getName(exported), local];
  }
  for (const { expression } of tree.nodesOf('TSExportAssignment')) yield ['', expression];
  for (const { left, right } of tree.nodesOf('AssignmentExpression')) {
    const name = getCommonJsName(left);
    if (name !== undefined) yield [name, right];
  }
}

/** Empty for `module.exports`; `a` for `exports.a` and `module.exports.a`. */
function getCommonJsName(left: Node): string | undefined {
  if (left.type !== 'MemberExpression' || left.computed || left.property.type !== 'Identifier')
    return undefined;
  const { object, property } = left;
  if (object.type === 'Identifier' && object.name === 'module' && property.name === 'exports')
    return '';
  if (object.type === 'Identifier' && object.name === 'exports') return property.name;
  return getCommonJsName(object) === '' ? property.name : undefined;
}

function* toCallables(
  name: string,
  node: Node,
  tree: SyntaxTree,
  depth: number,
): Iterable<Callable> {
  const value = unwrap(node, tree);
  if (!value) return;
  if (isFunction(value)) yield { key: name, bodies: [value] };
  else if (isClass(value)) yield* toClassCallables(name, value, tree);
  else if (value.type === 'NewExpression') {
    const owner = unwrap(value.callee, tree);
    if (owner && isClass(owner)) yield* toMethods(name, owner, false);
  } else if (value.type === 'CallExpression') {
    // export const createApp = once(async () => …)
    const bodies = value.arguments.filter(isFunction);
    if (bodies.length > 0) yield { key: name, bodies };
  } else if (value.type === 'ObjectExpression' && depth === 0) {
    for (const property of value.properties) {
      if (property.type !== 'Property' || property.computed || property.key.type !== 'Identifier')
        continue;
      yield* toCallables(join(name, property.key.name), property.value, tree, depth + 1);
    }
  }
}

function* toClassCallables(name: string, node: ClassNode, tree: SyntaxTree): Iterable<Callable> {
  yield { key: `new ${name}`, bodies: [...findConstruction(node, tree)] };
  yield* toMethods(name, node, true);
  yield* toMethods(join(name, '#'), node, false);
}

function* toMethods(name: string, { body }: ClassNode, isStatic: boolean): Iterable<Callable> {
  for (const member of body.body) {
    if (
      !('key' in member) ||
      !('static' in member) ||
      member.static !== isStatic ||
      member.key.type !== 'Identifier'
    )
      continue;
    if (
      !('value' in member) ||
      !member.value ||
      !isFunction(member.value) ||
      ('kind' in member && member.kind !== 'method')
    )
      continue;
    yield { key: join(name, member.key.name), bodies: [member.value] };
  }
}

/** The value behind names and type assertions. */
function unwrap(node: Node, tree: SyntaxTree): Node | undefined {
  let value: Node | undefined = node;
  for (let step = 0; value && step < 10; step += 1) {
    if (value.type === 'Identifier') value = getValueOf(value, tree);
    else if (
      value.type === 'TSAsExpression' ||
      value.type === 'TSSatisfiesExpression' ||
      value.type === 'TSNonNullExpression'
    )
      value = value.expression;
    else return value;
  }
  return undefined;
}

/** The key of a member; directly below `module.exports`, the member's own name. */
export function join(name: string, member: string): string {
  return name === '' ? member : `${name}.${member}`;
}

/** `a` of `export { x as a }`, `export { x as 'a' }`. */
export function getName(node: TSESTree.Identifier | TSESTree.StringLiteral): string {
  return node.type === 'Identifier' ? node.name : node.value;
}
