// The syntax tree of one file, with parents, nodes by type, and scopes.
import { analyze, type ScopeManager } from '@typescript-eslint/scope-manager';
import type { TSESTree } from '@typescript-eslint/types';
import { visitorKeys } from '@typescript-eslint/visitor-keys';
import type { Range } from '../text/range.ts';
import type { SourceText } from '../text/source-text.ts';
import type { Comment, ParsedModule } from './parse.ts';

export type Node = TSESTree.Node;
type NodeType = Node['type'];
type NodeOf<T extends NodeType> = Extract<Node, { type: T | `${T}` }>;

export type FunctionNode =
  TSESTree.FunctionDeclaration | TSESTree.FunctionExpression | TSESTree.ArrowFunctionExpression;
export type ClassNode = TSESTree.ClassDeclaration | TSESTree.ClassExpression;

/** The tree of one file. `parent` is set on every node. */
export interface SyntaxTree {
  readonly source: SourceText;
  readonly program: TSESTree.Program;
  readonly comments: readonly Comment[];
  readonly isModule: boolean;
  /** How many nodes lie in one another at most. */
  readonly depth: number;
  readonly scopes: ScopeManager;
  /** Names of variables initialised with `createRequire(…)`. */
  readonly createdRequires: ReadonlySet<string>;
  /** All nodes of some types, in source order within a type. */
  nodesOf<T extends NodeType>(...types: readonly `${T}`[]): readonly NodeOf<T>[];
  /** Those of them that lie in a range, without a look at the others. */
  nodesIn<T extends NodeType>(range: Range, ...types: readonly `${T}`[]): readonly NodeOf<T>[];
}

/** Walks a parsed module once. Scopes are analysed on first access. */
export function buildTree(source: SourceText, parsed: ParsedModule): SyntaxTree {
  const byType = new Map<string, Node[]>();
  const depth = visit(parsed.program, (node) => {
    if (ENDED.has(node.type)) leaveNextLine(node, source.text, parsed.comments);
    else if (node.type === 'Decorator') includeDecorator(node);
    const list = byType.get(node.type);
    if (list) list.push(node);
    else byType.set(node.type, [node]);
  });
  const findIn = createRangeSearch(byType);
  let scopes: ScopeManager | undefined;
  let createdRequires: ReadonlySet<string> | undefined;
  return {
    source,
    program: parsed.program,
    comments: parsed.comments,
    isModule: parsed.isModule,
    depth,
    get scopes() {
      return (scopes ??= analyze(parsed.program, {
        sourceType: parsed.isModule ? 'module' : 'script',
        globalReturn: !parsed.isModule,
        jsxPragma: null,
        lib: [],
      }));
    },
    get createdRequires() {
      return (createdRequires ??= new Set(
        this.nodesOf('VariableDeclarator').flatMap(({ id, init }) =>
          id.type === 'Identifier' && isCreateRequire(init) ? [id.name] : [],
        ),
      ));
    },
    nodesOf<T extends NodeType>(...types: readonly `${T}`[]): readonly NodeOf<T>[] {
      const lists = types
        .map((type) => byType.get(type) ?? [])
        .filter((list) => isListOf(list, types));
      return lists.length === 1 ? (lists[0] ?? []) : lists.flat();
    },
    nodesIn<T extends NodeType>(range: Range, ...types: readonly `${T}`[]): readonly NodeOf<T>[] {
      const lists = types
        .map((type) => findIn(range, type))
        .filter((list) => isListOf(list, types));
      return lists.length === 1 ? (lists[0] ?? []) : lists.flat();
    },
  };
}

/** What a semicolon ends. */
const ENDED: ReadonlySet<string> = new Set([
  'ExpressionStatement',
  'VariableDeclaration',
  'ReturnStatement',
  'ThrowStatement',
  'BreakStatement',
  'ContinueStatement',
  'DebuggerStatement',
  'DoWhileStatement',
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportDefaultDeclaration',
  'ExportAllDeclaration',
  'TSImportEqualsDeclaration',
  'TSExportAssignment',
  'TSTypeAliasDeclaration',
  'PropertyDefinition',
]);

/**
 * Without semicolons, the one in front of `;[a, b] = c` ends the statement above by the grammar. To
 * people, and to what edits statements, it belongs to its own line.
 */
function leaveNextLine(node: Node, text: string, comments: readonly Comment[]): void {
  const [start, last] = [node.range[0], node.range[1] - 1];
  if (text.charAt(last) !== ';' || !/\s|\//.test(text.charAt(last - 1))) return;
  let end = last;
  for (let before = -1; before !== end;) {
    before = end;
    while (end > start && /\s/.test(text.charAt(end - 1))) end -= 1;
    end = comments.find(({ range }) => range[1] === end)?.range[0] ?? end;
  }
  if (/[\r\n]/.test(text.slice(end, last))) node.range = [start, end];
}

/** `@Entity() export class User {}`: the statement starts with the decorator. */
function includeDecorator({ parent: { parent }, range: [start] }: TSESTree.Decorator): void {
  if (parent?.type.startsWith('Export') && parent.range[0] > start)
    parent.range = [start, parent.range[1]];
}

/** Makes a search for the nodes of a type in a range, in the order of the list of all of them. */
function createRangeSearch(
  byType: ReadonlyMap<string, readonly Node[]>,
): (range: Range, type: string) => readonly Node[] {
  const sorted = new Map<string, readonly Placed[]>();
  return ([start, end], type) => {
    let places = sorted.get(type);
    if (!places) {
      places = (byType.get(type) ?? []).map((node, index) => ({ node, index }));
      // The walk follows the keys of a node, which may not stand in source order.
      sorted.set(type, (places = places.toSorted((a, b) => a.node.range[0] - b.node.range[0])));
    }
    const found: Placed[] = [];
    for (let at = findFirst(places, start); at < places.length; at += 1) {
      const place = places[at];
      if (!place || place.node.range[0] > end) break;
      if (place.node.range[1] <= end) found.push(place);
    }
    return found.sort((a, b) => a.index - b.index).map(({ node }) => node);
  };
}

/** A node with its place in the walk. */
interface Placed {
  readonly node: Node;
  readonly index: number;
}

/** The first of some nodes that starts at an offset or behind it. */
function findFirst(places: readonly Placed[], offset: number): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle]?.node.range[0] ?? Infinity) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** All nodes of a list have the same type, so checking the first is enough. */
function isListOf<T extends NodeType>(
  list: readonly Node[],
  types: readonly `${T}`[],
): list is readonly NodeOf<T>[] {
  const [first] = list;
  return first !== undefined && types.some((type) => type === first.type);
}

/** Whether a node is a call of `createRequire`. */
export function isCreateRequire(node: Node | null): boolean {
  return (
    node?.type === 'CallExpression' &&
    node.callee.type === 'Identifier' &&
    node.callee.name === 'createRequire'
  );
}

export function toRange(node: Node): Range {
  return [node.range[0], node.range[1]];
}

/** The value of a string literal, or of a template without expressions; otherwise undefined. */
export function getText(node: Node | undefined): string | undefined {
  if (node?.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined;
  return node?.type === 'TemplateLiteral' && node.expressions.length === 0
    ? (node.quasis[0]?.value.cooked ?? undefined)
    : undefined;
}

/** Whether a node is a function. */
export function isFunction(node: Node): node is FunctionNode {
  return (
    node.type === 'FunctionDeclaration' ||
    node.type === 'FunctionExpression' ||
    node.type === 'ArrowFunctionExpression'
  );
}

/** Whether a node is a class. */
export function isClass(node: Node): node is ClassNode {
  return node.type === 'ClassDeclaration' || node.type === 'ClassExpression';
}

const LOOPS: ReadonlySet<string> = new Set([
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'WhileStatement',
  'DoWhileStatement',
]);

/** Whether a node is a loop statement. */
export function isLoop(node: Node): boolean {
  return LOOPS.has(node.type);
}

/** The statement of the module that a node lies in. */
export function getStatement(node: Node): Node {
  let current: Node = node;
  while (current.parent && current.parent.type !== 'Program') current = current.parent;
  return current;
}

/** The children of a node in source order. */
export function* findChildren(node: Node): Iterable<Node> {
  for (const key of getChildKeys(node)) {
    const value: unknown = Reflect.get(node, key);
    for (const item of Array.isArray(value) ? value : [value]) if (isNode(item)) yield item;
  }
}

/**
 * Visits depth first without recursion or argument spreads: generated files can nest deeper than
 * the stack allows, and contain longer lists than a call takes arguments.
 * @returns how many nodes lie in one another at most
 */
function visit(root: Node, enter: (node: Node) => void): number {
  const stack: Node[] = [root];
  const depths: number[] = [1];
  let depth = 0;
  let deepest = 0;
  const push = (child: unknown, parent: Node): void => {
    if (!isNode(child)) return;
    link(child, parent);
    stack.push(child);
    depths.push(depth + 1);
  };
  link(root, undefined);
  for (let node = stack.pop(); node; node = stack.pop()) {
    enter(node);
    depth = depths.pop() ?? 0;
    if (depth > deepest) deepest = depth;
    const keys = getChildKeys(node);
    for (let key = keys.length - 1; key >= 0; key -= 1) {
      const value: unknown = Reflect.get(node, keys[key] ?? '');
      if (!Array.isArray(value)) push(value, node);
      else for (let index = value.length - 1; index >= 0; index -= 1) push(value[index], node);
    }
  }
  return deepest;
}

/**
 * The keys of a node that may hold children. The parser gives types that no specification names,
 * such as `TSJSDocNullableType` for Flow's `?T`: the scope analysis goes through all that they
 * hold, and needs the range of what it meets there.
 */
function getChildKeys(node: Node): readonly string[] {
  return visitorKeys[node.type] ?? Object.keys(node).filter((key) => key !== 'parent');
}

/** Adds `range` and `parent`, which the parser leaves out. */
function link(
  node: { start?: number; end?: number; range?: unknown; parent?: unknown },
  parent: Node | undefined,
): void {
  node.range = [node.start ?? 0, node.end ?? 0];
  node.parent = parent;
}

function isNode(value: unknown): value is Node {
  return (
    typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
  );
}

/** The innermost function around a node. */
export function getFunctionAround(node: Node): Node | undefined {
  for (let parent = node.parent; parent; parent = parent.parent)
    if (isFunction(parent)) return parent;
  return undefined;
}
