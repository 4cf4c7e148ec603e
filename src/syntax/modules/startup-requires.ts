// Finds the `require` calls that run while a CommonJS file is evaluated, fast enough for all files
// of installed packages: by the line of the call, and by the syntax tree if that is not enough.
// Without scope analysis, so a parameter named `require` counts as Node's.
import { findChildren, getText, isFunction, type Node } from '../tree.ts';
import { parseModule } from '../parse.ts';
import type { SourceText } from '../../text/source-text.ts';
import type { ImportRecord } from './facts.ts';

/**
 * `const a = require('a')`, `const { b } = __importDefault(require('b'))`,
 * `exports.c = require('c')`, at the start of a line.
 */
const TOP_LEVEL =
  /^(?:(?:const|let|var)\s+(?:[\w$]+|\{[\w$\s,:]*\})\s*=\s*|(?:module\.)?exports(?:\.[\w$]+)?\s*=\s*)?(?:[\w$.]+\(\s*)*$/;

/** Whether a load is certainly at the top level, as every import is. */
export function isTopLevel(text: string, { kind, range }: ImportRecord): boolean {
  if (kind !== 'require') return kind !== 'dynamic-import';
  return TOP_LEVEL.test(text.slice(text.lastIndexOf('\n', range[0]) + 1, range[0]));
}

/**
 * Finds the specifiers that a file requires while it is evaluated, also in functions that are
 * called in place.
 * @returns undefined if the file doesn't parse
 */
export function findStartupRequires(source: SourceText): ReadonlySet<string> | undefined {
  const parsed = parseModule(source);
  if ('message' in parsed) return undefined;
  const found = new Set<string>();
  const stack: Node[] = [parsed.program];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.type === 'CallExpression') {
      const specifier = getSpecifier(node.callee, node.arguments[0]);
      if (specifier !== undefined) found.add(specifier);
      const own = getCalledInPlace(node.callee);
      if (own) {
        // (function (factory) { … })(function (require, exports) { … })
        stack.push(own.body);
        for (const one of node.arguments) if (isFunction(one)) stack.push(one.body);
      }
    }
    for (const child of node.type === 'IfStatement' || node.type === 'ConditionalExpression'
      ? findTaken(node)
      : findChildren(node))
      if (!isFunction(child)) stack.push(child);
  }
  return found;
}

/**
 * Of a test of `NODE_ENV`, only the branch for production, which is what servers run:
 * `if (process.env.NODE_ENV === 'production') module.exports = require('./prod');`
 */
function findTaken(
  node: Extract<Node, { type: 'IfStatement' | 'ConditionalExpression' }>,
): Iterable<Node> {
  const { test, consequent, alternate } = node;
  if (test.type !== 'BinaryExpression' || !isProduction(test.left, test.right))
    return findChildren(node);
  const taken = test.operator.startsWith('!') ? alternate : consequent;
  return taken ? [taken] : [];
}

function isProduction(...sides: readonly Node[]): boolean {
  const names = sides.flatMap((side) =>
    side.type === 'MemberExpression' && side.property.type === 'Identifier'
      ? [side.property.name]
      : [],
  );
  return (
    names.includes('NODE_ENV') &&
    sides.some((side) => side.type === 'Literal' && side.value === 'production')
  );
}

function getSpecifier(callee: Node, argument: Node | undefined): string | undefined {
  if (callee.type !== 'Identifier' || !/require/i.test(callee.name)) return undefined;
  return getText(argument);
}

/** `(function () { … })()`, `(() => { … })()`, `(function () { … }).call(this)` */
function getCalledInPlace(
  callee: Node,
): Extract<Node, { type: 'FunctionExpression' | 'ArrowFunctionExpression' }> | undefined {
  const called =
    callee.type === 'MemberExpression' &&
    callee.property.type === 'Identifier' &&
    /^(?:call|apply)$/.test(callee.property.name)
      ? callee.object
      : callee;
  return called.type === 'FunctionExpression' || called.type === 'ArrowFunctionExpression'
    ? called
    : undefined;
}
