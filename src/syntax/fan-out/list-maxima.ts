// Finds the maximum lengths of lists in validation schemas: `ids: z.array(z.string()).max(50)`.
import type { TSESTree } from '@typescript-eslint/types';
import type { SizeFact } from './facts.ts';
import { getSize } from './sizes.ts';
import type { Node, SyntaxTree } from '../tree.ts';
import { getValueOf } from '../values.ts';
import { getLastName, getPath, unwrap } from './paths.ts';

/**
 * Finds the maximum lengths of lists by property name: the largest one, and none if any list of
 * that name in the file has no maximum.
 */
export function findListMaxima(tree: SyntaxTree): ReadonlyMap<string, SizeFact> {
  const found = new Map<string, SizeFact | 'none'>();
  const add = (name: string, size: SizeFact | 'none' | undefined): void => {
    if (name === '' || size === undefined) return;
    const before = found.get(name);
    if (
      before === undefined ||
      size === 'none' ||
      (before !== 'none' && (before.value ?? 0) < (size.value ?? Infinity))
    )
      found.set(name, before === 'none' ? before : size);
  };
  for (const { key, value } of tree.nodesOf('Property'))
    add(getKey(key), getSchemaMaximum(value, tree, 0));
  for (const { key, decorators } of tree.nodesOf('PropertyDefinition'))
    add(getKey(key), getDecoratedMaximum(decorators, tree));
  return new Map(
    [...found].flatMap(([name, size]) => (size === 'none' ? [] : [[name, size] as const])),
  );
}

function getKey(key: Node): string {
  return key.type === 'Literal' ? String(key.value) : key.type === 'Identifier' ? key.name : '';
}

/**
 * The maximum in `z.array(x).min(1).max(50).optional()`, `Joi.array().items(x).max(50)`,
 * `Type.Array(x, { maxItems: 50 })`, `{ type: 'array', maxItems: 50 }`, or a variable with one.
 * @returns `none` for a list without a maximum, undefined if it isn't a list
 */
function getSchemaMaximum(
  value: Node,
  tree: SyntaxTree,
  depth: number,
): SizeFact | 'none' | undefined {
  const node = unwrap(value);
  if (node.type === 'Identifier') {
    const named = depth < 2 ? getValueOf(node, tree) : undefined;
    return named && getSchemaMaximum(named, tree, depth + 1);
  }
  if (node.type === 'ObjectExpression') {
    const isList = node.properties.some(
      (one) =>
        one.type === 'Property' &&
        getKey(one.key) === 'type' &&
        one.value.type === 'Literal' &&
        one.value.value === 'array',
    );
    return isList ? (getProperty(node, 'maxItems', tree) ?? 'none') : undefined;
  }
  return node.type === 'CallExpression' ? getChainMaximum(node, tree) : undefined;
}

function getChainMaximum(
  node: TSESTree.CallExpression,
  tree: SyntaxTree,
): SizeFact | 'none' | undefined {
  let maximum: SizeFact | undefined;
  for (let call: Node = node; call.type === 'CallExpression';) {
    const callee: Node = unwrap(call.callee);
    if (callee.type !== 'MemberExpression') return undefined;
    const name = getLastName(getPath(callee));
    const [first, second] = call.arguments;
    if (name === 'array' || name === 'Array')
      return (
        maximum ??
        (second?.type === 'ObjectExpression' ? getProperty(second, 'maxItems', tree) : undefined) ??
        (isSchema(callee) ? 'none' : undefined)
      );
    if (/^(?:max|length|maxItems)$/.test(name) && first)
      maximum ??= { ...getSize(first, tree), by: 'length' };
    call = unwrap(callee.object);
  }
  return undefined;
}

/** Whether a method named `array` belongs to a schema library: `z.array`, `Joi.array`. */
function isSchema({ object }: TSESTree.MemberExpression): boolean {
  return /^(?:z|zod|v|yup|y|t|Joi|joi|Type|S)$/.test(getPath(object));
}

function getProperty(
  node: TSESTree.ObjectExpression,
  name: string,
  tree: SyntaxTree,
): SizeFact | undefined {
  const property = node.properties.find(
    (one) => one.type === 'Property' && getKey(one.key) === name,
  );
  return property?.type === 'Property'
    ? { ...getSize(property.value, tree), by: 'length' }
    : undefined;
}

/** The maximum in `@ArrayMaxSize(50) ids: string[]`. */
function getDecoratedMaximum(
  decorators: readonly TSESTree.Decorator[],
  tree: SyntaxTree,
): SizeFact | 'none' | undefined {
  const calls = decorators
    .map(({ expression }) => expression)
    .filter((one) => one.type === 'CallExpression');
  const [size] = calls.find((call) => getPath(call.callee) === 'ArrayMaxSize')?.arguments ?? [];
  if (size) return { ...getSize(size, tree), by: 'length' };
  return calls.some((call) => getPath(call.callee) === 'IsArray') ? 'none' : undefined;
}
