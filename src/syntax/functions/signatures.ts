// Extracts what matters when a function becomes async: where `async` goes, its return type, and
// whatever requires it to be synchronous.
import type { TSESTree } from '@typescript-eslint/types';
import { isClass, toRange, type FunctionNode, type Node, type SyntaxTree } from '../tree.ts';
import type { SignatureFact } from './facts.ts';

/** Extracts the signature of one function. */
export function extractSignature(node: FunctionNode, tree: SyntaxTree): SignatureFact {
  const holder = getHolder(node);
  const name = getName(node, holder);
  const returnType = node.returnType?.typeAnnotation;
  const fixedBy = getFixture(node, holder, tree);
  return {
    asyncAt: isMember(holder) ? getKeyStart(holder, tree) : node.range[0],
    isExported: isExported(holder),
    ...(name ? { name: toRange(name) } : {}),
    ...(returnType
      ? { returnType: toRange(returnType), ...(isPlainType(returnType) ? { isPlain: true } : {}) }
      : {}),
    ...(fixedBy ? { fixedBy } : {}),
  };
}

const PLAIN_TYPES: ReadonlySet<string> = new Set([
  'TSVoidKeyword',
  'TSStringKeyword',
  'TSNumberKeyword',
  'TSBooleanKeyword',
  'TSBigIntKeyword',
  'TSSymbolKeyword',
  'TSUndefinedKeyword',
  'TSNullKeyword',
  'TSLiteralType',
  'TSArrayType',
  'TSTupleType',
]);

function isPlainType(type: TSESTree.TypeNode): boolean {
  if (type.type === 'TSUnionType') return type.types.every(isPlainType);
  if (type.type === 'TSTypeLiteral')
    return type.members.every(
      (member) =>
        member.type === 'TSPropertySignature' &&
        !member.computed &&
        member.key.type === 'Identifier' &&
        member.key.name !== 'then',
    );
  return PLAIN_TYPES.has(type.type);
}

type Member = TSESTree.MethodDefinition | TSESTree.Property;

/** The node that names the function: itself, or the member, variable or field that holds it. */
function getHolder(node: FunctionNode): Node {
  const { parent } = node;
  if (node.type === 'FunctionDeclaration') return node;
  if (
    parent.type === 'MethodDefinition' ||
    parent.type === 'VariableDeclarator' ||
    parent.type === 'PropertyDefinition'
  )
    return parent;
  return parent.type === 'Property' && parent.value === node ? parent : node;
}

function isMember(holder: Node): holder is Member {
  return holder.type === 'MethodDefinition' || (holder.type === 'Property' && holder.method);
}

/** A computed key starts with its bracket. */
function getKeyStart(member: Member, { source: { text } }: SyntaxTree): number {
  return member.computed ? text.lastIndexOf('[', member.key.range[0]) : member.key.range[0];
}

function getName(node: FunctionNode, holder: Node): Node | undefined {
  if (holder.type === 'FunctionDeclaration') return holder.id ?? undefined;
  if (holder.type === 'VariableDeclarator')
    return holder.id.type === 'Identifier' ? holder.id : undefined;
  if (
    holder.type === 'MethodDefinition' ||
    holder.type === 'Property' ||
    holder.type === 'PropertyDefinition'
  ) {
    return holder.computed ? undefined : holder.key;
  }
  return 'id' in node ? (node.id ?? undefined) : undefined;
}

function isExported(holder: Node): boolean {
  for (let node: Node | undefined = holder; node; node = node.parent) {
    if (node.type === 'ExportNamedDeclaration' || node.type === 'ExportDefaultDeclaration')
      return true;
    if (node.type === 'BlockStatement') return false;
  }
  return false;
}

function getFixture(node: FunctionNode, holder: Node, tree: SyntaxTree): SignatureFact['fixedBy'] {
  const type = node.returnType?.typeAnnotation.type;
  if (type === 'TSTypePredicate') return 'a type predicate';
  if ('decorators' in holder && holder.decorators.length > 0) return 'a decorator';
  if (holder.type === 'VariableDeclarator' && holder.id.typeAnnotation)
    return 'the type of its variable';
  if (holder.type === 'PropertyDefinition' && holder.typeAnnotation)
    return 'the type of its variable';
  if (holder.type === 'Property') return 'its place in an object';
  if (hasOverloads(holder, tree)) return 'overloads';
  return undefined;
}

/** `function f(a: string): string;` above the function itself. */
function hasOverloads(holder: Node, tree: SyntaxTree): boolean {
  if (holder.type === 'FunctionDeclaration') {
    return tree
      .nodesOf('TSDeclareFunction')
      .some((one) => one.id?.name !== undefined && one.id.name === holder.id?.name);
  }
  if (
    holder.type !== 'MethodDefinition' ||
    !isClass(holder.parent.parent) ||
    holder.key.type !== 'Identifier'
  )
    return false;
  const { name } = holder.key;
  return holder.parent.body.some(
    (one) =>
      one !== holder && 'key' in one && one.key.type === 'Identifier' && one.key.name === name,
  );
}
