import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { toSourceText } from '../text/source-text.ts';
import { analyzeModule, isParseFailure } from './analyze.ts';
import { isTooDeep } from './nesting.ts';
import { TOO_DEEP } from './failure.ts';

const DEEP: readonly (readonly [what: string, text: string])[] = [
  ['parentheses', `${'('.repeat(9000)}1${')'.repeat(9000)}`],
  ['arrays', '['.repeat(2000) + ']'.repeat(2000)],
  ['templates', `${'`${'.repeat(8000)}1${'}`'.repeat(8000)}`],
  ['functions', 'function f(){g("(");'.repeat(2000) + '}'.repeat(2000)],
  ['conditions', `x=${'a?b:'.repeat(20_000)}c`],
  ['operators on lines of their own', `x = 1${'\n  + 1'.repeat(20_000)};`],
  ['prefix operators', `${'!'.repeat(40_000)}1`],
  ['keywords', `${'typeof '.repeat(20_000)}1`],
  ['arrows', `x=${'a=>'.repeat(20_000)}1`],
  ['alternatives', `if(a)b;${'else if(a)b;'.repeat(20_000)}`],
  ['loops', `${'for(;;)'.repeat(20_000)}a`],
  ['calls', `a${'.b()'.repeat(20_000)}`],
  ['types', `type A=${'B<'.repeat(8000)}C${'>'.repeat(8000)}`],
  ['after a quote in a regular expression', `x = /'/;${'['.repeat(9000)}${']'.repeat(9000)}`],
];

const WIDE: readonly (readonly [what: string, text: string])[] = [
  ['statements on a line', 'f(a.b + 1);'.repeat(50_000)],
  ['lines without semicolons', 'a.b.c = d + e(f)\n'.repeat(50_000)],
  ['a long list', `x = [${'-1 + a.b,'.repeat(50_000)}]`],
  ['functions on a line', 'function f(a){return a+1}'.repeat(20_000)],
  ['open brackets in strings', `x = [${`':(', "[", \`{\`,`.repeat(20_000)}]`],
  ['open brackets in comments', '// :(\n/* { */\n'.repeat(20_000)],
  ['operators in a string', `x = '${'+/=.'.repeat(50_000)}'`],
  ['words in a template', `x = \`${'as if it was new '.repeat(20_000)}\``],
  ['lines of a template', `x = \`${'${a} + b\n'.repeat(20_000)}\``],
  ['lines of JSX', `x = <ul>${'\n  <li className="b">c</li>'.repeat(20_000)}\n</ul>`],
  ['regular expressions', `x = [${'/[(\'"`]{/g, '.repeat(20_000)}]`],
];

describe('a text', () => {
  it.each(DEEP)('of %s in one another is too deep', (_, text) => {
    expect(isTooDeep(text)).toBe(true);
  });

  it.each(WIDE)('of %s is not', (_, text) => {
    expect(isTooDeep(text)).toBe(false);
  });

  it('that people wrote is not', () => {
    const typescript = new URL('../../node_modules/typescript/lib/typescript.js', import.meta.url);
    expect(isTooDeep(readFileSync(typescript, 'utf8'))).toBe(false);
  });
});

it.each([
  ['ends the parser', `x = ${'('.repeat(9000)}1${')'.repeat(9000)};`],
  ['ends the scope analysis', `x = ${'-'.repeat(7000).replaceAll('-', '- ')}1;`],
  ['nests functions', 'function f() {'.repeat(900) + '}'.repeat(900)],
])('has no facts of code that %s', (_, text) => {
  const facts = analyzeModule(toSourceText('/a/deep.js', text));
  // How deep the stack is differs: what fits has all its facts, what doesn't is named.
  if (isParseFailure(facts)) expect(facts).toEqual(TOO_DEEP);
  else expect(facts.functionScopes.length).toBeGreaterThan(0);
});
