// Finds the function scopes of a file, how they nest, and which of them run at startup.
import type { TSESTree } from '@typescript-eslint/types';
import { getCallback } from './callbacks.ts';
import { findScopesRunAtStartup } from '../modules/startup-scopes.ts';
import { extractSignature } from './signatures.ts';
import { isFunction, toRange, type FunctionNode, type Node, type SyntaxTree } from '../tree.ts';
import type { FunctionScope, FunctionScopeKind } from './facts.ts';

/** The function scopes of a file, and lookups by node. */
export interface FunctionScopes {
  readonly facts: readonly FunctionScope[];
  /** The id of the function scope that evaluates `node`. */
  idOf(node: Node): number;
  /** The id of a function, field or static block itself. */
  idOfBody(node: Node): number | undefined;
}

type FunctionScopeNode =
  | TSESTree.Program
  | FunctionNode
  | TSESTree.PropertyDefinition
  | TSESTree.AccessorProperty
  | TSESTree.StaticBlock;

/** Builds the function scopes of a tree, with ids in source order. */
export function buildFunctionScopes(tree: SyntaxTree): FunctionScopes {
  const nodes: FunctionScopeNode[] = [
    tree.program,
    ...tree.nodesOf(
      'FunctionDeclaration',
      'FunctionExpression',
      'ArrowFunctionExpression',
      'StaticBlock',
    ),
    ...tree.nodesOf('PropertyDefinition', 'AccessorProperty').filter((node) => node.value !== null),
  ];
  nodes.sort((a, b) => a.range[0] - b.range[0] || b.range[1] - a.range[1]);
  const ids = new Map<Node, number>(nodes.map((node, id) => [node, id]));
  const idOf = (node: Node): number => {
    let child = node;
    for (let parent = node.parent; parent; parent = parent.parent) {
      const id = ids.get(parent);
      if (id !== undefined && isRunBy(parent, child)) return id;
      child = parent;
    }
    return 0;
  };
  const atStartup = findScopesRunAtStartup(tree, { idOf, idOfBody: (node) => ids.get(node) });
  return {
    idOf,
    idOfBody: (node) => ids.get(node),
    facts: nodes.map((node, id) => ({
      id,
      parent: id === 0 ? 0 : idOf(node),
      kind: getKind(node),
      label: getLabel(node, tree),
      range: toRange(node),
      body: toRange(getBody(node)),
      ...toConciseness(node, tree),
      isAsync: 'async' in node && node.async,
      isGenerator: 'generator' in node && node.generator,
      isInPlace: isFunction(node) && isRunInPlace(node),
      isNamed: node.type === 'FunctionDeclaration' || node.parent?.type === 'VariableDeclarator',
      ...(isFunction(node) ? toCallback(node) : {}),
      runsAtStartup: atStartup.has(id),
      ...(isFunction(node) ? { signature: extractSignature(node, tree) } : {}),
    })),
  };
}

/** Keys and decorators of a class member are evaluated with the class; only its value is not. */
function isRunBy(functionScope: Node, child: Node): boolean {
  if (functionScope.type === 'PropertyDefinition' || functionScope.type === 'AccessorProperty')
    return functionScope.value === child;
  return true;
}

function isRunInPlace(node: FunctionNode): boolean {
  const runs = getCallback(node)?.runs;
  return (
    runs === 'each' ||
    runs === 'once' ||
    (node.parent.type === 'CallExpression' && node.parent.callee === node)
  );
}

function toConciseness(
  node: FunctionScopeNode,
  tree: SyntaxTree,
): Pick<FunctionScope, 'isConcise' | 'arrowEnd'> {
  if (node.type !== 'ArrowFunctionExpression' || node.body.type === 'BlockStatement')
    return { isConcise: false };
  const head = node.returnType ?? node.params.at(-1) ?? node.typeParameters;
  const start = head?.range[1] ?? node.range[0];
  // Skips arrows in comments.
  const tokens = tree.source.text
    .slice(start, node.body.range[0])
    .matchAll(/\/\/.*|\/\*[^]*?\*\/|=>/g);
  const arrow = [...tokens].find(([token]) => token === '=>');
  return { isConcise: true, arrowEnd: start + (arrow?.index ?? 0) + 2 };
}

function toCallback(node: FunctionNode): Pick<FunctionScope, 'callback'> {
  const callback = getCallback(node);
  return callback ? { callback } : {};
}

function getKind(node: FunctionScopeNode): FunctionScopeKind {
  if (node.type === 'Program') return 'module';
  if (node.type === 'StaticBlock') return 'static-block';
  if (node.type === 'PropertyDefinition' || node.type === 'AccessorProperty')
    return node.static ? 'static-field' : 'field';
  const { parent } = node;
  if (parent.type === 'MethodDefinition') {
    if (parent.kind === 'constructor') return 'constructor';
    if (parent.kind === 'get') return 'getter';
    return parent.kind === 'set' ? 'setter' : 'method';
  }
  if (parent.type === 'Property' && parent.value === node && parent.kind !== 'init')
    return parent.kind === 'get' ? 'getter' : 'setter';
  if (parent.type === 'Property' && parent.value === node && parent.method) return 'method';
  return node.type === 'ArrowFunctionExpression' ? 'arrow' : 'function';
}

function getBody(node: FunctionScopeNode): Node {
  if (node.type === 'Program' || node.type === 'StaticBlock') return node;
  if (node.type === 'PropertyDefinition' || node.type === 'AccessorProperty')
    return node.value ?? node;
  return node.body;
}

function getLabel(node: FunctionScopeNode, tree: SyntaxTree): string {
  if (node.type === 'Program') return 'the module';
  if (node.type === 'StaticBlock') return `${getClassName(node)}'s static block`;
  if (node.type === 'PropertyDefinition' || node.type === 'AccessorProperty')
    return `\`${getMemberName(node, tree)}\``;
  const { parent } = node;
  if (node.type !== 'ArrowFunctionExpression' && node.id) return `\`${node.id.name}\``;
  if (parent.type === 'MethodDefinition' || parent.type === 'PropertyDefinition')
    return `\`${getMemberName(parent, tree)}\``;
  if (parent.type === 'Property') return `\`${textOf(parent.key, tree)}\``;
  if (parent.type === 'VariableDeclarator')
    return `\`${textOf(parent.id, tree).replace(/\s*:[^]*/, '')}\``;
  if (parent.type === 'AssignmentExpression') return `\`${textOf(parent.left, tree)}\``;
  if (parent.type === 'CallExpression' || parent.type === 'NewExpression') {
    return parent.callee === node
      ? 'the function called in place'
      : `the callback of \`${shorten(textOf(parent.callee, tree))}\``;
  }
  return parent.type === 'ExportDefaultDeclaration' ? 'the default export' : 'the function';
}

function getMemberName(
  member: TSESTree.MethodDefinition | TSESTree.PropertyDefinition | TSESTree.AccessorProperty,
  tree: SyntaxTree,
): string {
  const owner = getClassName(member);
  return `${owner}.${textOf(member.key, tree)}`;
}

function getClassName(member: Node): string {
  const owner = member.parent?.parent;
  return owner && 'id' in owner && owner.id && 'name' in owner.id ? owner.id.name : 'class';
}

function textOf(node: Node, tree: SyntaxTree): string {
  return tree.source.text.slice(node.range[0], node.range[1]);
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, '');
  return line.length > 40 ? `…${line.slice(-38)}` : line;
}
