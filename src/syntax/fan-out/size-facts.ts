// Builds and compares sizes.
import type { TSESTree } from '@typescript-eslint/types';
import type { SizeFact } from './facts.ts';
import { findVariable } from '../scopes.ts';
import { isFunction, type Node, type SyntaxTree } from '../tree.ts';

/** Properties whose value is a limit. */
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

/** Parameters whose value is a limit. */
export const LIMIT_NAMES =
  /^(?:limit|take|pageSize|perPage|batchSize|chunkSize|maxResults|pageLimit|batchLimit)$/;

/** Properties that select a page of results. */
const CURSORS =
  /^(?:cursor|startingAfter|starting_after|pageToken|page_token|nextPageToken|[nN]extToken|[cC]ontinuationToken|nextCursor|next_cursor|pageCursor|ExclusiveStartKey)$/;

/** Names of constants: `MAX_USERS`. */
export const CONSTANT = /^[A-Z][A-Z0-9_]*$/;

/** Names of configuration. */
export const CONFIGURED =
  /(?:config|configuration|settings|options|opts|env|params|constants|limits|defaults|this)\b/i;

/** The limit in a query string: `?limit=10`. */
export function readUrlSize(text: string): SizeFact | undefined {
  const [, number] =
    /[?&](?:limit|per_page|perPage|page_size|pageSize|count|num_results|max_results|maxResults|top|take)=(\d+)/.exec(
      text,
    ) ?? [];
  return number === undefined ? undefined : { kind: 'number', value: Number(number), text: number };
}

/**
 * Finds the property by which a call asks for one page of many: `{ startingAfter: cursor }`, or in
 * a loop `{ page: currentPage }`.
 */
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

/** The size of `Math.min(…)`. */
export function pickSmallest(sizes: readonly SizeFact[], text: string): SizeFact {
  const numbers = sizes.flatMap((size) => (size.value === undefined ? [] : [size.value]));
  if (numbers.length > 0) return toNumber(Math.min(...numbers), text);
  const kind =
    sizes.find((size) => size.kind === 'constant')?.kind ??
    sizes.find((size) => size.kind === 'configured')?.kind ??
    'dynamic';
  return { kind, text };
}

/** A known size; `none` if it isn't finite. */
export function toNumber(value: number, text: string): SizeFact {
  return Number.isFinite(value) ? { kind: 'number', value, text } : { kind: 'none', text };
}

/** The initialiser of a variable that is never reassigned. */
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
