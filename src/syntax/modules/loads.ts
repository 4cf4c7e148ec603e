// Extracts every load of a file, in all forms, and whether it happens at startup.
import type { TSESTree } from '@typescript-eslint/types';
import type { FunctionScopes } from '../functions/function-scopes.ts';
import { findVariable } from '../scopes.ts';
import { getText, isCreateRequire, toRange, type Node, type SyntaxTree } from '../tree.ts';
import type { ImportBindingFact, LoadFact, LoadForm } from './facts.ts';

interface Context {
  readonly tree: SyntaxTree;
  readonly functionScopes: FunctionScopes;
  statementOf(node: Node): number;
  variableOf(identifier: TSESTree.Identifier): number | undefined;
}

/** Extracts all loads of a file, in source order. */
export function extractLoads(context: Context): readonly LoadFact[] {
  const { tree } = context;
  const loads: LoadFact[] = [];
  for (const node of tree.nodesOf(
    'ImportDeclaration',
    'ExportNamedDeclaration',
    'ExportAllDeclaration',
  )) {
    if (node.source) loads.push(toDeclarationFact(node, node.source.value, context));
  }
  for (const node of tree.nodesOf('TSImportEqualsDeclaration')) {
    // import sharp = require('sharp')
    if (node.moduleReference.type !== 'TSExternalModuleReference') continue;
    const specifier = getText(node.moduleReference.expression);
    if (specifier === undefined) continue;
    const variable = context.variableOf(node.id);
    const isTypeOnly = node.importKind === 'type';
    loads.push({
      ...toFact('import-equals', specifier, node, context),
      isTypeOnly,
      bindings:
        variable === undefined
          ? []
          : [{ variable, local: node.id.name, imported: '*', isTypeOnly }],
    });
  }
  for (const node of tree.nodesOf('CallExpression')) {
    const specifier = isRequire(node, tree) ? getText(node.arguments[0]) : undefined;
    if (specifier !== undefined) loads.push(toCallFact('require', specifier, node, context));
  }
  for (const node of tree.nodesOf('ImportExpression')) {
    const specifier = getText(node.source);
    if (specifier !== undefined) loads.push(toCallFact('dynamic-import', specifier, node, context));
  }
  return loads.sort((a, b) => a.range[0] - b.range[0]);
}

type SourceDeclaration =
  TSESTree.ImportDeclaration | TSESTree.ExportNamedDeclaration | TSESTree.ExportAllDeclaration;

function toDeclarationFact(node: SourceDeclaration, specifier: string, context: Context): LoadFact {
  if (node.type !== 'ImportDeclaration') {
    const allTypes =
      node.type === 'ExportNamedDeclaration' &&
      node.specifiers.length > 0 &&
      node.specifiers.every((one) => one.exportKind === 'type');
    return {
      ...toFact('export-from', specifier, node, context),
      isTypeOnly: node.exportKind === 'type' || allTypes,
    };
  }
  const isType = node.importKind === 'type';
  const isTypeOnly =
    isType ||
    (node.specifiers.length > 0 &&
      node.specifiers.every((one) => one.type === 'ImportSpecifier' && one.importKind === 'type'));
  let bindings: readonly ImportBindingFact[] | undefined;
  return {
    ...toFact('import', specifier, node, context),
    isTypeOnly,
    // Lazy, because it needs scope analysis and most bindings are never read.
    get bindings() {
      return (bindings ??= node.specifiers.map((one) => toBinding(one, isType, context)));
    },
  };
}

function toBinding(
  node: TSESTree.ImportClause,
  isTypeOnly: boolean,
  context: Context,
): ImportBindingFact {
  const variable = context.variableOf(node.local) ?? -1;
  const local = node.local.name;
  if (node.type === 'ImportDefaultSpecifier')
    return { variable, local, imported: 'default', isTypeOnly };
  if (node.type === 'ImportNamespaceSpecifier')
    return { variable, local, imported: '*', isTypeOnly };
  const imported = node.imported.type === 'Identifier' ? node.imported.name : node.imported.value;
  return { variable, local, imported, isTypeOnly: isTypeOnly || node.importKind === 'type' };
}

/** An unawaited top-level `import()` still loads its module on every start. */
function toCallFact(
  form: LoadForm,
  specifier: string,
  node: TSESTree.CallExpression | TSESTree.ImportExpression,
  context: Context,
): LoadFact {
  const { parent } = node;
  const value = parent.type === 'AwaitExpression' ? parent : node;
  const holder = getHolder(value);
  return {
    ...toFact(form, specifier, node, context),
    isCalled:
      (parent.type === 'CallExpression' || parent.type === 'NewExpression') &&
      parent.callee === node,
    isOperand: isOperand(node, parent),
    isWholeInitializer: holder.type === 'VariableDeclarator',
  };
}

/** What holds a value, past what TypeScript erases: `require('m') as typeof import('m')`. */
function getHolder({ parent }: TSESTree.Expression): Node {
  switch (parent.type) {
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSTypeAssertion':
    case 'TSNonNullExpression':
      return getHolder(parent);
    default:
      return parent;
  }
}

/** Whether a bare `await` would bind to the wrong operand: `require('m').x`, `require('m')()`. */
function isOperand(node: Node, parent: Node): boolean {
  if (parent.type === 'MemberExpression') return parent.object === node;
  if (parent.type === 'CallExpression' || parent.type === 'NewExpression')
    return parent.callee === node;
  return parent.type === 'TSNonNullExpression' || parent.type === 'TaggedTemplateExpression';
}

function toFact(
  form: LoadForm,
  specifier: string,
  node: Node,
  { functionScopes, statementOf }: Context,
): LoadFact {
  const functionScope = functionScopes.idOf(node);
  return {
    form,
    specifier,
    range: toRange(node),
    statement: statementOf(node),
    functionScope,
    atStartup: functionScopes.facts[functionScope]?.runsAtStartup ?? false,
    isTypeOnly: false,
    bindings: [],
    isCalled: false,
    isOperand: false,
    isWholeInitializer: false,
  };
}

/**
 * Whether a call is Node's `require('m')`, or that of
 * `const require = createRequire(import.meta.url)`, but not of a parameter named `require`.
 */
export function isRequire(node: TSESTree.CallExpression, tree: SyntaxTree): boolean {
  const { callee } = node;
  if (callee.type === 'MemberExpression') {
    // module.require('m')
    return (
      callee.object.type === 'Identifier' &&
      callee.object.name === 'module' &&
      callee.property.type === 'Identifier' &&
      callee.property.name === 'require' &&
      !findVariable(tree, callee.object)
    );
  }
  // Ends most calls here, because scope analysis takes as long as parsing.
  if (
    callee.type !== 'Identifier' ||
    (callee.name !== 'require' && !tree.createdRequires.has(callee.name))
  )
    return false;
  const variable = findVariable(tree, callee);
  if (!variable || variable.defs.length === 0) return callee.name === 'require';
  const definition = variable.defs[0]?.node;
  return definition?.type === 'VariableDeclarator' && isCreateRequire(definition.init);
}
