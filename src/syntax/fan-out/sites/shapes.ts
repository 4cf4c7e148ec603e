// Describes the callback of a fan-out: parameters, body, exits, and what it can't do without.
import type { TSESTree } from '@typescript-eslint/types';
import type { Range } from '../../../text/range.ts';
import type { CallbackShapeFact, ExitFact, ParameterFact, ReturnFact } from './site-facts.ts';
import { findVariable } from '../../scopes.ts';
import {
  getFunctionAround,
  isFunction,
  isLoop,
  toRange,
  type FunctionNode,
  type Node,
  type SyntaxTree,
} from '../../tree.ts';
import { findBodiesOf } from '../../values.ts';
import { getPath, unwrap } from '../paths.ts';

/** Describes a callback. */
export function describeShape(callback: Node, tree: SyntaxTree): CallbackShapeFact {
  const node = unwrap(callback);
  if (isFunction(node)) return describeFunction(node, tree);
  const [target] = [...findBodiesOf(node, false, tree)].filter(isFunction);
  const isReference = node.type === 'Identifier' || node.type === 'MemberExpression';
  return {
    kind: isReference ? 'reference' : 'other',
    range: toRange(node),
    isAsync: target?.async ?? false,
    isGenerator: false,
    isConcise: false,
    body: toRange(node),
    head: toRange(node),
    parameters: [],
    declares: [],
    usesOwnThis: false,
    usesArguments: false,
    awaitsElement: false,
    staysFunction: false,
    exits: [],
    fallsThrough: true,
    ...(target && !target.params.some((parameter) => parameter.type === 'RestElement')
      ? { arity: target.params.length }
      : {}),
    isMember: node.type === 'MemberExpression',
  };
}

function describeFunction(node: FunctionNode, tree: SyntaxTree): CallbackShapeFact {
  const { body } = node;
  const isConcise = body.type !== 'BlockStatement';
  const isArrow = node.type === 'ArrowFunctionExpression';
  const head = getHead(node, tree);
  const statements = isConcise ? [] : body.body;
  const last = isConcise ? toReturn(body, body, tree) : toLastReturn(statements.at(-1), tree);
  const returnType = node.returnType
    ? tree.source.text.slice(...toRange(node.returnType.typeAnnotation))
    : undefined;
  return {
    kind: isArrow ? 'arrow' : 'function',
    range: toRange(node),
    isAsync: node.async,
    isGenerator: node.generator,
    isConcise,
    body: isConcise ? [head[1], node.range[1]] : toRange(body),
    head,
    parameters: node.params.map((parameter) => toParameter(parameter, node, tree)),
    declares: [
      ...(tree.scopes.acquire(node, true)?.variables ?? []),
      ...(isConcise ? [] : (tree.scopes.acquire(body)?.variables ?? [])),
    ]
      .map((variable) => variable.name)
      .filter((name) => name !== 'arguments'),
    usesOwnThis:
      !isArrow &&
      tree
        .nodesIn(toRange(node), 'ThisExpression', 'Super')
        .some((one) => getThisOwner(one) === node),
    usesArguments:
      !isArrow &&
      tree
        .nodesIn(toRange(node), 'Identifier')
        .some((one) => one.name === 'arguments' && getThisOwner(one) === node),
    awaitsElement: awaitsElement(node, tree),
    staysFunction:
      Boolean(node.typeParameters) ||
      usesOwnName(node, tree) ||
      // A name in an arrow, and not in the generator around it.
      tree.nodesIn(toRange(node), 'Identifier').some(({ name }) => name === 'yield') ||
      statements.some(
        (statement) =>
          statement.type === 'FunctionDeclaration' ||
          (statement.type === 'VariableDeclaration' && statement.kind === 'var'),
      ) ||
      hasVar(node, tree),
    exits: tree
      .nodesIn(toRange(node), 'ReturnStatement')
      .filter((one) => getFunctionAround(one) === node && one !== statements.at(-1))
      .map((one) => toExit(one, node, tree)),
    fallsThrough: !isConcise && !ends(body),
    ...(last ? { last } : {}),
    ...(returnType === undefined ? {} : { returnType }),
    isMember: false,
  };
}

/** The range before the body: parameters, return type, `=>` and white space. */
function getHead(node: FunctionNode, tree: SyntaxTree): Range {
  const { text } = tree.source;
  const end = node.returnType?.range[1] ?? node.params.at(-1)?.range[1] ?? node.range[0];
  if (node.type !== 'ArrowFunctionExpression') return [node.range[0], node.body.range[0]];
  const arrow = findArrow(text, end, tree);
  let after = arrow + 2;
  while (/\s/.test(text.charAt(after))) after += 1;
  return [node.range[0], after];
}

/** The offset of the next `=>` outside comments. */
function findArrow(text: string, from: number, tree: SyntaxTree): number {
  let at = text.indexOf('=>', from);
  for (const comment of tree.comments)
    if (comment.range[0] <= at && at < comment.range[1]) at = text.indexOf('=>', comment.range[1]);
  return at;
}

function toParameter(
  parameter: TSESTree.Parameter,
  owner: FunctionNode,
  tree: SyntaxTree,
): ParameterFact {
  const { text } = tree.source;
  const hasDefault = parameter.type === 'AssignmentPattern';
  const target = hasDefault ? parameter.left : parameter;
  const annotation = 'typeAnnotation' in target ? target.typeAnnotation : undefined;
  const end = annotation ? annotation.range[0] : target.range[1];
  const names = (tree.scopes.acquire(owner, true)?.variables ?? []).filter((variable) =>
    variable.defs.some(
      (definition) => definition.type === 'Parameter' && isIn(definition.name, parameter),
    ),
  );
  return {
    text: text
      .slice(target.range[0], end)
      .replace(/\?\s*$/, '')
      .trimEnd(),
    range: toRange(parameter),
    ...(annotation ? { typeText: text.slice(...toRange(annotation.typeAnnotation)) } : {}),
    isName: target.type === 'Identifier',
    hasDefault,
    isRest: parameter.type === 'RestElement',
    isWritten: names.some((variable) =>
      variable.references.some((reference) => reference.isWrite() && !reference.init),
    ),
    isUsed: names.some((variable) => variable.references.some((reference) => !reference.init)),
  };
}

function isIn(inner: Node, outer: Node): boolean {
  return inner.range[0] >= outer.range[0] && inner.range[1] <= outer.range[1];
}

function toLastReturn(statement: Node | undefined, tree: SyntaxTree): ReturnFact | undefined {
  return statement?.type === 'ReturnStatement'
    ? toReturn(statement, statement.argument, tree)
    : undefined;
}

function toReturn(holder: Node, value: Node | null, tree: SyntaxTree): ReturnFact {
  if (!value)
    return {
      range: toRange(holder),
      gives: 'inert',
      isLoose: false,
      isObject: false,
      isArray: false,
      isPair: false,
    };
  const inner = unwrap(value);
  return {
    range: toRange(holder),
    expression: toRange(value),
    gives: getGives(inner, tree),
    isLoose: LOOSE.has(value.type),
    isObject: value.type === 'ObjectExpression',
    isArray: value.type === 'ArrayExpression',
    isPair: isPair(value),
  };
}

/** Literals would become types of their own, and objects and arrays read-only. */
function isPair(node: Node): boolean {
  if (node.type !== 'ArrayExpression' || node.elements.length !== 2) return false;
  return node.elements.every(
    (element) =>
      element !== null &&
      /^(?:Identifier|(?:Member|Call|New|Await)Expression)$/.test(unwrap(element).type),
  );
}

function toExit(node: TSESTree.ReturnStatement, owner: FunctionNode, tree: SyntaxTree): ExitFact {
  const around: Node[] = [];
  for (let parent: Node = node.parent; parent !== owner && parent.parent; parent = parent.parent)
    around.push(parent);
  const { parent } = node;
  return {
    ...toReturn(node, node.argument, tree),
    isInLoop: around.some((one) => isLoop(one) || one.type === 'LabeledStatement'),
    isInTry: around.some((one) => one.type === 'TryStatement'),
    isBraceless: parent.type === 'IfStatement',
    isTail: [node, ...around].every((one) => isLastIn(one)),
  };
}

/** Whether the parent of a statement runs nothing after it. */
function isLastIn(node: Node): boolean {
  const { parent } = node;
  if (parent?.type === 'BlockStatement') return parent.body.at(-1) === node;
  return (
    parent?.type === 'IfStatement' ||
    parent?.type === 'CatchClause' ||
    (parent !== undefined && isFunction(parent)) ||
    (parent?.type === 'TryStatement' && !parent.finalizer)
  );
}

/** Whether control never passes from a statement to the next one. */
export function ends(node: Node | null | undefined): boolean {
  switch (node?.type) {
    case 'ReturnStatement':
    case 'ThrowStatement':
      return true;
    case 'BlockStatement':
      return ends(node.body.at(-1));
    case 'IfStatement':
      return ends(node.consequent) && ends(node.alternate);
    case 'TryStatement':
      return (
        ends(node.finalizer) || (ends(node.block) && (!node.handler || ends(node.handler.body)))
      );
    default:
      return false;
  }
}

/** Calls that certainly don't return a promise. */
const PLAIN_CALLS =
  /^(?:JSON\.|Object\.|Math\.|String$|Number$|Boolean$|parseInt$|Date\.now$|Buffer\.)|\.(?:trim|join|toString|toISOString|toLowerCase|toUpperCase|replace|replaceAll|padStart|padEnd|split|charAt|includes|startsWith|endsWith)$/;

/** Expressions that bind less tightly than `await`. */
export const LOOSE: ReadonlySet<string> = new Set([
  'ConditionalExpression',
  'LogicalExpression',
  'BinaryExpression',
  'AssignmentExpression',
  'ArrowFunctionExpression',
  'SequenceExpression',
  'YieldExpression',
  'TSAsExpression',
  'TSSatisfiesExpression',
]);

function getGives(node: Node, tree: SyntaxTree, depth = 0): ReturnFact['gives'] {
  switch (node.type) {
    case 'SequenceExpression':
      return 'sequence';
    case 'Identifier': {
      // const user = await load(); return user;
      const writes =
        findVariable(tree, node)?.references.filter((reference) => reference.isWrite()) ?? [];
      const isSettled =
        depth < 3 &&
        writes.length > 0 &&
        writes.every(
          ({ writeExpr, identifier }) =>
            writeExpr &&
            takesWhole(identifier, writeExpr) &&
            ['await', 'value', 'inert'].includes(getGives(unwrap(writeExpr), tree, depth + 1)),
        );
      return isSettled || node.name === 'undefined' ? 'inert' : 'other';
    }
    case 'AwaitExpression':
      return 'await';
    case 'MemberExpression':
      return getPath(node.property) === 'length' ? 'value' : 'other';
    case 'CallExpression':
      return PLAIN_CALLS.test(getPath(node.callee)) ? 'value' : 'other';
    case 'ConditionalExpression':
      return [node.consequent, node.alternate].every((one) =>
        ['value', 'inert'].includes(getGives(unwrap(one), tree, depth)),
      )
        ? 'value'
        : 'other';
    case 'Literal':
    case 'ThisExpression':
      return 'inert';
    case 'ObjectExpression':
    case 'ArrayExpression':
    case 'TemplateLiteral':
    case 'BinaryExpression':
    case 'UnaryExpression':
      return 'value';
    default:
      return 'other';
  }
}

/** Not `const { user } = await load()` or `for (const user of users)`, where it could be a promise. */
function takesWhole({ parent }: Node, value: Node): boolean {
  return (
    (parent?.type === 'VariableDeclarator' && parent.init === value) ||
    (parent?.type === 'AssignmentExpression' && parent.right === value)
  );
}

function awaitsElement({ params: [element] }: FunctionNode, tree: SyntaxTree): boolean {
  if (element?.type !== 'Identifier') return false;
  return (findVariable(tree, element)?.references ?? []).some(({ identifier: { parent } }) =>
    parent.type === 'MemberExpression'
      ? parent.parent.type === 'CallExpression' &&
        parent.parent.callee === parent &&
        /^(?:then|catch|finally)$/.test(getPath(parent.property))
      : parent.type === 'AwaitExpression',
  );
}

/** Whether a function expression is named and refers to itself by that name. */
function usesOwnName(node: FunctionNode, tree: SyntaxTree): boolean {
  if (node.type !== 'FunctionExpression' || !node.id) return false;
  const scope = tree.scopes.acquire(node);
  return scope?.set.get(node.id.name)?.references.some(({ init }) => !init) === true;
}

function hasVar(node: FunctionNode, tree: SyntaxTree): boolean {
  return tree
    .nodesIn(toRange(node), 'VariableDeclaration')
    .some((one) => one.kind === 'var' && getFunctionAround(one) === node);
}

function getThisOwner(node: Node): Node | undefined {
  for (let parent = node.parent; parent; parent = parent.parent) {
    if (isFunction(parent) && parent.type !== 'ArrowFunctionExpression') return parent;
  }
  return undefined;
}
