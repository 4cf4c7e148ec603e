// From text to facts: parses once, and works out each list of facts when somebody asks for it.
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
import { buildFunctionScopes } from './functions/function-scopes.ts';
import { extractGuards } from './functions/guards.ts';
import { extractListeners } from './functions/listeners.ts';
import { extractLoads } from './modules/loads.ts';
import { extractLoopAwaits } from './functions/loop-awaits.ts';
import { extractMentions } from './mentions.ts';
import { extractSideEffects } from './functions/side-effects.ts';
import { extractPackageCalls } from './package-calls/extract.ts';
import { parseModule, type ParseFailure } from './parse.ts';
import { findVariable, getModuleScope } from './scopes.ts';
import { extractStatements } from './statements.ts';
import { extractSteps } from './functions/exits-and-awaits.ts';
import { buildTree, toRange, type Node, type SyntaxTree } from './tree.ts';
import { findInsertionPoints, toVariableFact } from './variables.ts';

/** The facts of a file, or why it could not be read. */
export function analyzeModule(source: SourceText): ModuleFacts | ParseFailure {
  const parsed = parseModule(source);
  return 'message' in parsed ? parsed : toFacts(buildTree(source, parsed));
}

/** Whether {@link analyzeModule} failed. */
export function isParseFailure(result: ModuleFacts | ParseFailure): result is ParseFailure {
  return 'message' in result;
}

function toFacts(tree: SyntaxTree): ModuleFacts {
  const functionScopes = once(() => buildFunctionScopes(tree));
  const moduleVariables = once(
    (): readonly Variable[] =>
      getModuleScope(tree)?.variables.filter((variable) => variable.defs.length > 0) ?? [],
  );
  const ids = once(() => new Map(moduleVariables().map((variable, id) => [variable, id])));
  const variableOf = (identifier: TSESTree.Identifier): number | undefined => {
    const variable = findVariable(tree, identifier);
    return variable && ids().get(variable);
  };
  const statementOf = (node: Node): number => getStatementIndex(node, tree);
  const context = { tree, statementOf, variableOf };

  const isTypeScript = /\.[mc]?tsx?$/.test(tree.source.path);
  const statements = once(() => extractStatements(tree, variableOf, functionScopes().idOf));
  const loads = once(() => extractLoads({ ...context, functionScopes: functionScopes() }));
  const variables = once(() =>
    moduleVariables().map((variable, id) =>
      toVariableFact(variable, id, { ...context, functionScopes: functionScopes() }),
    ),
  );
  const names = once(
    () => new Set(tree.nodesOf('Identifier', 'JSXIdentifier').map((node) => node.name)),
  );
  const classes = once(() => extractClasses(tree));
  const listeners = once(() => extractListeners(tree, functionScopes()));
  const mentions = once(() => extractMentions(tree, functionScopes()));
  const guards = once(() =>
    extractGuards(tree, functionScopes(), (node) =>
      findInsertionPoints(node, tree, functionScopes()),
    ),
  );
  const sideEffects = once(() => extractSideEffects(tree, functionScopes(), variableOf));
  const steps = once(() => extractSteps(tree, functionScopes()));
  const fixedLines = once(() => extractFixedLines(tree));
  const fanOuts = once(() => extractFanOuts(tree, functionScopes()));
  const packageCalls = once(() => extractPackageCalls(tree, functionScopes()));
  const startup = once(() =>
    extractStartupFacts({
      tree,
      functionScopes: functionScopes(),
      loads: loads(),
      variables: variables(),
      isTypeScript,
    }),
  );
  const listMaxima = once(() => findListMaxima(tree));
  const disables = once(() => extractDisables(tree));
  const loopAwaits = once(() => extractLoopAwaits(tree));
  return {
    source: tree.source,
    isModule: tree.isModule,
    isTypeScript,
    get functionScopes() {
      return functionScopes().facts;
    },
    get statements() {
      return statements();
    },
    get loads() {
      return loads();
    },
    get variables() {
      return variables();
    },
    get names() {
      return names();
    },
    get classes() {
      return classes();
    },
    get listeners() {
      return listeners();
    },
    get mentions() {
      return mentions();
    },
    get guards() {
      return guards();
    },
    get sideEffects() {
      return sideEffects();
    },
    get steps() {
      return steps();
    },
    get fixedLines() {
      return fixedLines();
    },
    get fanOuts() {
      return fanOuts();
    },
    get listMaxima() {
      return listMaxima();
    },
    get packageCalls() {
      return packageCalls();
    },
    get startup() {
      return startup();
    },
    get disables() {
      return disables();
    },
    get loopAwaits() {
      return loopAwaits();
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

function getStatementIndex(node: Node, tree: SyntaxTree): number {
  let current: Node = node;
  while (current.parent && current.parent.type !== 'Program') current = current.parent;
  return tree.program.body.findIndex((statement) => statement === current);
}

function once<T>(work: () => T): () => T {
  let result: { readonly value: T } | undefined;
  return () => (result ??= { value: work() }).value;
}
