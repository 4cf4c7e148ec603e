// Resolves an expression to the package export behind it, through aliases, patterns, namespaces,
// `require`, `import()`, fields and declared types.
import type { TSESTree } from '@typescript-eslint/types';
import { describeRoot, findAssigned, findField } from '../fan-out/names.ts';
import { findVariable } from '../scopes.ts';
import { getText, isClass, type Node, type SyntaxTree } from '../tree.ts';
import { getThisHolder } from '../values.ts';
import { getPath, unwrap } from '../fan-out/paths.ts';

/** A package export, or a member reached from it. */
export interface ExportedName {
  readonly specifier: string;
  /** See `PackageCallFact.name`. */
  readonly name: string;
}

const MAXIMUM_DEPTH = 8;

/** The export that an expression refers to; undefined if it doesn't come from another module. */
export function resolveExport(node: Node, tree: SyntaxTree, depth = 0): ExportedName | undefined {
  if (depth > MAXIMUM_DEPTH) return undefined;
  const inner = unwrap(node);
  switch (inner.type) {
    case 'Identifier':
      return resolveIdentifier(inner, tree, depth + 1);
    case 'MemberExpression':
      return resolveMember(inner, tree, depth + 1);
    case 'AwaitExpression':
      return resolveExport(inner.argument, tree, depth + 1);
    case 'ImportExpression':
      return toModule(inner.source);
    case 'CallExpression':
    case 'NewExpression': {
      if (isRequire(inner, tree)) return toModule(inner.arguments[0]);
      const made = resolveExport(inner.callee, tree, depth + 1);
      return made && { ...made, name: `${made.name}()` };
    }
    case 'LogicalExpression':
      // this.queue ??= new PQueue()
      return resolveExport(inner.right, tree, depth + 1);
    default:
      return undefined;
  }
}

function resolveIdentifier(
  identifier: TSESTree.Identifier,
  tree: SyntaxTree,
  depth: number,
): ExportedName | undefined {
  const variable = findVariable(tree, identifier);
  const definition = variable?.defs[0];
  if (!definition || variable.defs.length !== 1) return undefined;
  if (definition.type === 'ImportBinding') return resolveImport(definition.node);
  if (definition.type === 'Variable') {
    const { id, init } = definition.node;
    const writes = variable.references.filter((reference) => reference.isWrite());
    const only = writes.length === 1 ? writes[0]?.writeExpr : undefined;
    const value = init ?? only;
    if (value && writes.length <= 1) {
      const source = resolveExport(value, tree, depth);
      if (id.type === 'Identifier') return source ?? resolveType(identifier, tree);
      // const { Worker: BullWorker } = require('bullmq')
      const key = findKey(id, identifier.name);
      return source && key !== undefined ? join(source, key) : undefined;
    }
  }
  return resolveType(identifier, tree);
}

function resolveImport(node: Node): ExportedName | undefined {
  switch (node.type) {
    case 'ImportDefaultSpecifier':
    case 'ImportNamespaceSpecifier':
      return toModule(node.parent.source);
    case 'ImportSpecifier': {
      const module =
        node.parent.type === 'ImportDeclaration' ? toModule(node.parent.source) : undefined;
      return (
        module &&
        join(module, node.imported.type === 'Identifier' ? node.imported.name : node.imported.value)
      );
    }
    case 'TSImportEqualsDeclaration':
      return node.moduleReference.type === 'TSExternalModuleReference'
        ? toModule(node.moduleReference.expression)
        : undefined;
    default:
      return undefined;
  }
}

function resolveMember(
  member: TSESTree.MemberExpression,
  tree: SyntaxTree,
  depth: number,
): ExportedName | undefined {
  if (member.computed) return undefined;
  const name = getPath(member.property);
  if (unwrap(member.object).type === 'ThisExpression') {
    const holder = getThisHolder(member);
    if (!holder || !isClass(holder)) return undefined;
    const value = findField(holder, name)?.value ?? findAssigned(holder, name, tree);
    return (value && resolveExport(value, tree, depth)) ?? resolveType(member, tree);
  }
  const object = resolveExport(member.object, tree, depth);
  return object && join(object, name);
}

/** `constructor(private readonly queue: Queue)` */
function resolveType(node: Node, tree: SyntaxTree): ExportedName | undefined {
  const { typeName, typeSpecifier, made } = describeRoot(node, tree);
  return typeName !== undefined && typeSpecifier !== undefined && !made
    ? { specifier: typeSpecifier, name: `${typeName}()` }
    : undefined;
}

function join({ specifier, name }: ExportedName, key: string): ExportedName {
  // The default export of an ES module is `module.exports` of a CommonJS one.
  if (key === 'default' && name === '') return { specifier, name };
  return { specifier, name: name === '' ? key : `${name}.${key}` };
}

function toModule(source: Node | undefined): ExportedName | undefined {
  const specifier = getText(source);
  return specifier === undefined
    ? undefined
    : { specifier: specifier.replace(/^node:/, ''), name: '' };
}

function isRequire(
  node: TSESTree.CallExpression | TSESTree.NewExpression,
  tree: SyntaxTree,
): boolean {
  return (
    node.callee.type === 'Identifier' &&
    node.callee.name === 'require' &&
    (findVariable(tree, node.callee)?.defs.length ?? 0) === 0
  );
}

function findKey(pattern: Node, local: string): string | undefined {
  if (pattern.type !== 'ObjectPattern') return undefined;
  for (const property of pattern.properties) {
    if (property.type !== 'Property' || property.computed) continue;
    const target =
      property.value.type === 'AssignmentPattern' ? property.value.left : property.value;
    if (target.type === 'Identifier' && target.name === local) return getPath(property.key);
  }
  return undefined;
}
