// What a rewrite must not do to the names of a file.
import { describe, expect, it } from 'vitest';
import { toSourceText } from '../text/source-text.ts';
import { findBindingFault } from './bindings.ts';
import { parseModule } from './parse.ts';

const compare = (before: string, after: string): string | undefined => {
  const fresh = toSourceText('/app/file.ts', after);
  const parsed = parseModule(fresh);
  if ('message' in parsed) throw new Error(parsed.message);
  return findBindingFault(toSourceText('/app/file.ts', before), fresh, parsed);
};

describe('the names of a rewritten file', () => {
  it.each([
    ['moved', 'const a = 1; f(() => a);', 'f(() => { const a = 1; return a; });'],
    ['new', 'f();', 'const results = []; f(results);'],
    ['a global from now on', 'f();', 'setTimeout(f);'],
    ['undeclared before', 'const a = 1; f(a, b);', 'f(1, b);'],
    ['in a type only', 'interface A { a: string } let x: A;', 'let x: { a: string };'],
    [
      'its own in one function, and that of Node in new code',
      'function f(require) { require(1); } g();',
      "const a = require('a'); function f(require) { require(1); } a(g);",
    ],
    ['declared twice before', 'let a; let a; f();', 'let a; let a; let b;'],
  ])('may be %s', (_, before, after) => {
    expect(compare(before, after)).toBeUndefined();
  });

  it('are not declared twice', () => {
    expect(compare('f();', 'const results2 = []; const results2 = [];')).toBe(
      'Identifier `results2` has already been declared',
    );
  });

  it('are not such as no engine takes there', () => {
    expect(compare('for (;;) break;', 'break;')).toMatch(/break/);
    expect(compare('var public = 1;', "import a from 'a'; var public = a;")).toBeUndefined();
  });

  it('do not lose what declares them', () => {
    expect(compare('xs.map(function f(x, i) { return i; });', 'for (const x of xs) i;')).toBe(
      '`i` is used and no longer declared',
    );
    expect(compare("import sharp from 'sharp';\nsharp(1);", 'sharp(1);')).toBe(
      '`sharp` is used and no longer declared',
    );
  });
});
