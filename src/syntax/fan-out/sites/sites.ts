// Describes the surroundings of a fan-out: its statement, its result, and whether it can `await`.
import type { TSESTree } from '@typescript-eslint/types';
import { isWithin, type Range } from '../../../text/range.ts';
import type {
  DeclaredFact,
  FanOutInsertionPointFact,
  FanOutSiteFact,
  LoopFact,
  SiteKind,
} from './site-facts.ts';
import { findVariable } from '../../scopes.ts';
import {
  getFunctionAround,
  isClass,
  isFunction,
  toRange,
  type Node,
  type SyntaxTree,
} from '../../tree.ts';
import { getPath, unwrap } from '../paths.ts';
import { getStatement, isList } from './statements-around.ts';
import { getThen } from './then.ts';
import { givesPromise } from './promise-functions.ts';
import { isHead, isInert, isPartOfLiteralOrCall } from './evaluation-order.ts';

/** What is known about the start of the tasks. */
export interface SiteExtras {
  /** The call that starts the tasks. */
  readonly start: Node;
  readonly carrier?: Node;
  readonly loop?: LoopFact;
}

/** Describes the surroundings of `node`, the expression that collects or starts the tasks. */
export function describeSite(node: Node, tree: SyntaxTree, extras: SiteExtras): FanOutSiteFact {
  const then = getThen(node, tree);
  const value = then?.call ?? node;
  const awaited = getAwait(value);
  const expression = awaited ?? value;
  const statement = getStatement(expression);
  const place = getPlace(expression, statement, tree);
  const within: Range = [extras.carrier?.range[0] ?? statement.range[0], statement.range[1]];
  const type = getResultType(expression, statement, place.kind, tree);
  const around = getFunctionAround(node);
  return {
    kind: place.kind,
    isAwaited: awaited !== undefined,
    expression: toRange(expression),
    outer: getOuter(expression, tree),
    statement: toRange(statement),
    isInList: isList(statement.parent),
    canAwait:
      around === undefined
        ? tree.isModule
        : 'async' in around && around.async && !isInParameters(node, around),
    givesPromise: around !== undefined && givesPromise(around, tree),
    ...(then ? { then: then.fact } : {}),
    isInTry: isInTry(statement),
    isLast: isLast(statement),
    insertionPoint: getInsertionPoint(extras.loop ? extras.loop.declaration : extras.start, tree),
    ...(place.declared ? { declared: describeDeclared(place.declared, tree) } : {}),
    ...(place.target ? { target: toRange(place.target) } : {}),
    ...(type === undefined ? {} : { resultType: type }),
    isTypedFromOutside: place.isTypedFromOutside,
    arePairs: arePairs(expression),
    comments: tree.comments
      .filter((comment) => isWithin(comment.range, within))
      .map((comment) => comment.range),
    frozen: findFrozen(within, tree),
    ...(extras.carrier ? { carrier: toRange(extras.carrier) } : {}),
    ...(extras.loop ? { loop: extras.loop } : {}),
  };
}

/** The `await` around a node, ignoring syntax that is erased. */
function getAwait(node: Node): Node | undefined {
  let child = node;
  while (child.parent && unwrap(child.parent) === unwrap(node) && child.parent !== child)
    child = child.parent;
  return child.parent?.type === 'AwaitExpression' ? child.parent : undefined;
}

interface Place {
  readonly kind: SiteKind;
  readonly declared?: TSESTree.VariableDeclarator;
  readonly target?: Node;
  readonly isTypedFromOutside: boolean;
}

function getPlace(expression: Node, statement: Node, tree: SyntaxTree): Place {
  const plain = { isTypedFromOutside: false };
  const { parent } = expression;
  if (statement === expression) return { kind: 'concise', ...plain };
  if (statement.type === 'ExpressionStatement') {
    if (parent === statement) return { kind: 'discard', ...plain };
    // void Promise.all(…)
    if (parent?.type === 'UnaryExpression' && parent.operator === 'void')
      return { kind: 'discard', ...plain };
    if (
      parent?.type === 'AssignmentExpression' &&
      parent.parent === statement &&
      parent.operator === '=' &&
      parent.right === expression &&
      isPlainTarget(parent.left, tree)
    ) {
      return { kind: 'assign', target: parent.left, ...plain };
    }
  }
  if (
    statement.type === 'VariableDeclaration' &&
    parent?.type === 'VariableDeclarator' &&
    statement.declarations.length === 1
  ) {
    return { kind: 'declare', declared: parent, ...plain };
  }
  if (statement.type === 'ReturnStatement' && parent === statement)
    return { kind: 'return', ...plain };
  return isHead(expression, statement, tree)
    ? { kind: 'head', isTypedFromOutside: isPartOfLiteralOrCall(expression) }
    : { kind: 'other', isTypedFromOutside: true };
}

function arePairs(expression: Node): boolean {
  const { parent } = expression;
  if (parent?.type !== 'CallExpression' && parent?.type !== 'NewExpression') return false;
  const callee = getPath(parent.callee);
  return (
    parent.arguments[0] === expression &&
    (parent.type === 'NewExpression' ? callee === 'Map' : callee === 'Object.fromEntries')
  );
}

/** Whether it makes no difference when the target of an assignment is evaluated. */
function isPlainTarget(target: Node, tree: SyntaxTree): boolean {
  if (target.type !== 'MemberExpression')
    return !tree.source.text.slice(...target.range).includes('(');
  const path = getPath(target.object);
  return (
    path !== '' && !/[()[\]]/.test(path) && (!target.computed || isInert(target.property, tree))
  );
}

/** The annotated type of the result. */
function getResultType(
  expression: Node,
  statement: Node,
  kind: SiteKind,
  tree: SyntaxTree,
): string | undefined {
  const textOf = (node: Node): string => tree.source.text.slice(node.range[0], node.range[1]);
  const { parent } = expression;
  if (kind === 'declare' && parent?.type === 'VariableDeclarator' && parent.id.typeAnnotation)
    return textOf(parent.id.typeAnnotation.typeAnnotation);
  if (kind !== 'return' && kind !== 'concise') return undefined;
  const around = getFunctionAround(statement);
  const annotation = around && isFunction(around) ? around.returnType?.typeAnnotation : undefined;
  if (annotation?.type !== 'TSTypeReference' || getPath(annotation.typeName) !== 'Promise')
    return undefined;
  const [only] = annotation.typeArguments?.params ?? [];
  return only && textOf(only);
}

function describeDeclared(declarator: TSESTree.VariableDeclarator, tree: SyntaxTree): DeclaredFact {
  const { id } = declarator;
  const end = id.typeAnnotation?.range[0] ?? id.range[1];
  const around = getFunctionAround(declarator);
  const variable = id.type === 'Identifier' ? findVariable(tree, id) : undefined;
  return {
    keyword: declarator.parent.kind,
    text: tree.source.text.slice(id.range[0], end).trimEnd(),
    isName: id.type === 'Identifier',
    isCaptured:
      variable === undefined ||
      isExported(declarator) ||
      variable.references.some((reference) => getFunctionAround(reference.identifier) !== around),
  };
}

function isExported(declarator: TSESTree.VariableDeclarator): boolean {
  return declarator.parent.parent.type === 'ExportNamedDeclaration';
}

function isInParameters(node: Node, around: Node): boolean {
  let child = node;
  while (child.parent && child.parent !== around) child = child.parent;
  return isFunction(around) && around.body !== child;
}

/** The range including the parentheses of `(await f()).flat()`, and the space in `new Map( … )`. */
function getOuter(expression: Node, tree: SyntaxTree): Range {
  const { text } = tree.source;
  const { parent } = expression;
  if (parent?.type === 'CallExpression' || parent?.type === 'NewExpression') {
    const { arguments: given, callee } = parent;
    const from = (parent.typeArguments ?? callee).range[1] + 1;
    const to = parent.range[1] - 1;
    const isAlone =
      given[0] === expression &&
      /^\s*$/.test(text.slice(from, expression.range[0])) &&
      /^\s*,?\s*$/.test(text.slice(expression.range[1], to));
    if (isAlone) return [from, to];
  }
  if (parent?.type !== 'MemberExpression' || parent.object !== expression)
    return toRange(expression);
  const before = text.slice(parent.range[0], expression.range[0]);
  const after = /^\s*,?\s*\)/.exec(text.slice(expression.range[1]))?.[0];
  return after !== undefined && /^\(\s*$/.test(before)
    ? [parent.range[0], expression.range[1] + after.length]
    : toRange(expression);
}

/** Whether a function does nothing after a statement. */
function isLast(statement: Node): boolean {
  let child = statement;
  for (let parent = statement.parent; parent; child = parent, parent = parent.parent) {
    if (isFunction(parent)) return true;
    if (
      parent.type === 'BlockStatement'
        ? parent.body.at(-1) !== child
        : parent.type !== 'IfStatement' &&
          parent.type !== 'TryStatement' &&
          parent.type !== 'CatchClause'
    )
      return false;
  }
  return false;
}

function isInTry(node: Node): boolean {
  let child = node;
  for (
    let parent = node.parent;
    parent && !isFunction(parent);
    child = parent, parent = parent.parent
  ) {
    if (
      parent.type === 'TryStatement' &&
      parent.finalizer !== child &&
      (parent.block === child || parent.finalizer)
    )
      return true;
  }
  return false;
}

function getInsertionPoint(at: Node | Range, tree: SyntaxTree): FanOutInsertionPointFact {
  if (!('type' in at)) return { kind: 'list', range: at };
  let statement = getStatement(at);
  // continue label; has to find the loop directly behind the label
  while (statement.parent?.type === 'LabeledStatement') statement = statement.parent;
  const { parent } = statement;
  if (isPartOfDeclaration(at, statement)) return { kind: 'nowhere', range: toRange(statement) };
  if (parent && isFunction(parent))
    return { kind: 'concise', range: [getBodyStart(parent, statement, tree), parent.range[1]] };
  return {
    kind: isList(parent) ? 'list' : parent?.type === 'SwitchCase' ? 'case' : 'single',
    range: toRange(statement),
  };
}

/** Whether a node is evaluated with a parameter, a class or an enumeration, and not as a statement. */
function isPartOfDeclaration(node: Node, statement: Node): boolean {
  const { parent } = statement;
  if (parent && isFunction(parent) && parent.body !== statement) return true;
  for (let one: Node | undefined = node; one && one !== statement; one = one.parent)
    if (isClass(one) || one.type === 'TSEnumDeclaration') return true;
  return statement.type === 'PropertyDefinition';
}

/** The end of `=>` of a concise arrow, before any parentheses. */
function getBodyStart(around: Node, expression: Node, tree: SyntaxTree): number {
  const end = isFunction(around)
    ? (around.returnType?.range[1] ?? around.params.at(-1)?.range[1] ?? around.range[0])
    : around.range[0];
  return tree.source.text.indexOf('=>', Math.min(end, expression.range[0])) + 2;
}

/** Finds templates, strings and JSX text that span several lines. */
function findFrozen(within: Range, tree: SyntaxTree): readonly Range[] {
  const { text } = tree.source;
  return tree
    .nodesIn(within, 'TemplateElement', 'Literal', 'JSXText')
    .map(toRange)
    .filter((range) => /[\r\n]/.test(text.slice(...range)));
}
