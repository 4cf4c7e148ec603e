// Describes `Promise.all(…).then((rs) => …)`, whose handler can run after a loop instead.
import type { TSESTree } from '@typescript-eslint/types';
import { findVariable } from '../../scopes.ts';
import { getFunctionAround, toRange, type Node, type SyntaxTree } from '../../tree.ts';
import { getPath, unwrap } from '../paths.ts';
import type { ThenFact } from './site-facts.ts';

/** A `.then` behind a promise. */
export interface Then {
  readonly call: TSESTree.CallExpression;
  readonly fact: ThenFact;
}

/**
 * The `.then` of a promise, if its only handler is an arrow function that gives one expression, of
 * at most one plain parameter.
 */
export function getThen(promise: Node, tree: SyntaxTree): Then | undefined {
  const call = promise.parent?.parent;
  if (
    promise.parent?.type !== 'MemberExpression' ||
    promise.parent.object !== promise ||
    promise.parent.optional ||
    getPath(promise.parent.property) !== 'then' ||
    call?.type !== 'CallExpression' ||
    call.callee !== promise.parent ||
    call.optional ||
    call.typeArguments ||
    call.arguments.length !== 1
  )
    return undefined;
  const [handler] = call.arguments;
  if (handler?.type !== 'ArrowFunctionExpression' || handler.returnType) return undefined;
  const { body, params } = handler;
  const [parameter] = params;
  if (body.type === 'BlockStatement' || body.type === 'SequenceExpression') return undefined;
  if (params.length > 1 || (parameter && parameter.type !== 'Identifier')) return undefined;
  if (parameter?.typeAnnotation) return undefined;
  const references = (parameter && findVariable(tree, parameter)?.references) ?? [];
  if (references.some((reference) => reference.isWrite())) return undefined;
  const uses = references.map(({ identifier }) => identifier);
  return {
    call,
    fact: {
      body: toRange(body),
      uses: uses.map((use) => ({ range: toRange(use), isShorthand: isShorthand(use) })),
      isUsedInFunction: uses.some((use) => getFunctionAround(use) !== handler),
      gives: isSettled(body, uses) ? 'value' : body.type === 'AwaitExpression' ? 'await' : 'other',
      isOperator: !/^(?:Identifier|Literal|(?:Member|Call|New|Array)Expression)$/.test(body.type),
    },
  };
}

function isShorthand({ parent }: Node): boolean {
  return parent?.type === 'Property' && parent.shorthand;
}

/** Methods of arrays that give another array. */
const LISTING =
  /^(?:map|filter|flat|flatMap|slice|concat|reverse|toReversed|sort|toSorted|splice|with|fill)$/;
/** Those that give a plain value. */
const PLAIN =
  /^(?:findIndex|findLastIndex|indexOf|lastIndexOf|includes|some|every|join|keys|values|entries|forEach|push)$/;
/** Those that give an element. */
const ELEMENT = /^(?:at|find|findLast|pop|shift)$/;

/**
 * Whether an expression is certainly no promise. The results themselves are settled, and so is what
 * their array gives.
 */
function isSettled(node: Node, results: readonly Node[]): boolean {
  const inner = unwrap(node);
  switch (inner.type) {
    case 'Literal':
    case 'TemplateLiteral':
    case 'ArrayExpression':
    case 'ObjectExpression':
    case 'BinaryExpression':
    case 'UnaryExpression':
      return true;
    case 'Identifier':
      return inner.name === 'undefined' || results.includes(inner);
    case 'MemberExpression':
      return results.includes(unwrap(inner.object)) || getPath(inner.property) === 'length';
    case 'LogicalExpression':
      return isSettled(inner.left, results) && isSettled(inner.right, results);
    case 'ConditionalExpression':
      return isSettled(inner.consequent, results) && isSettled(inner.alternate, results);
    case 'CallExpression': {
      const { callee } = inner;
      if (callee.type !== 'MemberExpression') return false;
      if (/^(?:Object|JSON|Math)$/.test(getPath(callee.object))) return true;
      const method = getPath(callee.property);
      return (
        isList(callee.object, results) &&
        (LISTING.test(method) ||
          PLAIN.test(method) ||
          (ELEMENT.test(method) && results.includes(unwrap(callee.object))))
      );
    }
    case 'NewExpression':
      return /^(?:Map|Set)$/.test(getPath(inner.callee));
    default:
      return false;
  }
}

/** Whether an expression is the results' array, or one made from it: `rs.flat().map(f)`. */
function isList(node: Node, results: readonly Node[]): boolean {
  const inner = unwrap(node);
  if (results.includes(inner)) return true;
  return (
    inner.type === 'CallExpression' &&
    inner.callee.type === 'MemberExpression' &&
    LISTING.test(getPath(inner.callee.property)) &&
    isList(inner.callee.object, results)
  );
}
