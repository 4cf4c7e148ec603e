// The edits that make a function async and await its calls.
import type { CallSiteFact, ModuleFacts } from '../../syntax/facts.ts';
import type { TextEdit } from '../../text/edits.ts';
import type { Range } from '../../text/range.ts';
import { getText } from '../../text/source-text.ts';
import type { FunctionScope, SignatureFact } from '../../syntax/functions/facts.ts';
import type { ResultKind } from './references.ts';

/**
 * `async ` and `Promise<…>`; undefined for a promise type by another name, which an async function
 * must not have.
 */
export function getHeadEdits(
  facts: ModuleFacts,
  { signature }: FunctionScope,
  getResult: () => ResultKind,
): readonly TextEdit[] | undefined {
  if (!signature) return undefined;
  const { asyncAt, returnType } = signature;
  const head: TextEdit = { range: [asyncAt, asyncAt], text: 'async ' };
  if (!returnType || isPromiseType(facts, returnType)) return [head];
  const result = getResult();
  if (result === 'promise' || result === 'thenable') return undefined;
  return [
    head,
    { range: [returnType[0], returnType[0]], text: 'Promise<' },
    { range: [returnType[1], returnType[1]], text: '>' },
  ];
}

/** What the function gives, where its declaration alone tells. */
export function getStatedResult(
  facts: ModuleFacts,
  { returnType, isPlain }: SignatureFact,
): ResultKind | undefined {
  if (isPromiseType(facts, returnType)) return 'promise';
  return isPlain ? 'value' : undefined;
}

function isPromiseType(facts: ModuleFacts, type: Range | undefined): boolean {
  return type !== undefined && /^Promise\s*</.test(getText(facts.source, type));
}

/**
 * `f()` → `await f()`; of calls that start at the same place, the outer one comes first: `await
 * (await f()).g()`.
 */
export function toAwait({ range: [start, end], isOperand }: CallSiteFact): readonly TextEdit[] {
  const opening = { range: [start, start], order: 1_000_000 - (end - start) } as const;
  return isOperand
    ? [
        { ...opening, text: '(await ' },
        { range: [end, end], text: ')', order: -1 },
      ]
    : [{ ...opening, text: 'await ' }];
}
