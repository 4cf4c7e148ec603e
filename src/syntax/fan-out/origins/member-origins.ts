// Finds the origins of an array in a property: a field, a map of constants, or a part of a
// variable.
import type { TSESTree } from '@typescript-eslint/types';
import type { OriginFact } from '../facts.ts';
import { findNameOrigins } from './name-origins.ts';
import { describeRoot, findField } from '../names.ts';
import { isClass, toRange, type Node, type SyntaxTree } from '../../tree.ts';
import { getThisHolder } from '../../values.ts';
import { getPath, getRoot, unwrap } from '../paths.ts';
import { isBatched, textOf, toOrigin, type OriginSearch } from './origin-facts.ts';
import { isAddedTo, isChanged } from './changes.ts';

/** Finds the origins of `x.items`, `this.items`, `process.env.X`. */
export function findMemberOrigins(
  node: TSESTree.MemberExpression,
  tree: SyntaxTree,
  search: OriginSearch,
  depth: number,
): readonly OriginFact[] {
  const object = unwrap(node.object);
  const path = getPath(node);
  if (object.type === 'ThisExpression' && !node.computed)
    return [findFieldOrigin(node, tree, search, depth)];
  const constant = findConstantMember(node, tree, search, depth);
  if (constant.length > 0) return constant;
  // const batches = chunk(xs, 100); batches[i]
  if (node.computed && node.property.type !== 'Literal' && isBatched(node.object, tree))
    return search.findElementOrigins(node.object, tree, depth, path);
  const root = getRoot(node);
  const facts = describeRoot(root, tree);
  const base: OriginFact = {
    kind: 'path',
    text: textOf(node, tree),
    path,
    bounds: [],
    ...(facts.typeName === undefined ? {} : { typeName: facts.typeName }),
  };
  if (facts.specifier !== undefined) return [{ ...base, kind: 'imported' }];
  if (root.type !== 'Identifier') return [base];
  // const { data } = await axios.get(); data.items
  const found = findNameOrigins(root, tree, search, depth).filter(
    (origin) => origin.kind !== 'fixed' && origin.kind !== 'counted',
  );
  if (found.length === 0) {
    const value = getObjectMember(root, node, tree);
    return value ? search.findOrigins(value, tree, depth + 1) : [base];
  }
  return found.map((origin) => ({
    ...base,
    kind: origin.kind === 'call' ? 'call' : 'path',
    path:
      origin.path && origin.path !== root.name && !origin.path.endsWith('()')
        ? `${origin.path}${path.slice(path.indexOf('.'))}`
        : path,
    ...(origin.call ? { call: origin.call } : {}),
    ...(origin.typeName === undefined ? {} : { typeName: origin.typeName }),
    bounds: origin.bounds.filter((bound) => bound.by === 'query'),
  }));
}

/** Finds the origins of `this.steps[kind]`, if the field is an object of list literals. */
function findConstantMember(
  node: TSESTree.MemberExpression,
  tree: SyntaxTree,
  search: OriginSearch,
  depth: number,
): readonly OriginFact[] {
  const root = getRoot(node);
  const holder = root.type === 'MemberExpression' ? getThisHolder(root) : undefined;
  if (
    root.type !== 'MemberExpression' ||
    root === node ||
    !holder ||
    !isClass(holder) ||
    isChanged(getPath(root), tree)
  )
    return [];
  const value = findField(holder, getPath(root.property))?.value;
  const lists = value ? findLeaves(unwrap(value)) : [];
  const found = lists.flatMap((list) => search.findOrigins(list, tree, depth + 1));
  return found.length > 0 && found.every(({ kind }) => kind === 'fixed') ? found : [];
}

/** The list literals in nested objects; empty if there is anything else. */
function findLeaves(node: Node): readonly Node[] {
  if (node.type !== 'ObjectExpression') return [];
  const found = node.properties.map((property): readonly Node[] => {
    const value = property.type === 'Property' ? unwrap(property.value) : undefined;
    return value?.type === 'ArrayExpression' ? [value] : value ? findLeaves(value) : [];
  });
  return found.some((lists) => lists.length === 0) ? [] : found.flat();
}

/** The value of `SIZES.small` after `const SIZES = { small: [1, 2] }`. */
function getObjectMember(
  root: TSESTree.Identifier,
  node: TSESTree.MemberExpression,
  tree: SyntaxTree,
): Node | undefined {
  const declarator = tree
    .nodesOf('VariableDeclarator')
    .find((one) => one.id.type === 'Identifier' && one.id.name === root.name);
  const value = declarator?.init ? unwrap(declarator.init) : undefined;
  if (value?.type !== 'ObjectExpression' || node.object !== root) return undefined;
  const name = getPath(node.property);
  const property = value.properties.find(
    (one) => one.type === 'Property' && !one.computed && getPath(one.key) === name,
  );
  return property?.type === 'Property' ? property.value : undefined;
}

/** Finds the origin of a field: a literal that nothing adds to, or a registry. */
function findFieldOrigin(
  node: TSESTree.MemberExpression,
  tree: SyntaxTree,
  search: OriginSearch,
  depth: number,
): OriginFact {
  const holder = getThisHolder(node);
  const path = getPath(node);
  const { typeName } = describeRoot(node, tree);
  const base: OriginFact = {
    ...toOrigin('registry', node, tree),
    ...(typeName === undefined ? {} : { typeName }),
  };
  const value =
    holder && isClass(holder) ? findField(holder, getPath(node.property))?.value : undefined;
  const literal = value && unwrap(value);
  if (!holder || !literal || isAddedTo(path, tree, holder)) return base;
  // this.files = await Promise.all([a, b].map(read)): every assigned value may be constant too
  const written = tree
    .nodesIn(toRange(holder), 'AssignmentExpression')
    .filter((one) => getPath(one.left) === path)
    .map(({ right }) => right);
  if (literal.type !== 'ArrayExpression' && literal.type !== 'ObjectExpression') return base;
  const found = [literal, ...written].flatMap((one) => search.findOrigins(one, tree, depth + 1));
  const largest = found.reduce<OriginFact | undefined>(
    (before, one) => ((before?.size?.value ?? 0) >= (one.size?.value ?? 0) ? before : one),
    undefined,
  );
  return largest && found.every(({ kind }) => kind === 'fixed') ? largest : base;
}
