// Recognises a call that starts one task per element: `xs.map(f)`, `Array.from(xs, f)`.
import type { TSESTree } from '@typescript-eslint/types';
import type { StartFact } from '../facts.ts';
import { getPath, unwrap } from '../paths.ts';
import type { LoopFact } from '../sites/site-facts.ts';
import { findVariable } from '../../scopes.ts';
import { isFunction, type FunctionNode, type Node, type SyntaxTree } from '../../tree.ts';

/** The start of a set of tasks. */
export interface Start {
  readonly form: StartFact['form'];
  readonly via: StartFact['via'];
  /** The starting call. */
  readonly call: TSESTree.CallExpression;
  /** The callback for each element; for `push`, the pushed expression. */
  readonly task: Node;
  readonly source: Node | undefined;
  /** Of `new Array(xs.length).fill(0)`, whose `source` is the number: the whole. */
  readonly filled?: Node;
  readonly thisArgument: Node | undefined;
  /** The array may be nullish, which means no tasks: `xs?.map(f) ?? []`. */
  readonly isOptional?: boolean;
  /** What the callback returns need not be a promise: `xs.flatMap(f)`, `xs.map(f).filter(g)`. */
  readonly isSifted?: boolean;
  /** The variable between start and collector. */
  readonly name?: TSESTree.Identifier;
  readonly carrier?: Node;
  readonly loop?: LoopFact;
}

/** The start in `xs.map(f)`, `Array.from(xs, f)`, `Array.from({ length }, f)`, `_.map(xs, f)`. */
export function getStart(node: Node, via: Start['via'], tree: SyntaxTree): Start | undefined {
  if (node.type !== 'CallExpression') return undefined;
  const path = getPath(node.callee);
  const [first, second, third] = node.arguments;
  const callee = unwrap(node.callee);
  if (path === 'Array.from' && first && second) {
    const length = first.type === 'ObjectExpression' ? getLength(first) : undefined;
    return {
      form: length ? 'times' : 'from',
      via,
      call: node,
      task: second,
      source: length ?? first,
      thisArgument: third,
    };
  }
  if (/^(?:_|lodash)\.map$/.test(path) && first && second)
    return {
      form: 'lodash-map',
      via,
      call: node,
      task: second,
      source: first,
      thisArgument: undefined,
    };
  if (
    callee.type !== 'MemberExpression' ||
    callee.computed ||
    !first ||
    first.type === 'SpreadElement'
  )
    return undefined;
  const method = getPath(callee.property);
  if (method !== 'map' && method !== 'flatMap') return undefined;
  // xs.map((x) => () => f(x)): nothing is started
  if (isFunction(first) && isFunction(first.body)) return undefined;
  const inner = unwrap(callee.object);
  // xs.map(start).map((promise) => promise.then(…)): the first one starts them
  const earlier = inner.type === 'CallExpression' ? getStart(inner, 'call', tree) : undefined;
  if (earlier && isFunction(earlier.task) && earlier.task.async) return earlier;
  // xs.flatMap((x) => x.ys.map(async (y) => …)): the inner one starts them
  const nested = isFunction(first) && !first.async ? getResult(first) : undefined;
  const started = nested && getStart(nested, 'call', tree);
  if (started && isFunction(started.task) && started.task.async) return started;
  const count = method === 'map' && isFunction(first) ? getFilledCount(inner) : undefined;
  if (count && isFunction(first) && takesIndexOnly(first, tree))
    return {
      form: 'times',
      via,
      call: node,
      task: first,
      source: count,
      filled: callee.object,
      thisArgument: second,
    };
  return {
    form: 'map',
    via: method === 'flatMap' ? 'call' : via,
    isSifted: method === 'flatMap',
    call: node,
    task: first,
    source: callee.object,
    thisArgument: second,
  };
}

/** `xs.length` or `5` in `new Array(xs.length).fill(0)`, which is a whole number for certain. */
function getFilledCount(node: Node): Node | undefined {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return undefined;
  const [value, ...range] = node.arguments;
  const isPlain = range.length === 0 && (!value || value.type === 'Literal');
  if (getPath(node.callee.property) !== 'fill' || !isPlain) return undefined;
  const made = unwrap(node.callee.object);
  if (made.type !== 'NewExpression' && made.type !== 'CallExpression') return undefined;
  const [count, ...others] = made.arguments;
  if (getPath(made.callee) !== 'Array' || !count || others.length > 0) return undefined;
  const isWhole =
    count.type === 'MemberExpression'
      ? getPath(count.property) === 'length'
      : count.type === 'Literal' && Number.isInteger(count.value);
  return isWhole ? count : undefined;
}

/** `(_, index) => …` */
function takesIndexOnly({ params }: FunctionNode, tree: SyntaxTree): boolean {
  const [element, , ...others] = params;
  return (
    others.length === 0 &&
    element?.type === 'Identifier' &&
    findVariable(tree, element)?.references.length === 0
  );
}

/** The expression that a function returns at its end. */
function getResult({ body }: FunctionNode): Node | undefined {
  const last = body.type === 'BlockStatement' ? body.body.at(-1) : body;
  const value =
    last?.type === 'ReturnStatement'
      ? last.argument
      : body.type === 'BlockStatement'
        ? undefined
        : last;
  return value ? unwrap(value) : undefined;
}

function getLength(node: TSESTree.ObjectExpression): Node | undefined {
  const property = node.properties.find(
    (one) => one.type === 'Property' && getPath(one.key) === 'length',
  );
  return property?.type === 'Property' ? property.value : undefined;
}
