// Finds the origins of a named array: its initialiser, the loop that fills it, or the callers of
// its function.
import type { Variable } from '@typescript-eslint/scope-manager';
import type { TSESTree } from '@typescript-eslint/types';
import { toCall } from '../calls.ts';
import type { OriginFact } from '../facts.ts';
import { describeRoot } from '../names.ts';
import { getSumWith } from '../slices.ts';
import { findVariable } from '../../scopes.ts';
import { findPassedArguments, mayBeCalledElsewhere } from '../passed-arguments.ts';
import { getSize } from '../sizes.ts';
import { getFunctionAround, isFunction, type Node, type SyntaxTree } from '../../tree.ts';
import { getLastName, getPath, getRoot, unwrap } from '../paths.ts';
import { guard, toFixed, toOrigin, type OriginSearch } from './origin-facts.ts';
import { isChanged } from './changes.ts';
import {
  findWritten,
  findLoop,
  spreadOrigins,
  findUpperLimits,
  findKey,
  toTypeName,
  isPlain,
} from './declared-names.ts';

type Definition = Variable['defs'][number];

/** Finds the origins of the array that a name refers to. */
export function findNameOrigins(
  name: TSESTree.Identifier,
  tree: SyntaxTree,
  search: OriginSearch,
  depth: number,
): readonly OriginFact[] {
  const variable = findVariable(tree, name);
  const definition = variable?.defs[0];
  if (!variable || !definition || depth > 14) return [toOrigin('unknown', name, tree)];
  // jobs = jobs.filter(f): not longer than before
  if (pendingVariables.has(variable)) return [];
  pendingVariables.add(variable);
  try {
    return findOriginsOf(variable, definition, name, tree, search, depth);
  } finally {
    pendingVariables.delete(variable);
  }
}

/** The variables whose origins are being searched, against endless recursion. */
const pendingVariables = new Set<Variable>();

function findOriginsOf(
  variable: Variable,
  definition: Definition,
  name: TSESTree.Identifier,
  tree: SyntaxTree,
  search: OriginSearch,
  depth: number,
): readonly OriginFact[] {
  switch (definition.type) {
    case 'ImportBinding':
      return [toOrigin('imported', name, tree)];
    case 'TSEnumName':
      return [toFixed(name, definition.node.body.members.length, tree)];
    case 'Parameter':
      return findParameterOrigins(definition.name, definition.node, tree, search, depth);
    case 'Variable':
      return findVariableOrigins(variable, definition.node, name, tree, search, depth);
    default:
      return [toOrigin('unknown', name, tree)];
  }
}

function findVariableOrigins(
  variable: Variable,
  declarator: TSESTree.VariableDeclarator,
  name: TSESTree.Identifier,
  tree: SyntaxTree,
  search: OriginSearch,
  depth: number,
): readonly OriginFact[] {
  const { parent: declaration } = declarator;
  const loop = declaration.parent;
  // for (const batch of batches)
  if (loop.type === 'ForOfStatement' && loop.left === declaration) {
    if (declarator.id.type === 'Identifier')
      return search.findElementOrigins(loop.right, tree, depth, name.name);
    return search.findElementOrigins(loop.right, tree, depth, name.name).map((origin) => ({
      ...origin,
      bounds: [],
    }));
  }
  const values = [declarator.init, ...findWritten(variable)].filter(
    (value): value is TSESTree.Expression => value !== null,
  );
  if (values.length === 0) return [toOrigin('unknown', name, tree)];
  // const { users } = await load(); const [rows] = await pool.query()
  if (declarator.id.type !== 'Identifier')
    return values.flatMap((value) =>
      findPartOrigins(value, name, declarator.id, tree, search, depth),
    );
  const grown = findGrowth(variable, declarator, tree, search, depth);
  const found = values.flatMap((value) => search.findOrigins(value, tree, depth));
  const isEmpty = (origin: OriginFact): boolean =>
    origin.kind === 'fixed' && (origin.size?.value ?? 0) === 0;
  const whole = found.filter((origin) => !isEmpty(origin));
  if (grown === 'registry') return [toOrigin('registry', name, tree)];
  return whole.length + grown.length > 0 ? [...whole, ...grown] : found;
}

/** Finds the origins of what is pushed to `const xs = []`, in loops and single statements. */
function findGrowth(
  variable: Variable,
  declarator: TSESTree.VariableDeclarator,
  tree: SyntaxTree,
  search: OriginSearch,
  depth: number,
): readonly OriginFact[] | 'registry' {
  const pushes = variable.references.flatMap(
    ({ identifier }): readonly (TSESTree.CallExpression | TSESTree.AssignmentExpression)[] => {
      const member = identifier.parent;
      const call =
        member.type === 'MemberExpression' && member.object === identifier
          ? member.parent
          : undefined;
      const method = member.type === 'MemberExpression' ? getPath(member.property) : '';
      // seen[id] = true
      if (
        member.type === 'MemberExpression' &&
        member.object === identifier &&
        member.computed &&
        member.parent.type === 'AssignmentExpression' &&
        member.parent.left === member
      )
        return [member.parent];
      if (
        call?.type === 'CallExpression' &&
        call.callee === member &&
        /^(?:push|unshift|set|add)$/.test(method)
      )
        return [call];
      return [];
    },
  );
  const isModuleLevel =
    declarator.parent.parent.type === 'Program' ||
    declarator.parent.parent.type === 'ExportNamedDeclaration';
  if (
    isModuleLevel &&
    (pushes.some((call) => getFunctionAround(call) !== undefined) || isChanged(variable.name, tree))
  )
    return 'registry';
  return pushes.flatMap((call) => {
    const loop = findLoop(call, getFunctionAround(declarator));
    if (loop)
      return spreadOrigins(
        call,
        loop.type === 'ForOfStatement'
          ? search.findOrigins(loop.right, tree, depth)
          : findPassOrigins(loop, tree, search, depth),
      );
    const [first] = call.type === 'CallExpression' ? call.arguments : [];
    // xs.push(...ys)
    if (first?.type === 'SpreadElement') return search.findOrigins(first.argument, tree, depth);
    const each = getFunctionAround(call);
    if (each && each !== getFunctionAround(declarator))
      return findCallbackOrigins(each, tree, search, depth); // ys.forEach((y) => xs.push(y))
    return [toFixed(call, 1, tree)];
  });
}

/** Finds how often `for (let i = start; i < start + n && i < max; i += 1)` runs. */
function findPassOrigins(
  loop: Node,
  tree: SyntaxTree,
  search: OriginSearch,
  depth: number,
): readonly OriginFact[] {
  const declared =
    loop.type === 'ForStatement' && loop.init?.type === 'VariableDeclaration'
      ? loop.init.declarations[0]
      : undefined;
  if (loop.type !== 'ForStatement' || !loop.test || !declared?.init)
    return [toOrigin('unknown', loop, tree)];
  const { init } = declared;
  const limits = findUpperLimits(loop.test, getPath(declared.id));
  const list = limits
    .map(unwrap)
    .find((limit) => limit.type === 'MemberExpression' && getPath(limit.property) === 'length');
  if (list?.type === 'MemberExpression') return search.findOrigins(list.object, tree, depth);
  const sizes = limits.flatMap((limit) => {
    const from = getSumWith(limit, tree.source.text.slice(...init.range), tree);
    return from || init.type === 'Literal' ? [getSize(from ?? limit, tree)] : [];
  });
  const size = sizes.find(({ kind }) => kind !== 'dynamic') ?? sizes[0];
  return [
    size
      ? { ...toOrigin('counted', loop, tree), size: { ...size, by: 'length' } }
      : toOrigin('unknown', loop, tree),
  ];
}

function findCallbackOrigins(
  callback: Node,
  tree: SyntaxTree,
  search: OriginSearch,
  depth: number,
): readonly OriginFact[] {
  const call = callback.parent;
  return call?.type === 'CallExpression' && call.callee.type === 'MemberExpression'
    ? search.findOrigins(call.callee.object, tree, depth)
    : [toOrigin('unknown', callback, tree)];
}

/** Finds the origins of a destructured part of a value. */
function findPartOrigins(
  value: Node,
  name: TSESTree.Identifier,
  pattern: Node,
  tree: SyntaxTree,
  search: OriginSearch,
  depth: number,
): readonly OriginFact[] {
  const inner = unwrap(value);
  const source = inner.type === 'AwaitExpression' ? unwrap(inner.argument) : inner;
  const key = findKey(pattern, name.name) ?? name.name;
  if (source.type === 'CallExpression' || source.type === 'NewExpression') {
    const first = source.arguments[0];
    // const [users, orders] = await Promise.all([findUsers(), findOrders()])
    if (
      /^Promise\.(?:all|allSettled)$/.test(getPath(source.callee)) &&
      first?.type === 'ArrayExpression' &&
      pattern.type === 'ArrayPattern'
    ) {
      const place = pattern.elements.findIndex(
        (element) => element?.type === 'Identifier' && element.name === name.name,
      );
      const element = first.elements[place];
      if (element && element.type !== 'SpreadElement')
        return search.findOrigins(element, tree, depth);
    }
    const call = toCall(source, tree);
    const bounds = call.size ? [{ ...call.size, by: 'query' as const }] : [];
    return [{ kind: 'call', text: name.name, path: `${call.path}().${key}`, call, bounds }];
  }
  const root = getRoot(source);
  const from = root.type === 'Identifier' ? findNameOrigins(root, tree, search, depth + 1) : [];
  const facts = describeRoot(source, tree);
  const call = from.find((origin) => origin.call)?.call;
  return [
    {
      kind: facts.specifier === undefined ? (call ? 'call' : 'path') : 'imported',
      text: name.name,
      path: `${getPath(source)}.${key}`,
      ...(call ? { call } : {}),
      ...(facts.typeName === undefined ? {} : { typeName: facts.typeName }),
      bounds: [],
    },
  ];
}

/** Finds the origins of a parameter: an element of a list, or what callers in this file pass. */
function findParameterOrigins(
  name: Node,
  owner: Definition['node'],
  tree: SyntaxTree,
  search: OriginSearch,
  depth: number,
): readonly OriginFact[] {
  const own = toOrigin('parameter', name, tree);
  const label = name.type === 'Identifier' ? name.name : own.text;
  const base: OriginFact = { ...own, text: label, path: label, ...toTypeName(name, tree) };
  if (!isFunction(owner)) return [base];
  const place = owner.params.findIndex(
    (parameter) => parameter.range[0] <= name.range[0] && parameter.range[1] >= name.range[1],
  );
  const isWhole = isPlain(owner.params[place], name);
  const call = owner.parent;
  if (call.type === 'CallExpression' && call.callee !== owner) {
    // batches.map((batch) => …)
    if (
      place === 0 &&
      call.callee.type === 'MemberExpression' &&
      /^(?:map|forEach|flatMap|filter|each)$/.test(getPath(call.callee.property))
    ) {
      const found = search.findElementOrigins(call.callee.object, tree, depth, label);
      return isWhole ? found : found.map((origin) => ({ ...origin, bounds: [] }));
    }
    // axios.get(url).then((response) => …)
    if (
      place === 0 &&
      call.callee.type === 'MemberExpression' &&
      getPath(call.callee.property) === 'then' &&
      unwrap(call.callee.object).type === 'CallExpression'
    ) {
      const found = search.findOrigins(call.callee.object, tree, depth + 1);
      return isWhole
        ? found
        : found.map((origin) => ({
            ...origin,
            path: `${origin.path}.${label}`,
            bounds: origin.bounds.filter((bound) => bound.by === 'query'),
          }));
    }
    // findAllInBatches(query, async (rows) => …)
    const callee = getLastName(getPath(call.callee));
    const { size } = toCall(call, tree);
    const bounds = /batch|chunk|page|paginat/i.test(callee)
      ? [{ ...(size ?? { kind: 'dynamic' as const, text: callee }), by: 'chunk' as const }]
      : [];
    return [{ ...base, path: `${callee}(${label})`, bounds }];
  }
  const passed = isWhole && depth < 10 ? findPassedArguments(owner, place, tree) : [];
  const found = passed.flatMap((value) =>
    guard(search.findOrigins(value, tree, depth + 2), value, value, tree),
  );
  // Calls in this file pass short lists, but other files may call the function too.
  return found.length > 0 &&
    !(found.every(({ kind }) => kind === 'fixed') && mayBeCalledElsewhere(owner))
    ? found
    : [base];
}
