// Every mention of an identifier, classified as declaration, link, type, call or value.
import type { TSESTree } from '@typescript-eslint/types';
import type { CallSiteFact, MentionFact, MentionRole } from './facts.ts';
import type { FunctionScopes } from './functions/function-scopes.ts';
import { findVariable } from './scopes.ts';
import { getFunctionAround, isFunction, toRange, type Node, type SyntaxTree } from './tree.ts';

/** Extracts all mentions of identifiers in a file, by name. */
export function extractMentions(
  tree: SyntaxTree,
  functionScopes: FunctionScopes,
): ReadonlyMap<string, readonly MentionFact[]> {
  const mentions = new Map<string, MentionFact[]>();
  for (const node of tree.nodesOf('Identifier', 'PrivateIdentifier')) {
    const call = getCall(node);
    const fact: MentionFact = call
      ? { range: toRange(node), role: 'call', call: toCallSite(call, tree, functionScopes) }
      : { range: toRange(node), role: getRole(node) };
    const list = mentions.get(node.name);
    if (list) list.push(fact);
    else mentions.set(node.name, [fact]);
  }
  return mentions;
}

/** The call whose callee is, or ends in, the identifier: `f()`, `a.f()`. */
function getCall(
  node: TSESTree.Identifier | TSESTree.PrivateIdentifier,
): TSESTree.CallExpression | undefined {
  const { parent } = node;
  if (parent.type === 'CallExpression' && parent.callee === node) return parent;
  if (parent.type !== 'MemberExpression' || parent.property !== node || parent.computed)
    return undefined;
  return parent.parent.type === 'CallExpression' && parent.parent.callee === parent
    ? parent.parent
    : undefined;
}

function toCallSite(
  call: TSESTree.CallExpression,
  tree: SyntaxTree,
  functionScopes: FunctionScopes,
): CallSiteFact {
  const isChained = call.parent.type === 'ChainExpression';
  const outer: Node = isChained ? call.parent : call;
  const { parent } = outer;
  const obstacle = getObstacle(call, outer, tree);
  return {
    range: toRange(outer),
    functionScope: functionScopes.idOf(call),
    isAwaited: parent?.type === 'AwaitExpression',
    isOperand: parent !== undefined && isOperand(outer, parent),
    ...(obstacle ? { obstacle } : {}),
  };
}

function isOperand(node: Node, parent: Node): boolean {
  if (parent.type === 'MemberExpression') return parent.object === node;
  if (parent.type === 'CallExpression' || parent.type === 'NewExpression')
    return parent.callee === node;
  if (parent.type === 'BinaryExpression') return parent.operator === '**' && parent.left === node;
  return parent.type === 'TSNonNullExpression' || parent.type === 'TaggedTemplateExpression';
}

function getObstacle(
  call: TSESTree.CallExpression,
  outer: Node,
  tree: SyntaxTree,
): CallSiteFact['obstacle'] {
  let child: Node = outer;
  for (let parent = child.parent; parent; child = parent, parent = parent.parent) {
    // a?.f().b: `.b` is skipped if `a` is nullish; (await a?.f()).b would read it from undefined
    if (parent.type === 'ChainExpression' && parent !== call.parent) return 'an optional chain';
    // t += f() reads `t` before it waits, and would overwrite what others add meanwhile.
    if (
      parent.type === 'AssignmentExpression' &&
      parent.operator !== '=' &&
      !isWrittenAround(parent.left, call, tree)
    )
      return 'a compound assignment';
    if (isFunction(parent)) return parent.body === child ? undefined : 'a default parameter';
    if (parent.type.endsWith('Statement') || parent.type.endsWith('Declaration')) return undefined;
  }
  return undefined;
}

/** Whether a target is a variable of the function around the call, written nowhere else. */
function isWrittenAround(target: Node, call: Node, tree: SyntaxTree): boolean {
  const variable = target.type === 'Identifier' ? findVariable(tree, target) : undefined;
  if (variable?.defs.length !== 1) return false;
  const around = getFunctionAround(call);
  const writes = variable.references.filter((reference) => reference.isWrite());
  return (
    around !== undefined &&
    [...variable.identifiers, ...writes.map(({ identifier }) => identifier)].every(
      (one) => getFunctionAround(one) === around,
    )
  );
}

const LINKS: ReadonlySet<string> = new Set([
  'ImportSpecifier',
  'ImportDefaultSpecifier',
  'ImportNamespaceSpecifier',
  'ExportSpecifier',
  'ExportDefaultDeclaration',
]);

const DECLARATIONS: ReadonlySet<string> = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'TSDeclareFunction',
  'MethodDefinition',
  'TSAbstractMethodDefinition',
  'TSMethodSignature',
  'TSPropertySignature',
  'PropertyDefinition',
  'ClassDeclaration',
  'TSEmptyBodyFunctionExpression',
]);

function getRole(node: TSESTree.Identifier | TSESTree.PrivateIdentifier): MentionRole {
  const { parent } = node;
  if (LINKS.has(parent.type)) return 'link';
  if (parent.type === 'VariableDeclarator') return parent.id === node ? 'declaration' : 'value';
  if (DECLARATIONS.has(parent.type))
    return ('id' in parent && parent.id === node) || ('key' in parent && parent.key === node)
      ? 'declaration'
      : 'value';
  if (
    parent.type === 'TSTypeQuery' ||
    parent.type === 'TSTypeReference' ||
    parent.type === 'TSQualifiedName'
  )
    return 'type';
  return 'value';
}
