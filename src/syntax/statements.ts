// The statements of the module body: their kinds, effects and leading comments.
import type { TSESTree } from '@typescript-eslint/types';
import { getDirectiveStart, getLeadingStart } from './comments.ts';
import type { EffectFact, StatementFact, StatementKind } from './facts.ts';
import { getStatement, toRange, type Node, type SyntaxTree } from './tree.ts';

/**
 * Extracts the module's statements.
 * @param variableOf the module variable that an identifier refers to
 * @param functionScopeOf the id of the function scope that runs a node
 */
export function extractStatements(
  tree: SyntaxTree,
  variableOf: (identifier: TSESTree.Identifier) => number | undefined,
  functionScopeOf: (node: Node) => number,
): readonly StatementFact[] {
  const isInModule = (node: Node): boolean => functionScopeOf(node) === 0;
  const expressionsOf = groupByStatement(tree.nodesOf('ExpressionStatement'), isInModule);
  const awaitsOf = groupByStatement(tree.nodesOf('AwaitExpression'), isInModule);
  return tree.program.body.map((node, index) => {
    const kind = getKind(node);
    const hasEffects = kind === 'expression' || kind === 'conditional';
    return {
      index,
      kind,
      range: toRange(node),
      leadingStart: getLeadingStart(node, tree),
      directiveStart: getDirectiveStart(node, tree),
      isExported: node.type.startsWith('Export'),
      declarators: node.type === 'VariableDeclaration' ? node.declarations.length : 0,
      effects: hasEffects
        ? (expressionsOf.get(node) ?? []).map((one) => toEffect(one.expression, variableOf))
        : [],
      awaits: awaitsOf.has(node),
    };
  });
}

/** Nodes by the statements of the module that they lie in, in source order. */
function groupByStatement<T extends Node>(
  nodes: readonly T[],
  isCounted: (node: Node) => boolean,
): ReadonlyMap<Node, readonly T[]> {
  const groups = new Map<Node, T[]>();
  for (const node of nodes) {
    if (!isCounted(node)) continue;
    const statement = getStatement(node);
    const group = groups.get(statement);
    if (group) group.push(node);
    else groups.set(statement, [node]);
  }
  return groups;
}

function getKind(node: Node): StatementKind {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'TSImportEqualsDeclaration':
      return 'import';
    case 'VariableDeclaration':
      return 'variable';
    case 'ExpressionStatement':
      return 'expression';
    case 'FunctionDeclaration':
      return 'function';
    case 'ClassDeclaration':
      return 'class';
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
      return 'type';
    case 'TryStatement':
    case 'IfStatement':
      return 'conditional';
    default:
      return node.type.startsWith('Export') || node.type === 'TSExportAssignment'
        ? 'export'
        : 'other';
  }
}

function toEffect(
  expression: Node,
  variableOf: (identifier: TSESTree.Identifier) => number | undefined,
): EffectFact {
  if (expression.type === 'UnaryExpression' && expression.operator === 'void') {
    const inner = toEffect(expression.argument, variableOf);
    return inner.kind === 'set-up' ? { ...inner, isVoid: true } : { kind: 'other' };
  }
  if (
    expression.type === 'ImportExpression' ||
    (expression.type === 'CallExpression' && getRoot(expression)?.name === 'require')
  ) {
    return {
      kind:
        expression.type === 'ImportExpression' || expression.callee.type === 'Identifier'
          ? 'bare-load'
          : 'other',
    };
  }
  if (expression.type === 'AssignmentExpression' && expression.left.type === 'Identifier') {
    return toVariableEffect('assignment', expression.left, variableOf); // chromium = require('…')
  }
  const target =
    expression.type === 'AssignmentExpression' && expression.operator === '='
      ? expression.left
      : expression;
  if (target.type !== 'CallExpression' && target.type !== 'MemberExpression')
    return { kind: 'other' };
  const root = getRoot(target);
  if (root && /^(?:console|log|logger)$/.test(root.name) && target === expression)
    return { kind: 'log' };
  return root ? toVariableEffect('set-up', root, variableOf) : { kind: 'other' };
}

function toVariableEffect(
  kind: 'set-up' | 'assignment',
  identifier: TSESTree.Identifier,
  variableOf: (identifier: TSESTree.Identifier) => number | undefined,
): EffectFact {
  const variable = variableOf(identifier);
  return variable === undefined ? { kind: 'other' } : { kind, variable };
}

/** The identifier at the start of a chain: `puppeteer` of `puppeteer.use(…).use(…)`. */
function getRoot(expression: Node): TSESTree.Identifier | undefined {
  let node = expression;
  for (;;) {
    if (node.type === 'CallExpression') node = node.callee;
    else if (node.type === 'MemberExpression') node = node.object;
    else if (node.type === 'TSNonNullExpression' || node.type === 'TSAsExpression')
      node = node.expression;
    else return node.type === 'Identifier' ? node : undefined;
  }
}
