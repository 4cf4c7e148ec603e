import { expect, it } from 'vitest';
import { toSourceText } from '../text/source-text.ts';
import { parseModule } from './parse.ts';

it('parses Flow types that are also valid TypeScript', () => {
  expect(
    parseModule(toSourceText('/a/x.js', 'export const f = (a: string): mixed => a;\n')),
  ).toMatchObject({ isModule: true });
});

it('reports the JavaScript error if a file is neither', () => {
  expect(parseModule(toSourceText('/a/x.js', 'export const = 1;\n'))).toMatchObject({
    message: expect.stringContaining('nexpected') as unknown,
  });
});

it('reports what the parser can read and not hand over', () => {
  const text = String.raw`const one = <\u{2F804}></\u{2F804}>;`;
  expect(parseModule(toSourceText('/a/x.jsx', text))).toMatchObject({
    message: expect.stringContaining("The parser can't read it") as unknown,
    kind: 'limit',
  });
});
