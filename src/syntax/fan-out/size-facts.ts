// How sizes are made and compared.
import type { TSESTree } from '@typescript-eslint/types';
import type { SizeFact } from './facts.ts';
import { findVariable } from '../scopes.ts';
import { isFunction, type Node, type SyntaxTree } from '../tree.ts';

/** Properties whose value says how many of something there may be. */
export const LIMITS: ReadonlySet<string> = new Set([
  'concurrency',
  'limit',
  'take',
  'first',
  'max',
  'size',
  'pageSize',
  'per_page',
  'perPage',
  'page_size',
  'maxConcurrent',
  'maxConcurrency',
  'maxResults',
  'MaxResults',
  'maxKeys',
  'MaxKeys',
  'Limit',
  'top',
  'count',
  'batchSize',
  'maxBatchSize',
  'hitsPerPage',
  'maxItems',
  'maxTasks',
  'num_results',
  'numResults',
  'max_results',
  'topK',
  'top_k',
  'k',
  'maxBatch',
]);

/** Names of parameters that say how many are wanted. */
export const LIMIT_NAMES =
  /^(?:limit|take|pageSize|perPage|batchSize|chunkSize|maxResults|pageLimit|batchLimit)$/;

/** Names of properties that say which page is wanted. */
const CURSORS =
  /^(?:cursor|startingAfter|starting_after|pageToken|page_token|nextPageToken|[nN]extToken|[cC]ontinuationToken|nextCursor|next_cursor|pageCursor|ExclusiveStartKey)$/;

export const CONSTANT = /^[A-Z][A-Z0-9_]*$/;

export const CONFIGURED =
  /(?:config|configuration|settings|options|opts|env|params|constants|limits|defaults|this)\b/i;

export function readUrlSize(text: string): SizeFact | undefined {
  const [, number] =
    /[?&](?:limit|per_page|perPage|page_size|pageSize|count|num_results|max_results|maxResults|top|take)=(\d+)/.exec(
      text,
    ) ?? [];
  return number === undefined ? undefined : { kind: 'number', value: Number(number), text: number };
}

/** `{ startingAfter: cursor }`, `{ page: currentPage }` in a loop: a call that gives one page of many. */
export function findPage(node: Node, call: Node): Node | undefined {
  if (node.type !== 'ObjectExpression') return undefined;
  for (const property of node.properties) {
    if (property.type !== 'Property' || property.computed) continue;
    const name =
      property.key.type === 'Identifier' ? property.key.name : String(property.key.value);
    if (CURSORS.test(name) || (/^(?:page|pageNumber|offset)$/.test(name) && isInLoop(call)))
      return property;
    const nested =
      name === 'params' || name === 'query' || name === 'pagination'
        ? findPage(property.value, call)
        : undefined;
    if (nested) return nested;
  }
  return undefined;
}

function isInLoop(node: Node): boolean {
  for (let parent = node.parent; parent && !isFunction(parent); parent = parent.parent) {
    if (/^(?:While|DoWhile|For)Statement$/.test(parent.type)) return true;
  }
  return false;
}

export function pickSmallest(sizes: readonly SizeFact[], text: string): SizeFact {
  const numbers = sizes.flatMap((size) => (size.value === undefined ? [] : [size.value]));
  if (numbers.length > 0) return toNumber(Math.min(...numbers), text);
  const kind =
    sizes.find((size) => size.kind === 'constant')?.kind ??
    sizes.find((size) => size.kind === 'configured')?.kind ??
    'dynamic';
  return { kind, text };
}

export function toNumber(value: number, text: string): SizeFact {
  return Number.isFinite(value) ? { kind: 'number', value, text } : { kind: 'none', text };
}

/** The initialiser of a `const`, or of a variable that nothing else is written to. */
export function getInitializer(node: TSESTree.Identifier, tree: SyntaxTree): Node | undefined {
  const variable = findVariable(tree, node);
  const definition = variable?.defs[0];
  if (
    variable?.defs.length !== 1 ||
    definition?.type !== 'Variable' ||
    definition.node.id.type !== 'Identifier'
  )
    return undefined;
  if (variable.references.some((reference) => reference.isWrite() && !reference.init))
    return undefined;
  return definition.node.init ?? undefined;
}

export function toPair(node: Node): readonly [number, number] {
  return [node.range[0], node.range[1]];
}
