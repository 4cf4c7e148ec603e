// The style of files as people write them.
import { describe, expect, it } from 'vitest';
import { endStatement, getLineOffset, getStyle, separateStatements } from './style.ts';

describe('line ends', () => {
  it.each([
    ['', '\n'],
    ['a\nb\n', '\n'],
    ['a\r\nb\r\n', '\r\n'],
    ['a\r\nb\nc\n', '\n'],
    ['a\r\nb\r\nc\n', '\r\n'],
    ['a\rb\r', '\n'],
  ])('of %j are %j', (text, eol) => {
    expect(getStyle(text).eol).toBe(eol);
  });
});

describe('indentation', () => {
  it.each<readonly [string, string, string]>([
    ['none', 'const a = 1;\n', '  '],
    ['two spaces', 'function f() {\n  if (a) {\n    b();\n  }\n}\n', '  '],
    ['four spaces', 'function f() {\n    if (a) {\n        b();\n    }\n}\n', '    '],
    ['tabs', 'function f() {\n\tif (a) {\n\t\tb();\n\t}\n}\n', '\t'],
    [
      'tabs beside a comment block',
      '/**\n * A\n * B\n * C\n */\nfunction f() {\n\treturn 1;\n}\n',
      '\t',
    ],
    [
      'four spaces beside a comment block',
      '/**\n * A\n * B\n */\nfunction f() {\n    return 1;\n}\n',
      '    ',
    ],
    [
      'two spaces beside aligned lines',
      'const a = 1,\n      b = 2;\nfunction f() {\n  return 1;\n}\nfunction g() {\n  return 1;\n}\n',
      '  ',
    ],
    ['two spaces in CR LF', 'function f() {\r\n  return 1;\r\n}\r\n', '  '],
  ])('of %s', (_, text, indent) => {
    expect(getStyle(text).indent).toBe(indent);
  });
});

describe('quotes', () => {
  it.each<readonly [string, string, string]>([
    ['none', 'a();\n', "'"],
    ['double', 'import a from "a";\nimport "b";\nconst c = require("c");\n', '"'],
    ['double, with other strings', "import a from \"a\";\nconst b = 'b';\nconst c = 'c';\n", '"'],
    ['single, in an import()', 'const a = await import(\n  \'a\');\nconst b = "b";\n', "'"],
    ['double, without a module', 'call("a");\ncall("b");\n', '"'],
    ['single, with an apostrophe in a comment', "// it doesn't\ncall('a');\n", "'"],
  ])('are %s', (_, text, quote) => {
    expect(getStyle(text).quote).toBe(quote);
  });
});

const WITH: Readonly<Record<string, string>> = {
  'a usual file': `import { a } from 'a';

const options = {
  b: 1,
  c: [
    2,
  ],
};
app.use(
  options,
);
export default options;
`,
  'a class with one import': `import a from 'a';
export class B {
  m() {
    a();
  }
}
`,
  'a chain': `export function f() {
  return a
    .b()
    .c();
}
`,
  'an operator at the start of a line': `export function f(a, b) {
  const c = a
    || b;
  return c
    ? a
    : b;
}
`,
  'comments behind the code': `import a from 'a'; // the a
const b = a(); /* the b */
`,
  'CR LF': "import a from 'a';\r\nimport b from 'b';\r\n",
  'calls alone': 'a();\nb();\n',
  'text in templates':
    'export const A = toNames(`\n  a b c\n`);\nexport const B = toNames(`\n  d e f\n`);\nexport const C = 1;\n',
};

const WITHOUT: Readonly<Record<string, string>> = {
  'comments that hold some': `// a comment; with semicolons;
import a from 'a' // trailing;
import b from "b" /* x; */
/**
 * doc;
 */
export function f(x) {
  const y = x + 1
  return y // done
}
`,
  JSX: `import React from 'react'

export const App = () => {
  const [a, b] = useState(0)
  return (
    <div className="x; y">
      {a};
    </div>
  )
}
`,
  'lines that start with one': `import a from 'a'
const b = a()
;[1, 2].forEach((x) => x)
;(async () => { await b })()
`,
  'types that hold some': `import a from 'a'

export interface X {
  a: string;
  b: number;
  c: boolean;
}

export const x = a()
`,
  'a loop head': `for (let i = 0; i < 3; i++) {
  const x = i
  call(x)
}
`,
  'a class': `import a from 'a'

export class B {
  private x = 1
  constructor(private readonly z: number) {
    super()
  }

  async run() {
    await this.x
    throw new Error('x')
  }
}
`,
  CommonJS: `const sharp = require('sharp')

module.exports = async (path) => {
  sharp(path)
}
`,
  'calls alone': 'a()\nb()\n',
  'CR LF': "import a from 'a'\r\nimport b from 'b'\r\n",
};

describe('semicolons', () => {
  it.each(Object.entries(WITH))('end statements: %s', (_, text) => {
    expect(getStyle(text).semicolon).toBe(';');
  });

  it.each(Object.entries(WITHOUT))('are left out: %s', (_, text) => {
    expect(getStyle(text).semicolon).toBe('');
  });

  it('end statements in a text without any', () => {
    expect(getStyle('').semicolon).toBe(';');
  });
});

describe('a statement in front of another one', () => {
  it.each([
    ['gets a semicolon on the line of others', 'f()', ' g()', false, 'f();'],
    ['gets none at the end of its line', 'f()', ' // g\ng()', false, 'f()'],
    ['gets none at the end of its block', 'f()', ' }', false, 'f()'],
    ['gets one in front of a bracket', 'f()', '\n// g\n[a].g()', false, 'f();'],
    ['gets one in front of a bracket of its own line', 'f()', '(a).g()', true, 'f();'],
    ['gets one in front of JSX', 'f()', '\n<A />', false, 'f();'],
    ['gets none in lines of its own', 'f()', 'g()', true, 'f()'],
    ['keeps its own', 'f();', '[a].g()', true, 'f();'],
  ])('%s', (_, code, rest, isApart, expected) => {
    expect(endStatement(code, rest, 0, isApart)).toBe(expected);
  });

  it('gets one in front of the next of a list, as people write it', () => {
    expect(separateStatements(['f()', '(a as B).g()', '[a].g();', '`${a}`', 'h()'])).toEqual([
      'f()',
      ';(a as B).g()',
      ';[a].g();',
      '`${a}`',
      'h()',
    ]);
  });
});

it('a line starts with the semicolon in front of its bracket', () => {
  expect(getLineOffset('f()\n  ;[a].g()', 7)).toBe(6);
  expect(getLineOffset('f(); [a].g()', 5)).toBe(5);
});
