// Parses a file and exposes its facts; each list is computed on first access.
import type { Variable } from '@typescript-eslint/scope-manager';
import type { TSESTree } from '@typescript-eslint/types';
import type { Range } from '../text/range.ts';
import type { SourceText } from '../text/source-text.ts';
import { extractStartupFacts } from './modules/startup-facts.ts';
import { extractDisables } from './disables.ts';
import type { ClassFact, ModuleFacts } from './facts.ts';
import { findCallsOfExport } from './fan-out/exports.ts';
import { findListMaxima } from './fan-out/list-maxima.ts';
import { extractFanOuts } from './fan-out/extract.ts';
import { buildFunctionScopes, type FunctionScopes } from './functions/function-scopes.ts';
import { extractGuards } from './functions/guards.ts';
import { extractListeners } from './functions/listeners.ts';
import { extractLoads } from './modules/loads.ts';
import { extractLoopAwaits } from './functions/loop-awaits.ts';
import { extractMentions } from './mentions.ts';
import { extractSideEffects } from './functions/side-effects.ts';
import { extractPackageCalls } from './package-calls/extract.ts';
import { TOO_DEEP, type ParseFailure } from './failure.ts';
import { parseModule } from './parse.ts';
import { findVariable, getModuleScope } from './scopes.ts';
import { extractStatements } from './statements.ts';
import { extractExitsAndAwaits } from './functions/exits-and-awaits.ts';
import { buildTree, getStatement, toRange, type Node, type SyntaxTree } from './tree.ts';
import { findInsertionPoints, toVariableFact } from './variables.ts';

/** Parses a file and returns its facts, or the parse error. */
export function analyzeModule(source: SourceText): ModuleFacts | ParseFailure {
  const parsed = parseModule(source);
  if ('message' in parsed) return parsed;
  const tree = buildTree(source, parsed);
  return tree.depth > ALWAYS_FITS && !hasScopes(tree) ? TOO_DEEP : toFacts(tree);
}

/** How many nodes in one another fit every stack. */
const ALWAYS_FITS = 400;

/**
 * Whether a tree is shallow enough for the scope analysis, which takes more of the stack than all
 * else that looks at a tree. Asked at once, so that whoever reads the facts need not ask.
 */
function hasScopes(tree: SyntaxTree): boolean {
  try {
    return tree.scopes.scopes.length > 0;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Whether {@link analyzeModule} failed. */
export function isParseFailure(result: ModuleFacts | ParseFailure): result is ParseFailure {
  return 'message' in result;
}

interface Context {
  readonly tree: SyntaxTree;
  readonly isTypeScript: boolean;
  readonly moduleVariables: () => readonly Variable[];
  readonly functionScopes: () => FunctionScopes;
  readonly statementOf: (node: Node) => number;
  readonly variableOf: (identifier: TSESTree.Identifier) => number | undefined;
}

function createContext(tree: SyntaxTree): Context {
  const moduleVariables = once(
    (): readonly Variable[] =>
      getModuleScope(tree)?.variables.filter((variable) => variable.defs.length > 0) ?? [],
  );
  const statements = once(
    () => new Map<Node, number>(tree.program.body.map((statement, index) => [statement, index])),
  );
  const ids = once(() => new Map(moduleVariables().map((variable, id) => [variable, id])));
  return {
    tree,
    isTypeScript: /\.[mc]?tsx?$/.test(tree.source.path),
    moduleVariables,
    functionScopes: once(() => buildFunctionScopes(tree)),
    statementOf: (node) => statements().get(getStatement(node)) ?? -1,
    variableOf: (identifier) => {
      const variable = findVariable(tree, identifier);
      return variable && ids().get(variable);
    },
  };
}

type LazyFacts = Omit<
  ModuleFacts,
  'source' | 'isModule' | 'isTypeScript' | 'functionScopes' | 'getCallsOf'
>;

/** The extraction of each list of facts; each runs at most once. */
function createExtractors(context: Context): {
  readonly [Key in keyof LazyFacts]: () => LazyFacts[Key];
} {
  const { tree, functionScopes, moduleVariables, variableOf, isTypeScript } = context;
  const loads = once(() => extractLoads({ ...context, functionScopes: functionScopes() }));
  const variables = once(() =>
    moduleVariables().map((variable, id) =>
      toVariableFact(variable, id, { ...context, functionScopes: functionScopes() }),
    ),
  );
  return {
    loads,
    variables,
    statements: once(() => extractStatements(tree, variableOf, functionScopes().idOf)),
    names: once(() => new Set(tree.nodesOf('Identifier', 'JSXIdentifier').map(({ name }) => name))),
    classes: once(() => extractClasses(tree)),
    listeners: once(() => extractListeners(tree, functionScopes())),
    mentions: once(() => extractMentions(tree, functionScopes())),
    guards: once(() =>
      extractGuards(tree, functionScopes(), (node) =>
        findInsertionPoints(node, tree, functionScopes()),
      ),
    ),
    sideEffects: once(() => extractSideEffects(tree, functionScopes(), variableOf)),
    exitsAndAwaits: once(() => extractExitsAndAwaits(tree, functionScopes())),
    fixedLines: once(() => extractFixedLines(tree)),
    fanOuts: once(() => extractFanOuts(tree, functionScopes())),
    packageCalls: once(() => extractPackageCalls(tree, functionScopes())),
    startup: once(() =>
      extractStartupFacts({
        tree,
        functionScopes: functionScopes(),
        loads: loads(),
        variables: variables(),
        isTypeScript,
      }),
    ),
    listMaxima: once(() => findListMaxima(tree)),
    disables: once(() => extractDisables(tree)),
    loopAwaits: once(() => extractLoopAwaits(tree)),
  };
}

function toFacts(tree: SyntaxTree): ModuleFacts {
  const context = createContext(tree);
  const extractors = createExtractors(context);
  return {
    source: tree.source,
    isModule: tree.isModule,
    isTypeScript: context.isTypeScript,
    get functionScopes() {
      return context.functionScopes().facts;
    },
    get statements() {
      return extractors.statements();
    },
    get loads() {
      return extractors.loads();
    },
    get variables() {
      return extractors.variables();
    },
    get names() {
      return extractors.names();
    },
    get classes() {
      return extractors.classes();
    },
    get listeners() {
      return extractors.listeners();
    },
    get mentions() {
      return extractors.mentions();
    },
    get guards() {
      return extractors.guards();
    },
    get sideEffects() {
      return extractors.sideEffects();
    },
    get exitsAndAwaits() {
      return extractors.exitsAndAwaits();
    },
    get fixedLines() {
      return extractors.fixedLines();
    },
    get fanOuts() {
      return extractors.fanOuts();
    },
    get listMaxima() {
      return extractors.listMaxima();
    },
    get packageCalls() {
      return extractors.packageCalls();
    },
    get startup() {
      return extractors.startup();
    },
    get disables() {
      return extractors.disables();
    },
    get loopAwaits() {
      return extractors.loopAwaits();
    },
    getCallsOf: (exported, member) => findCallsOfExport(tree, exported, member),
  };
}

function extractClasses(tree: SyntaxTree): readonly ClassFact[] {
  return tree.nodesOf('ClassDeclaration', 'ClassExpression').flatMap((node) =>
    node.id
      ? [
          {
            name: node.id.name,
            range: [node.range[0], node.range[1]],
            bodyStart: node.body.range[0] + 1,
          },
        ]
      : [],
  );
}

function extractFixedLines(tree: SyntaxTree): readonly Range[] {
  const spansLines = ([start, end]: Range): boolean =>
    /[\r\n]/.test(tree.source.text.slice(start, end));
  return tree.nodesOf('TemplateElement', 'Literal').map(toRange).filter(spansLines);
}

function once<T>(work: () => T): () => T {
  let result: { readonly value: T } | undefined;
  return () => (result ??= { value: work() }).value;
}
