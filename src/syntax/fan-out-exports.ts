// The calls of a function that a module exports, for those who ask what is behind an imported name.
import { findExports } from './export-values.ts';
import { collectCalls } from './fan-out-calls.ts';
import type { CallFact } from './fan-out-facts.ts';
import { getPath, unwrap } from './fan-out-names.ts';
import { isClass, isFunction, type Node, type SyntaxTree } from './tree.ts';
import { findMembers, getValueOf } from './values.ts';

/**
 * The calls of an exported function, or of a method of an exported class or object, with those of the functions of the file that it calls.
 * @param exported the name it is exported by, or `default`
 * @returns undefined where the module does not show it: a re-export, an inherited method, a value that a call made
 */
export function findCallsOfExport(tree: SyntaxTree, exported: string, member: string | undefined): readonly CallFact[] | undefined {
  const value = findExported(tree, exported);
  const holder = value && resolveValue(value, tree);
  if (!holder) return undefined;
  const bodies = member === undefined ? [holder].filter(isFunction) : [...findMembers(holder, member)];
  return bodies.length === 0 ? undefined : bodies.flatMap((body) => collectCalls(body, tree).calls);
}

function findExported(tree: SyntaxTree, exported: string): Node | undefined {
  for (const [name, value] of findExports(tree)) {
    if (name === exported || (name === '' && exported === 'default')) return value;
    // module.exports = { f }
    const property = name === '' && value.type === 'ObjectExpression' ? value.properties.find((one) => one.type === 'Property' && getPath(one.key) === exported) : undefined;
    if (property?.type === 'Property') return property.value;
  }
  return undefined;
}

/** The function, class or object behind a name, also through `new X()` of a class of the file. */
function resolveValue(node: Node, tree: SyntaxTree): Node | undefined {
  const inner = unwrap(node);
  const value = inner.type === 'Identifier' ? getValueOf(inner, tree) : inner;
  if (value?.type === 'NewExpression' && value.callee.type === 'Identifier') return getValueOf(value.callee, tree);
  return value && (isFunction(value) || isClass(value) || value.type === 'ObjectExpression') ? value : undefined;
}
