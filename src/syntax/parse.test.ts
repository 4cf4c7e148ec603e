import { expect, it } from 'vitest';
import { toSourceText } from '../text/source-text.ts';
import { parseModule } from './parse.ts';

it('reads the types of Flow where they look like those of TypeScript', () => {
  expect(
    parseModule(toSourceText('/a/x.js', 'export const f = (a: string): mixed => a;\n')),
  ).toMatchObject({ isModule: true });
});

it('says in the words of JavaScript what is wrong with a file that is neither', () => {
  expect(parseModule(toSourceText('/a/x.js', 'export const = 1;\n'))).toMatchObject({
    message: expect.stringContaining('nexpected') as unknown,
  });
});
