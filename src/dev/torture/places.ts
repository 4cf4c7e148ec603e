// What a parsed file gives to a mutation: places for statements, and texts to use in them.
import { getModuleScope } from '../../syntax/scopes.ts';
import { parseModule } from '../../syntax/parse.ts';
import {
  buildTree,
  getText,
  isFunction,
  toRange,
  type Node,
  type SyntaxTree,
} from '../../syntax/tree.ts';
import type { Range } from '../../text/range.ts';
import type { SourceText } from '../../text/source-text.ts';

/** A place in front of a statement, or behind the last one of a body. */
export interface Place {
  readonly offset: number;
  readonly isAsync: boolean;
  readonly isGenerator: boolean;
  readonly isTopLevel: boolean;
}

/** A call such as `xs.map((x) => …)`, which can become a fan-out. */
export interface EachCall {
  readonly range: Range;
  /** Where `async` goes in front of the callback, unless it is there. */
  readonly callbackAt: number | undefined;
  /** Where `async` goes in front of the function around it; undefined where that may not be. */
  readonly ownerAt: number | undefined;
  /** Whether that function waits already, or the module does. */
  readonly mayWait: boolean;
}

/** What one file gives. */
export interface Material {
  readonly source: SourceText;
  readonly isModule: boolean;
  readonly isTypeScript: boolean;
  readonly topLevel: readonly Place[];
  readonly inFunctions: readonly Place[];
  /** Expressions inside functions, by their ranges. */
  readonly operands: readonly Range[];
  /** Specifiers of imports and `require` calls, with their quotes. */
  readonly specifiers: readonly Range[];
  readonly eachCalls: readonly EachCall[];
  readonly statements: readonly string[];
  readonly expressions: readonly string[];
  /** Names that are declared somewhere inside, and not at the top. */
  readonly innerNames: readonly string[];
}

const LONGEST_STATEMENT = 400;
const LONGEST_EXPRESSION = 80;
/** Enough to choose from; a file may have a hundred thousand. */
const MOST = 500;

/** Reads what a file gives; undefined if it does not parse. */
export function readMaterial(source: SourceText): Material | undefined {
  const parsed = parseModule(source);
  if ('message' in parsed) return undefined;
  const tree = buildTree(source, parsed);
  const toText = ({ range: [start, end] }: Node): string => source.text.slice(start, end);
  const statements = findStatements(tree).map(toText);
  const expressions = findExpressions(tree);
  return {
    source,
    isModule: tree.isModule,
    isTypeScript: /\.[mc]?tsx?$/.test(source.path),
    topLevel: findPlaces(tree.program, tree.program.body, source.text),
    inFunctions: tree
      .nodesOf('BlockStatement')
      .flatMap((block) => (isInFunction(block) ? findPlaces(block, block.body, source.text) : []))
      .slice(0, MOST),
    operands: expressions.filter(isInFunction).map(toRange),
    specifiers: findSpecifiers(tree),
    eachCalls: findEachCalls(tree),
    statements: statements.filter(({ length }) => length <= LONGEST_STATEMENT),
    expressions: expressions.map(toText).filter(({ length }) => length <= LONGEST_EXPRESSION),
    innerNames: findInnerNames(tree),
  };
}

function findStatements(tree: SyntaxTree): readonly Node[] {
  return tree
    .nodesOf('BlockStatement', 'Program')
    .flatMap((block): readonly Node[] => block.body)
    .filter(({ type }) => !/^(?:Import|Export|TS)/.test(type))
    .slice(0, MOST);
}

/** Expressions that may be moved and wrapped: arguments, operands of `return`, values of variables. */
function findExpressions(tree: SyntaxTree): readonly Node[] {
  return [
    ...tree
      .nodesOf('CallExpression', 'NewExpression')
      .flatMap((call): readonly Node[] => call.arguments),
    ...tree
      .nodesOf('ReturnStatement')
      .flatMap(({ argument }): readonly Node[] => (argument ? [argument] : [])),
    ...tree
      .nodesOf('VariableDeclarator')
      .flatMap(({ init }): readonly Node[] => (init ? [init] : [])),
    ...tree.nodesOf('AssignmentPattern').map(({ right }): Node => right),
  ]
    .filter(({ type }) => type !== 'SpreadElement')
    .slice(0, MOST);
}

function findSpecifiers(tree: SyntaxTree): readonly Range[] {
  return [
    ...tree.nodesOf('ImportDeclaration').map(({ source }): Node => source),
    ...tree.nodesOf('ImportExpression').map(({ source }): Node => source),
    ...tree
      .nodesOf('CallExpression')
      .flatMap(({ callee, arguments: [first] }): readonly Node[] =>
        callee.type === 'Identifier' && callee.name === 'require' && first ? [first] : [],
      ),
  ]
    .filter((node) => getText(node) !== undefined)
    .map(toRange);
}

function findEachCalls(tree: SyntaxTree): readonly EachCall[] {
  return tree.nodesOf('CallExpression').flatMap((call): readonly EachCall[] => {
    const { callee } = call;
    const [callback] = call.arguments;
    if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return [];
    if (!/^(?:map|forEach|flatMap)$/.test(callee.property.name)) return [];
    if (!callback || !isFunction(callback)) return [];
    const owner = getOwner(call);
    const mayMakeAsync = owner && isFunction(owner) && !owner.async && !isMethod(owner);
    return [
      {
        range: toRange(call),
        callbackAt: callback.async ? undefined : callback.range[0],
        ownerAt: mayMakeAsync ? owner.range[0] : undefined,
        mayWait: owner && isFunction(owner) ? owner.async : tree.isModule,
      },
    ];
  });
}

function getOwner(node: Node): Node | undefined {
  for (let at = node.parent; at; at = at.parent) if (isFunction(at)) return at;
  return undefined;
}

function isMethod({ parent }: Node): boolean {
  return parent?.type === 'MethodDefinition' || parent?.type === 'Property';
}

/** The directives of a body stay in front. */
function findPlaces(owner: Node, body: readonly Node[], text: string): readonly Place[] {
  const { isAsync, isGenerator, isTopLevel } = getSurroundings(owner);
  const first = body.findIndex(
    (node) => node.type !== 'ExpressionStatement' || typeof node.directive !== 'string',
  );
  const rest = first < 0 ? [] : body.slice(first);
  const end = isTopLevel ? text.length : owner.range[1] - 1;
  return [...rest.map(({ range }) => range[0]), end].map((offset) => ({
    offset,
    isAsync,
    isGenerator,
    isTopLevel,
  }));
}

function getSurroundings(node: Node): Omit<Place, 'offset'> {
  for (let at: Node | undefined = node; at; at = at.parent) {
    if (isFunction(at)) return { isAsync: at.async, isGenerator: at.generator, isTopLevel: false };
    if (at.type === 'StaticBlock') break;
  }
  return { isAsync: false, isGenerator: false, isTopLevel: node.type === 'Program' };
}

function isInFunction(node: Node): boolean {
  for (let at: Node | undefined = node; at; at = at.parent) if (isFunction(at)) return true;
  return false;
}

function findInnerNames(tree: SyntaxTree): readonly string[] {
  const top = getModuleScope(tree);
  const own = new Set(top?.variables.map(({ name }) => name));
  return [
    ...new Set(
      tree.scopes.scopes.flatMap((scope) =>
        scope === top
          ? []
          : scope.variables.flatMap(({ name, defs }) =>
              defs.length > 0 && !own.has(name) && /^[\w$]+$/.test(name) ? [name] : [],
            ),
      ),
    ),
  ];
}
