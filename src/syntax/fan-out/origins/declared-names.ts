// Helps to follow names: assignments, loops and patterns around a declaration.
import type { Variable } from '@typescript-eslint/scope-manager';
import type { TSESTree } from '@typescript-eslint/types';
import type { OriginFact } from '../facts.ts';
import { describeRoot } from '../names.ts';
import { isFunction, type Node, type SyntaxTree } from '../../tree.ts';
import { getPath } from '../paths.ts';

/** The values assigned to a variable after its declaration. */
export function findWritten(variable: Variable): readonly TSESTree.Expression[] {
  return variable.references.flatMap(({ identifier, init }) => {
    const { parent } = identifier;
    return !init && parent.type === 'AssignmentExpression' && parent.left === identifier
      ? [parent.right]
      : [];
  });
}

/** The upper limits of a counter: `a` and `b` of `i < a && i <= b`. */
export function findUpperLimits(test: Node, counter: string): readonly TSESTree.Node[] {
  if (test.type === 'LogicalExpression' && test.operator === '&&')
    return [...findUpperLimits(test.left, counter), ...findUpperLimits(test.right, counter)];
  return test.type === 'BinaryExpression' &&
    /^<=?$/.test(test.operator) &&
    getPath(test.left) === counter
    ? [test.right]
    : [];
}

/** Drops the bounds of origins if a loop pushes several elements per iteration: `push(...ys)`. */
export function spreadOrigins(call: Node, origins: readonly OriginFact[]): readonly OriginFact[] {
  if (call.type !== 'CallExpression' || call.arguments[0]?.type !== 'SpreadElement') return origins;
  return origins.map((origin) =>
    origin.kind === 'fixed' ? { ...origin, kind: 'unknown' } : { ...origin, bounds: [] },
  );
}

/** The property that an object pattern binds to a local name. */
export function findKey(pattern: Node, local: string): string | undefined {
  if (pattern.type !== 'ObjectPattern') return undefined;
  for (const property of pattern.properties) {
    if (property.type !== 'Property') continue;
    const target =
      property.value.type === 'AssignmentPattern' ? property.value.left : property.value;
    if (target.type === 'Identifier' && target.name === local) return getPath(property.key);
  }
  return undefined;
}

/** The declared type of a name. */
export function toTypeName(name: Node, tree: SyntaxTree): Pick<OriginFact, 'typeName'> {
  const { typeName } = name.type === 'Identifier' ? describeRoot(name, tree) : {};
  return typeName === undefined ? {} : { typeName };
}

/** Whether a parameter is the name itself, without a pattern. */
export function isPlain(parameter: Node | undefined, name: Node): boolean {
  return parameter === name || (parameter?.type === 'AssignmentPattern' && parameter.left === name);
}

/** The loop around a node, within its function and `until`. */
export function findLoop(node: Node, until: Node | undefined): Node | undefined {
  for (let parent = node.parent; parent && parent !== until; parent = parent.parent) {
    if (/^(?:For|While|DoWhile)/.test(parent.type)) return parent;
    if (isFunction(parent)) return undefined;
  }
  return undefined;
}
