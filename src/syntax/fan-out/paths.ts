// Names expressions by paths such as `this.db.users`.
import type { Node } from '../tree.ts';

/** The expression without type assertions and optional chains: `x as T`, `x!`, `a?.b`. */
export function unwrap(node: Node): Node {
  switch (node.type) {
    case 'TSAsExpression':
    case 'TSNonNullExpression':
    case 'TSSatisfiesExpression':
    case 'TSTypeAssertion':
    case 'TSInstantiationExpression':
    case 'ChainExpression':
      return unwrap(node.expression);
    default:
      return node;
  }
}

/** The path of a name, member, call or `await`; empty for other expressions. */
export function getPath(node: Node): string {
  const inner = unwrap(node);
  switch (inner.type) {
    case 'Identifier':
      return inner.name;
    case 'ThisExpression':
      return 'this';
    case 'Super':
      return 'super';
    case 'PrivateIdentifier':
      return `#${inner.name}`;
    case 'MemberExpression': {
      const object = getPath(inner.object);
      if (inner.computed || !object) return object && `${object}[]`;
      return `${object}.${getPath(inner.property)}`;
    }
    case 'CallExpression': {
      const callee = getPath(inner.callee);
      return callee && `${callee}()`;
    }
    case 'NewExpression':
      return getPath(inner.callee);
    case 'AwaitExpression':
      return getPath(inner.argument);
    case 'ImportExpression':
      return 'import()';
    default:
      return '';
  }
}

/** The last name of a path. */
export function getLastName(path: string): string {
  return /([\w$]+)(?:\(\)|\[\])*$/.exec(path)?.[1] ?? '';
}

/** The first object of a path: `prisma` of `prisma.user.find()`; for fields, `this.x`. */
export function getRoot(node: Node): Node {
  const inner = unwrap(node);
  if (inner.type === 'MemberExpression') {
    return unwrap(inner.object).type === 'ThisExpression' ? inner : getRoot(inner.object);
  }
  if (inner.type === 'CallExpression' || inner.type === 'NewExpression')
    return getRoot(inner.callee);
  return inner.type === 'AwaitExpression' ? getRoot(inner.argument) : inner;
}
