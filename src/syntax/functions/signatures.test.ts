// Tests which return types are known not to have a `then` without resolving names.
import { expect, it } from 'vitest';
import { toSourceText } from '../../text/source-text.ts';
import { analyzeModule, isParseFailure } from '../analyze.ts';

function isPlain(type: string): boolean {
  const facts = analyzeModule(
    toSourceText('/x.ts', `export function f(): ${type} {\n  throw new Error();\n}\n`),
  );
  if (isParseFailure(facts)) throw new Error(facts.message);
  return facts.functionScopes.find(({ kind }) => kind === 'function')?.signature?.isPlain === true;
}

it.each([
  'void',
  'string',
  'number | null',
  "'a' | 'b'",
  'Box[]',
  '[Box, Box]',
  '{ size: number; box?: Box } | undefined',
])('%s is plain', (type) => {
  expect(isPlain(type)).toBe(true);
});

it.each([
  'Box',
  'Promise<string>',
  'string | Promise<string>',
  'any',
  'unknown',
  'Array<string>',
  '{ then(): void }',
  '{ then: () => void }',
  "{ 'then': () => void }",
  '{ [key]: () => void }',
  '{ size: number } & Box',
  'T extends string ? Box : string',
])('%s is not plain', (type) => {
  expect(isPlain(type)).toBe(false);
});
