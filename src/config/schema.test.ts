// What is said of a wrong value: where it is, what is allowed there, and what was found.
import { describe, expect, it } from 'vitest';
import { configurationSchema } from './configuration.ts';
import { findProblem } from './schema.ts';

describe('findProblem', () => {
  it.each<readonly [value: unknown, schema: unknown, path: string, text: string]>([
    ['x', { type: 'object' }, '', 'must be an object, not `"x"`'],
    [[], { type: 'object' }, '', 'must be an object, not `[]`'],
    [null, { type: 'object' }, '', 'must be an object, not `null`'],
    [() => 1, { type: 'object' }, '', 'must be an object, not a function'],
    [1, { type: 'boolean' }, '', 'must be `true` or `false`, not `1`'],
    [1.5, { type: 'integer' }, '', 'must be a whole number, not `1.5`'],
    [0, { type: 'integer', minimum: 1 }, '', 'must be a whole number from 1, not `0`'],
    ['', { type: 'string', minLength: 1 }, '', 'must be a string that is not empty, not `""`'],
    [
      'a"',
      { type: 'string', pattern: '^[^"]*$' },
      '',
      'must be a string that matches `/^[^"]*$/`, not `"a\\""`',
    ],
    ['c', { enum: ['a', 'b'] }, '', 'must be `"a"` or `"b"`, not `"c"`'],
    [['a', 1], { type: 'array', items: { type: 'string' } }, '1', 'must be a string, not `1`'],
    [
      ['a', 'a'],
      { type: 'array', items: { type: 'string' }, uniqueItems: true },
      '1',
      'repeats `"a"`',
    ],
    [
      [],
      { type: 'array', items: [{}, {}], minItems: 1, maxItems: 2 },
      '',
      'must be an array of 1 to 2 elements, not `[]`',
    ],
    [
      { a: { b: 1 } },
      {
        type: 'object',
        additionalProperties: {
          type: 'object',
          properties: { c: {} },
          additionalProperties: false,
        },
      },
      'a.b',
      'is no known key. The key there is `c`',
    ],
    [
      { c: 1 },
      { type: 'object', properties: { a: {}, b: {}, $schema: {} }, additionalProperties: false },
      'c',
      'is no known key. The keys there are `a` and `b`',
    ],
    [{}, { type: 'object', required: ['a'] }, '', 'lacks the key `a`'],
    [
      { toString: 1 },
      { type: 'object', properties: { a: {} }, additionalProperties: false },
      'toString',
      'is no known key. The key there is `a`',
    ],
    [
      1,
      { anyOf: [{ const: true }, { type: 'array', items: { type: 'string' } }] },
      '',
      'must be `true` or an array of strings, not `1`',
    ],
    [
      ['a', 2],
      { anyOf: [{ const: true }, { type: 'array', items: { type: 'string' } }] },
      '1',
      'must be a string, not `2`',
    ],
    [
      'x'.repeat(100),
      { type: 'integer' },
      '',
      `must be a whole number, not \`"${'x'.repeat(56)}…\``,
    ],
  ])('of %j in %j is at `%s`: %s', (value, schema, path, text) => {
    expect(findProblem(value, schema)).toEqual({ path: path === '' ? [] : path.split('.'), text });
  });

  it.each<readonly [value: unknown, schema: unknown]>([
    [
      { a: 1, $schema: 'x' },
      {
        type: 'object',
        properties: { a: {}, $schema: { type: 'string' } },
        additionalProperties: false,
      },
    ],
    [true, { anyOf: [{ const: true }, { type: 'array' }] }],
    [
      ['off', {}],
      { type: 'array', items: [{ enum: ['off'] }, { type: 'object' }], minItems: 1, maxItems: 2 },
    ],
    [{ x: 1 }, { type: 'object' }],
    [2, { type: 'integer', minimum: 1 }],
  ])('is none in %j by %j', (value, schema) => {
    expect(findProblem(value, schema)).toBeUndefined();
  });

  it('refuses a schema that says more than it understands', () => {
    expect(() => findProblem(1, { type: 'integer', multipleOf: 2 })).toThrow(
      'the schema keyword `multipleOf` is not supported',
    );
  });
});

describe('configurationSchema', () => {
  it('keeps to what is understood, with the options of every check', () => {
    const visit = (schema: unknown): void => {
      if (typeof schema !== 'object' || schema === null) return;
      findProblem(undefined, schema);
      const {
        properties = {},
        additionalProperties,
        items,
        anyOf = [],
      }: {
        properties?: object;
        additionalProperties?: unknown;
        items?: unknown;
        anyOf?: readonly unknown[];
      } = schema;
      for (const child of [
        ...Object.values(properties),
        additionalProperties,
        ...(Array.isArray(items) ? items : [items]),
        ...anyOf,
      ])
        visit(child);
    };
    expect(() => visit(configurationSchema)).not.toThrow();
  });
});
