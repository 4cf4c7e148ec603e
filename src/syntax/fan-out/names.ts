// Describes the root of a path such as `this.prisma.user.findMany`: an imported module, a value
// made by a call, or a declared type.
import type { Definition, DefinitionType } from '@typescript-eslint/scope-manager';
import type { TSESTree } from '@typescript-eslint/types';
import type { WorkCallFact, MakerFact } from './facts.ts';
import { findSize } from './sizes.ts';
import { findType, findVariable } from '../scopes.ts';
import {
  getText,
  isClass,
  isFunction,
  toRange,
  type ClassNode,
  type Node,
  type SyntaxTree,
} from '../tree.ts';
import { findBodiesOf, findMembers, getThisHolder } from '../values.ts';
import { getLastName, getPath, getRoot, unwrap } from './paths.ts';

export type Call = TSESTree.CallExpression | TSESTree.NewExpression;

type ImportBindingDefinition = Extract<Definition, { type: DefinitionType.ImportBinding }>;

/** Facts about the root of a path. */
export type RootFact = Pick<
  WorkCallFact,
  'specifier' | 'made' | 'typeName' | 'typeSpecifier' | 'isInherited'
>;

/** Describes the root of a path. */
export function describeRoot(node: Node, tree: SyntaxTree, depth = 0): RootFact {
  if (depth > 5) return {};
  const root = getRoot(node);
  if (root.type === 'Identifier') return describeIdentifier(root, tree, depth);
  if (root.type === 'MemberExpression') return describeField(root, tree, depth);
  if (root.type === 'ImportExpression') return toSpecifier(getText(root.source));
  return {};
}

function describeIdentifier(
  identifier: TSESTree.Identifier,
  tree: SyntaxTree,
  depth: number,
): RootFact {
  const definition = findVariable(tree, identifier)?.defs[0];
  if (!definition) return {};
  // import x from 'm'
  if (definition.type === 'ImportBinding') return describeImport(definition);
  if (definition.type === 'Variable') {
    const { init, id } = definition.node;
    return { ...describeType(id, tree), ...(init ? describeValue(init, tree, depth + 1) : {}) };
  }
  return definition.type === 'Parameter' ? describeType(definition.name, tree) : {};
}

function describeImport({ parent, node }: ImportBindingDefinition): RootFact {
  return parent.type === 'ImportDeclaration'
    ? toSpecifier(parent.source.value)
    : toSpecifier(getEqualsSource(node));
}

/** Describes `this.x` by its declaration, parameter property, or assignment in the class. */
function describeField(
  member: TSESTree.MemberExpression,
  tree: SyntaxTree,
  depth: number,
): RootFact {
  const holder = getThisHolder(member);
  const name = getPath(member.property);
  if (!holder || !isClass(holder) || member.computed) return {};
  const field = findField(holder, name);
  const value = field?.value ?? findAssigned(holder, name, tree);
  if (
    !field &&
    !value &&
    holder.superClass?.type === 'Identifier' &&
    [...findMembers(holder, name)].length === 0
  ) {
    const { specifier } = describeIdentifier(holder.superClass, tree, depth);
    return specifier === undefined
      ? {}
      : { typeName: holder.superClass.name, typeSpecifier: specifier, isInherited: true };
  }
  const typed = field?.typed ? describeType(field.typed, tree) : {};
  const { typeName, typeSpecifier, ...origin } = value ? describeValue(value, tree, depth + 1) : {};
  // private cache: Cache; constructor(options: Options) { this.cache = options.cache; }
  return { ...origin, ...(typed.typeName === undefined ? toType(typeName, typeSpecifier) : typed) };
}

function toType(typeName: string | undefined, typeSpecifier: string | undefined): RootFact {
  return {
    ...(typeName === undefined ? {} : { typeName }),
    ...(typeSpecifier === undefined ? {} : { typeSpecifier }),
  };
}

interface Field {
  readonly typed?: Node;
  readonly value?: Node;
}

/** Finds the declaration of a field: a class member or a parameter property. */
export function findField(holder: ClassNode, name: string): Field | undefined {
  for (const member of holder.body.body) {
    if (member.type === 'PropertyDefinition' && !member.computed && getPath(member.key) === name) {
      return { typed: member, ...(member.value ? { value: member.value } : {}) };
    }
    if (member.type !== 'MethodDefinition' || member.kind !== 'constructor') continue;
    for (const parameter of member.value.params) {
      // constructor(private readonly x: X)
      if (parameter.type !== 'TSParameterProperty') continue;
      const target =
        parameter.parameter.type === 'AssignmentPattern'
          ? parameter.parameter.left
          : parameter.parameter;
      if (target.name === name) return { typed: target };
    }
  }
  return undefined;
}

/** Finds the value of `this.x = …` in the class, preferring calls. */
export function findAssigned(holder: ClassNode, name: string, tree: SyntaxTree): Node | undefined {
  const assigned = tree
    .nodesIn(toRange(holder), 'AssignmentExpression')
    .filter((node) => getPath(node.left) === `this.${name}`)
    .map(({ right }) => right);
  // this.axios = axios.create(); this.axios = rateLimit(this.axios, …)
  return (
    assigned.findLast(
      (value) => value.type === 'CallExpression' || value.type === 'NewExpression',
    ) ?? assigned[0]
  );
}

/** Describes `require('m')`, `await import('m')`, `new X()`, `make()`, or another name. */
function describeValue(value: Node, tree: SyntaxTree, depth: number): RootFact {
  const node = unwrapAwait(value);
  const loaded = getLoaded(node);
  if (loaded) return toSpecifier(getText(loaded));
  if (node.type === 'CallExpression' || node.type === 'NewExpression')
    return { ...describeResult(node, tree), made: toMaker(node, tree, depth) };
  // const { get } = axios; const db = this.db
  if (node.type === 'Identifier' || node.type === 'MemberExpression')
    return describeRoot(node, tree, depth);
  // a ?? b
  if (node.type === 'LogicalExpression') return describeValue(node.right, tree, depth);
  return {};
}

function unwrapAwait(value: Node): Node {
  const inner = unwrap(value);
  return inner.type === 'AwaitExpression' ? unwrap(inner.argument) : inner;
}

/** What `require('m')` or `import('m')` loads. */
function getLoaded(node: Node): Node | undefined {
  if (node.type === 'ImportExpression') return node.source;
  return node.type === 'CallExpression' && getPath(node.callee) === 'require'
    ? node.arguments[0]
    : undefined;
}

/** Functions whose type argument is their return type. */
const GIVES = /^(?:get|resolve|inject)(?![a-z])/;

/** The type of `makeClient()`, where `makeClient(): Client` is a function of the file. */
function describeResult(node: Call, tree: SyntaxTree): RootFact {
  if (node.type === 'NewExpression') return {};
  // this.getManager<EntityManager>(), container.resolve<Mailer>('mailer')
  const [given] = node.typeArguments?.params ?? [];
  if (given && GIVES.test(getLastName(getPath(node.callee)))) return describeTypeNode(given, tree);
  for (const body of findBodiesOf(node.callee, false, tree)) {
    const written = isFunction(body) ? body.returnType : undefined;
    if (written) return describeTypeNode(written.typeAnnotation, tree);
  }
  return {};
}

function toMaker(node: Call, tree: SyntaxTree, depth: number): MakerFact {
  const root = describeRoot(node.callee, tree, depth + 1);
  const specifier = root.specifier ?? root.made?.specifier;
  const size = findSize(node, tree);
  return {
    path: getPath(node.callee),
    isNew: node.type === 'NewExpression',
    ...(specifier === undefined ? {} : { specifier }),
    ...(size ? { size } : {}),
  };
}

function describeType(node: Node, tree: SyntaxTree): RootFact {
  const annotation =
    'typeAnnotation' in node && node.typeAnnotation?.type === 'TSTypeAnnotation'
      ? node.typeAnnotation.typeAnnotation
      : undefined;
  return annotation ? describeTypeNode(annotation, tree) : {};
}

function describeTypeNode(annotation: TSESTree.TypeNode, tree: SyntaxTree): RootFact {
  if (annotation.type !== 'TSTypeReference') return {};
  // Promise<Client>: the awaited type
  const [inner] = annotation.typeArguments?.params ?? [];
  if (annotation.typeName.type === 'Identifier' && annotation.typeName.name === 'Promise')
    return inner ? describeTypeNode(inner, tree) : {};
  const name = annotation.typeName;
  const first = name.type === 'TSQualifiedName' ? getQualifiedRoot(name) : name;
  if (first.type !== 'Identifier') return {};
  const { specifier } = describeTypeRoot(first, tree);
  const typeName =
    name.type === 'Identifier' ? name.name : name.type === 'TSQualifiedName' ? name.right.name : '';
  return { typeName, ...(specifier === undefined ? {} : { typeSpecifier: specifier }) };
}

/**
 * Describes the `t` of a type `t.Node`: a name that an import or a load binds. No other declaration
 * is followed: it may be typed by the name itself, as in `(t: t) => …`.
 */
function describeTypeRoot(identifier: TSESTree.Identifier, tree: SyntaxTree): RootFact {
  const definition = (findType(tree, identifier) ?? findVariable(tree, identifier))?.defs[0];
  if (definition?.type === 'ImportBinding') return describeImport(definition);
  const init = definition?.type === 'Variable' ? definition.node.init : null;
  const loaded = init ? getLoaded(unwrapAwait(init)) : undefined;
  return loaded ? toSpecifier(getText(loaded)) : {};
}

function getQualifiedRoot(name: TSESTree.TSQualifiedName): Node {
  return name.left.type === 'TSQualifiedName' ? getQualifiedRoot(name.left) : name.left;
}

function getEqualsSource(node: Node): string | undefined {
  return node.type === 'TSImportEqualsDeclaration' &&
    node.moduleReference.type === 'TSExternalModuleReference'
    ? getText(node.moduleReference.expression)
    : undefined;
}

function toSpecifier(specifier: string | undefined): RootFact {
  return specifier === undefined ? {} : { specifier };
}
