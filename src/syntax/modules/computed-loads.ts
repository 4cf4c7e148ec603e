// Extracts specifiers that are computed at run time, as far as constant text narrows them down:
// `./dialects/${name}/index.js`.
import { DefinitionType } from '@typescript-eslint/scope-manager';
import { parseModule } from '../parse.ts';
import { findVariable } from '../scopes.ts';
import { buildTree, getText, isFunction, type Node, type SyntaxTree } from '../tree.ts';
import type { SourceText } from '../../text/source-text.ts';

/** A computed specifier whose folder is constant. */
interface ComputedLoad {
  readonly kind: 'import' | 'require';
  /** The constant pieces of the path, relative to the file; any text may stand between two. */
  readonly pieces: readonly string[];
}

/** The computed loads of a file. */
export interface ComputedFacts {
  readonly loads: readonly ComputedLoad[];
  /**
   * Names of functions that load the module named by their first argument:
   * `function load(name) { return require(name); }`
   */
  readonly loaders: readonly string[];
}

/** Extracts the computed loads of a file; empty if it doesn't parse. */
export function extractComputedLoads(source: SourceText): ComputedFacts {
  const parsed = parseModule(source);
  if ('message' in parsed) return { loads: [], loaders: [] };
  const tree = buildTree(source, parsed);
  const loads = new Map<string, ComputedLoad>();
  const loaders = new Set<string>();
  const add = (kind: ComputedLoad['kind'], argument: Node | undefined): void => {
    if (!argument || getText(argument) !== undefined) return;
    const loader = argument.type === 'Identifier' ? getLoader(argument, tree) : undefined;
    if (loader !== undefined) loaders.add(loader);
    const [first = '', ...others] = toPieces(argument, tree, 0);
    const own = first.replace(FOLDER, '.');
    // './' + name, __dirname + '/' + name; a name alone may be anything
    if (/^\.{1,2}\//.test(own))
      loads.set(`${kind} ${own} ${others.join('\0')}`, { kind, pieces: [own, ...others] });
  };
  for (const {
    callee,
    arguments: [argument],
  } of tree.nodesOf('CallExpression'))
    if (callee.type === 'Identifier' && /require/i.test(callee.name)) add('require', argument);
  for (const { source: argument } of tree.nodesOf('ImportExpression')) add('import', argument);
  return { loads: [...loads.values()], loaders: [...loaders] };
}

/** The name of the function whose first parameter is `identifier`. */
function getLoader(
  identifier: Extract<Node, { type: 'Identifier' }>,
  tree: SyntaxTree,
): string | undefined {
  const definition = findVariable(tree, identifier)?.defs[0];
  const owner = definition?.node;
  if (definition?.type !== DefinitionType.Parameter || !owner || !isFunction(owner))
    return undefined;
  const [first] = owner.params;
  if ((first?.type === 'AssignmentPattern' ? first.left : first) !== definition.name)
    return undefined;
  if (owner.id) return owner.id.name;
  const { parent } = owner;
  // const load = (name) => …, { load(name) { … } }, class { load(name) { … } }, exports.load =
  // function (name) { … }
  const named =
    parent.type === 'VariableDeclarator'
      ? parent.id
      : parent.type === 'Property' ||
          parent.type === 'MethodDefinition' ||
          parent.type === 'PropertyDefinition'
        ? parent.key
        : parent.type === 'AssignmentExpression'
          ? parent.left
          : undefined;
  const name = named?.type === 'MemberExpression' ? named.property : named;
  return name?.type === 'Identifier' ? name.name : undefined;
}

const UNKNOWN: readonly string[] = ['', ''];
/** Placeholder for the folder of the file. */
const FOLDER = '<folder>';
/** Functions and methods that return their argument or object in another form. */
const PASSES_ON = /^(?:pathToFileURL|fileURLToPath|String|normalize|toString)$/;

/** The constant pieces of an expression; two empty ones if nothing is constant. */
function toPieces(node: Node, tree: SyntaxTree, depth: number): readonly string[] {
  if (depth > 12) return UNKNOWN;
  const inner = (next: Node): readonly string[] => toPieces(next, tree, depth + 1);
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' ? [node.value] : UNKNOWN;
    case 'TemplateLiteral':
      return node.quasis
        .map(({ value }, index) =>
          concat(
            [value.cooked ?? ''],
            node.expressions[index] ? inner(node.expressions[index]) : [''],
          ),
        )
        .reduce(concat);
    case 'BinaryExpression':
      return node.operator === '+' ? concat(inner(node.left), inner(node.right)) : UNKNOWN;
    case 'Identifier':
      return node.name === '__dirname' ? [FOLDER] : getValue(node, tree, inner);
    case 'MemberExpression':
      return getMember(node, inner);
    case 'AwaitExpression':
      return inner(node.argument);
    case 'CallExpression':
    case 'NewExpression':
      return getCallValue(node, inner);
    case 'TSAsExpression':
    case 'TSNonNullExpression':
      return inner(node.expression);
    default:
      return UNKNOWN;
  }
}

type Inner = (node: Node) => readonly string[];

/** `const folder = path.join(__dirname, 'commands')` */
function getValue(
  node: Extract<Node, { type: 'Identifier' }>,
  tree: SyntaxTree,
  inner: Inner,
): readonly string[] {
  const variable = findVariable(tree, node);
  const definition = variable?.defs.length === 1 ? variable.defs[0]?.node : undefined;
  if (
    definition?.type !== 'VariableDeclarator' ||
    definition.id.type !== 'Identifier' ||
    !definition.init
  )
    return UNKNOWN;
  return variable?.references.every((one) => one.init === true || !one.isWrite()) === true
    ? inner(definition.init)
    : UNKNOWN;
}

/** `import.meta.dirname`, `new URL('./x', import.meta.url).href` */
function getMember(
  { object, property }: Extract<Node, { type: 'MemberExpression' }>,
  inner: Inner,
): readonly string[] {
  if (property.type !== 'Identifier') return UNKNOWN;
  if (object.type === 'MetaProperty') return property.name === 'dirname' ? [FOLDER] : UNKNOWN;
  return object.type === 'NewExpression' || object.type === 'CallExpression'
    ? /^(?:href|pathname)$/.test(property.name)
      ? inner(object)
      : UNKNOWN
    : UNKNOWN;
}

function getCallValue(
  { type, callee, arguments: list }: Extract<Node, { type: 'CallExpression' | 'NewExpression' }>,
  inner: Inner,
): readonly string[] {
  const name =
    callee.type === 'MemberExpression' && callee.property.type === 'Identifier'
      ? callee.property.name
      : callee.type === 'Identifier'
        ? callee.name
        : '';
  const [first] = list;
  if (!first)
    return callee.type === 'MemberExpression' && PASSES_ON.test(name)
      ? inner(callee.object)
      : UNKNOWN;
  if (type === 'NewExpression') return name === 'URL' && list.length === 2 ? inner(first) : UNKNOWN;
  // path.join(__dirname, 'commands', name); without __dirname, it is relative to the process
  if (/^(?:join|resolve)$/.test(name) && inner(first)[0]?.startsWith(FOLDER) === true) {
    return list
      .map(inner)
      .reduce((all, one) => concat(concat(all, ['/']), one))
      .map((piece) => piece.replace(/\/(?:\.?\/)+/g, '/'));
  }
  // require.resolve(x), dirname(fileURLToPath(import.meta.url)) is the folder
  if (name === 'dirname') return isOwnPath(first) ? [FOLDER] : UNKNOWN;
  const isLookup =
    name === 'resolve' &&
    callee.type === 'MemberExpression' &&
    callee.object.type === 'Identifier' &&
    callee.object.name === 'require';
  return isLookup || PASSES_ON.test(name) ? inner(first) : UNKNOWN;
}

/** `__filename`, `fileURLToPath(import.meta.url)` */
function isOwnPath(node: Node): boolean {
  if (node.type === 'CallExpression') return node.arguments.some(isOwnPath);
  return node.type === 'MemberExpression'
    ? node.object.type === 'MetaProperty'
    : node.type === 'Identifier' && node.name === '__filename';
}

function concat(before: readonly string[], after: readonly string[]): readonly string[] {
  return [...before.slice(0, -1), `${before.at(-1) ?? ''}${after[0] ?? ''}`, ...after.slice(1)];
}
