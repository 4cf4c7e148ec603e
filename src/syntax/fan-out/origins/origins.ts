// Finds what decides the length of an array, through the names and functions of one file.
import type { TSESTree } from '@typescript-eslint/types';
import { findCallOrigins, findSqlLimit } from './call-origins.ts';
import { toCall } from '../calls.ts';
import type { OriginFact } from '../facts.ts';
import { findMemberOrigins } from './member-origins.ts';
import { findNameOrigins } from './name-origins.ts';
import { getSize } from '../sizes.ts';
import type { Node, SyntaxTree } from '../../tree.ts';
import { getValueOf } from '../../values.ts';
import { unwrap } from '../paths.ts';
import {
  isChunkCall,
  MAXIMUM_DEPTH,
  textOf,
  toFixed,
  toOrigin,
  type OriginSearch,
} from './origin-facts.ts';

/** Finds the origins of `node`; several if arrays are joined or alternatives. */
export function findOrigins(node: Node, tree: SyntaxTree, depth = 0): readonly OriginFact[] {
  if (depth > MAXIMUM_DEPTH) return [toOrigin('unknown', node, tree)];
  const inner = unwrap(node);
  const follow = (next: Node): readonly OriginFact[] => findOrigins(next, tree, depth + 1);
  switch (inner.type) {
    case 'ArrayExpression': {
      // [a, b, ...rest]
      const spreads = inner.elements.filter(
        (element): element is TSESTree.SpreadElement => element?.type === 'SpreadElement',
      );
      const fixed = inner.elements.length - spreads.length;
      const own = fixed > 0 || spreads.length === 0 ? [toFixed(inner, fixed, tree)] : [];
      return [...own, ...spreads.flatMap((spread) => follow(spread.argument))];
    }
    case 'ObjectExpression':
      return inner.properties.some((property) => property.type === 'SpreadElement')
        ? [toOrigin('unknown', inner, tree)]
        : [toFixed(inner, inner.properties.length, tree)];
    case 'AwaitExpression':
      return follow(inner.argument);
    case 'ConditionalExpression':
      return [...follow(inner.consequent), ...follow(inner.alternate)];
    case 'LogicalExpression':
      return [...(inner.operator === '&&' ? [] : follow(inner.left)), ...follow(inner.right)];
    case 'AssignmentExpression':
      return follow(inner.right);
    case 'Identifier':
      return findNameOrigins(inner, tree, SEARCH, depth + 1);
    case 'MemberExpression':
      return findMemberOrigins(inner, tree, SEARCH, depth + 1);
    case 'CallExpression':
    case 'NewExpression':
      return findCallOrigins(inner, tree, SEARCH, depth + 1);
    case 'TaggedTemplateExpression': {
      // sql`SELECT … LIMIT 20`
      const call = toCall(inner, tree);
      return [
        {
          kind: 'call',
          text: textOf(inner, tree),
          path: call.path,
          call,
          bounds: findSqlLimit(call.literal),
        },
      ];
    }
    case 'Literal':
      return [toFixed(inner, 1, tree)];
    default:
      return [toOrigin('unknown', inner, tree)];
  }
}

/** Finds the origins of the elements of `node`, an array of arrays. */
function findElementOrigins(
  node: Node,
  tree: SyntaxTree,
  depth: number,
  name: string,
): readonly OriginFact[] {
  const inner = unwrap(node);
  // const batches = chunk(xs, 10)
  const value = inner.type === 'Identifier' ? getValueOf(inner, tree) : undefined;
  const list = value && isChunkCall(value) ? value : inner;
  const call = list.type === 'AwaitExpression' ? unwrap(list.argument) : list;
  if (call.type === 'CallExpression' && isChunkCall(call)) {
    // for (const batch of chunk(xs, 10))
    const size =
      call.arguments.length > 1
        ? getSize(call.arguments.at(-1) ?? call, tree)
        : (toCall(call, tree).size ?? { kind: 'dynamic', text: '' });
    return [{ ...toOrigin('call', call, tree), path: name, bounds: [{ ...size, by: 'chunk' }] }];
  }
  return findOrigins(list, tree, depth + 1).map((origin) => ({
    kind:
      origin.kind === 'fixed' || origin.kind === 'counted'
        ? 'unknown'
        : origin.kind === 'registry'
          ? 'path'
          : origin.kind,
    text: name,
    path: origin.path ? `${origin.path}[]` : name,
    ...(origin.call ? { call: origin.call } : {}),
    ...(origin.typeName === undefined ? {} : { typeName: origin.typeName }),
    bounds: [],
  }));
}

const SEARCH: OriginSearch = { findOrigins, findElementOrigins };
