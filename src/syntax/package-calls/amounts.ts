// Resolves how large a limit is, and which text sets it. Stricter than `fan-out/sizes.ts`, because
// the text may be rewritten.
import type { TSESTree } from '@typescript-eslint/types';
import { resolveExport } from '../modules/exported-names.ts';
import type { AmountFact } from './facts.ts';
import { findVariable } from '../scopes.ts';
import { toRange, type Node, type SyntaxTree } from '../tree.ts';
import { getPath, unwrap } from '../fan-out/paths.ts';

const LIMITLESS: ReadonlySet<string> = new Set([
  'Number.POSITIVE_INFINITY',
  'Number.MAX_SAFE_INTEGER',
  'Number.MAX_VALUE',
]);
/** Calls that convert their first argument to a number. */
const CASTS = /^(?:Number|(?:Number\.)?parse(?:Int|Float)|Math\.(?:floor|ceil|round|trunc))$/;
const MAXIMUM_DEPTH = 8;

type Amount = Omit<AmountFact, 'text'>;

/** Resolves the amount of a numeric expression. */
export function getAmount(node: Node, tree: SyntaxTree): AmountFact {
  return { ...measure(node, tree, 0), text: tree.source.text.slice(...toRange(node)) };
}

function measure(node: Node, tree: SyntaxTree, depth: number): Amount {
  if (depth > MAXIMUM_DEPTH) return toAmount('unknown', node);
  const inner = unwrap(node);
  switch (inner.type) {
    case 'Literal':
      return measureLiteral(inner);
    case 'Identifier':
      return measureName(inner, tree, depth + 1);
    case 'MemberExpression':
      return measureMember(inner, tree);
    case 'UnaryExpression':
      // +process.env.N
      return inner.operator === '+'
        ? measure(inner.argument, tree, depth + 1)
        : toAmount('unknown', inner);
    case 'BinaryExpression':
      return measureSum(inner, tree, depth + 1);
    case 'ConditionalExpression':
      return pick(
        measure(inner.consequent, tree, depth + 1),
        measure(inner.alternate, tree, depth + 1),
        inner,
      );
    case 'LogicalExpression':
      return measureFallback(inner, tree, depth + 1);
    case 'CallExpression':
      return measureCall(inner, tree, depth + 1);
    default:
      return toAmount('unknown', inner);
  }
}

function measureLiteral(node: TSESTree.Literal): Amount {
  if (node.value === null && node.raw === 'null') return toAmount('absent', node);
  if (typeof node.value === 'number') return toNumber(node.value, node);
  // parseInt(process.env.N || '50', 10)
  if (typeof node.value === 'string' && /^\d+$/.test(node.value))
    return { ...toNumber(Number(node.value), node), isText: true };
  return toAmount('unknown', node);
}

/** Resolves a constant to its value, and a parameter to its default as a fallback. */
function measureName(node: TSESTree.Identifier, tree: SyntaxTree, depth: number): Amount {
  const variable = findVariable(tree, node);
  const definition = variable?.defs[0];
  if (!definition)
    return node.name === 'Infinity'
      ? toAmount('none', node)
      : toAmount(node.name === 'undefined' ? 'absent' : 'unknown', node);
  if (
    variable.defs.length !== 1 ||
    variable.references.some((reference) => reference.isWrite() && !reference.init)
  )
    return toAmount('unknown', node);
  if (definition.type === 'Parameter') {
    const { parent } = definition.name;
    // (concurrency = 50) => …
    if (
      parent.type !== 'AssignmentPattern' ||
      parent.left !== definition.name ||
      !definition.node.params.includes(parent)
    )
      return toAmount('unknown', node);
    const fallback = asFallback(measure(parent.right, tree, depth), node);
    return {
      ...fallback,
      isShared:
        fallback.isShared || variable.references.filter((reference) => !reference.init).length > 1,
    };
  }
  if (
    definition.type !== 'Variable' ||
    definition.node.id.type !== 'Identifier' ||
    !definition.node.init
  )
    return toAmount('unknown', node);
  const amount = measure(definition.node.init, tree, depth);
  const isExported =
    definition.parent.parent.type === 'ExportNamedDeclaration' ||
    isNamedInExport(variable.references.map((one) => one.identifier));
  const uses = variable.references.filter((reference) => !reference.init);
  return { ...amount, isShared: amount.isShared || isExported || uses.length > 1 };
}

function isNamedInExport(identifiers: readonly Node[]): boolean {
  return identifiers.some(
    ({ parent }) =>
      parent?.type === 'ExportSpecifier' || parent?.type === 'ExportDefaultDeclaration',
  );
}

function measureMember(node: TSESTree.MemberExpression, tree: SyntaxTree): Amount {
  const path = getPath(node);
  if (LIMITLESS.has(path)) return toAmount('none', node);
  // os.cpus().length
  if (path.endsWith('.length') && isCpus(node.object, tree)) return toAmount('cpus', node);
  return toAmount('unknown', node);
}

/** Whether an expression is `os.cpus()`, under any import name. */
export function isCpus(node: Node, tree: SyntaxTree): boolean {
  const found = resolveExport(node, tree);
  return found?.specifier === 'os' && found.name === 'cpus()';
}

function measureSum(node: TSESTree.BinaryExpression, tree: SyntaxTree, depth: number): Amount {
  const [left, right] = [measure(node.left, tree, depth), measure(node.right, tree, depth)];
  if (left.kind === 'cpus' || right.kind === 'cpus') return toAmount('cpus', node);
  const value =
    left.value === undefined || right.value === undefined
      ? undefined
      : calculate(node.operator, left.value, right.value);
  return value === undefined || left.isText || right.isText
    ? toAmount('unknown', node)
    : toNumber(value, node);
}

function calculate(operator: string, left: number, right: number): number | undefined {
  if (operator === '*') return left * right;
  if (operator === '+') return left + right;
  if (operator === '-') return left - right;
  return operator === '/' ? left / right : undefined;
}

/** Resolves `process.env.N ?? 50`, where the right side is a fallback. */
function measureFallback(
  node: TSESTree.LogicalExpression,
  tree: SyntaxTree,
  depth: number,
): Amount {
  const left = measure(node.left, tree, depth);
  const right = measure(node.right, tree, depth);
  if (node.operator === '&&') return toAmount('unknown', node);
  if (left.kind === 'absent') return right;
  return left.kind === 'unknown' ? asFallback(right, node) : left;
}

/** A fallback in `process.env.N ? Number(process.env.N) : 50`; otherwise the larger number. */
function pick(one: Amount, other: Amount, node: Node): Amount {
  if (one.kind === 'unknown' || other.kind === 'unknown')
    return asFallback(one.kind === 'unknown' ? other : one, node);
  const larger = toValue(other) > toValue(one) ? other : one;
  return { ...larger, isBranch: true };
}

function toValue({ kind, value = 0 }: Amount): number {
  return kind === 'number' ? value : Infinity;
}

function measureCall(node: TSESTree.CallExpression, tree: SyntaxTree, depth: number): Amount {
  const callee = getPath(node.callee);
  const [first, ...rest] = node.arguments;
  const isGlobal =
    node.callee.type !== 'Identifier' || (findVariable(tree, node.callee)?.defs.length ?? 0) === 0;
  if (!first || !isGlobal || first.type === 'SpreadElement') return toAmount('unknown', node);
  if (CASTS.test(callee)) return measure(first, tree, depth);
  // Math.max(10, 50)
  if (callee !== 'Math.max' && callee !== 'Math.min') return toAmount('unknown', node);
  const all = [first, ...rest].map((argument) => measure(argument, tree, depth));
  if (all.some((one) => one.value === undefined || one.isText)) return toAmount('unknown', node);
  const values = all.map((one) => one.value ?? 0);
  return toNumber(callee === 'Math.max' ? Math.max(...values) : Math.min(...values), node);
}

/** Marks a known amount as a fallback. */
function asFallback(amount: Amount, node: Node): Amount {
  return amount.kind === 'unknown' || amount.kind === 'absent'
    ? toAmount('unknown', node)
    : { ...amount, isFallback: true };
}

function toNumber(value: number, node: Node): Amount {
  return Number.isFinite(value) ? { ...toAmount('number', node), value } : toAmount('none', node);
}

function toAmount(kind: AmountFact['kind'], node: Node): Amount {
  return {
    kind,
    range: toRange(node),
    isFallback: false,
    isText: false,
    isShared: false,
    isBranch: false,
  };
}
