// Packages are added to `package.json` as one line each, in the layout of the file.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addRequirements } from './add-requirements.ts';
import { makeTree } from '../dev/tree.test-support.ts';
import type { Write } from '../files/write-all.ts';

const LIMITER = { name: 'p-limit', range: '^7.0.0' };

/** Adds packages for two files; gives the new manifest, or undefined for no change. */
function add(manifest: string, requires = [LIMITER]): string | undefined {
  const root = makeTree({ 'package.json': manifest, 'src/a.ts': '' });
  const writes: Write[] = [];
  for (const file of ['a.ts', 'b.ts']) addRequirements(join(root, 'src', file), requires, writes);
  expect(writes.length).toBeLessThanOrEqual(1);
  if (writes[0]) {
    expect(writes[0]).toMatchObject({ path: join(root, 'package.json'), expected: manifest });
    expect(
      () => JSON.parse((writes[0]?.text ?? '').replace(/^\uFEFF/, '')) as unknown,
    ).not.toThrow();
  }
  return writes[0]?.text;
}

describe('addRequirements', () => {
  it.each<readonly [string, string, string]>([
    [
      'in alphabetical order',
      '{\n  "name": "a",\n  "dependencies": {\n    "axios": "1",\n    "zod": "3"\n  },\n  "files": ["a", "b"]\n}\n',
      '{\n  "name": "a",\n  "dependencies": {\n    "axios": "1",\n    "p-limit": "^7.0.0",\n    "zod": "3"\n  },\n  "files": ["a", "b"]\n}\n',
    ],
    [
      'first',
      '{\n  "dependencies": {\n    "zod": "3"\n  }\n}',
      '{\n  "dependencies": {\n    "p-limit": "^7.0.0",\n    "zod": "3"\n  }\n}',
    ],
    [
      'last, where the order is not alphabetical',
      '{\n  "dependencies": {\n    "zod": "3",\n    "axios": "1"\n  }\n}\n',
      '{\n  "dependencies": {\n    "zod": "3",\n    "axios": "1",\n    "p-limit": "^7.0.0"\n  }\n}\n',
    ],
    [
      'with tabs and CR LF',
      '{\r\n\t"dependencies": {\r\n\t\t"axios": "1"\r\n\t}\r\n}\r\n',
      '{\r\n\t"dependencies": {\r\n\t\t"axios": "1",\r\n\t\t"p-limit": "^7.0.0"\r\n\t}\r\n}\r\n',
    ],
    [
      'with four spaces',
      '{\n    "dependencies": {}\n}\n',
      '{\n    "dependencies": {\n        "p-limit": "^7.0.0"\n    }\n}\n',
    ],
    [
      'in a field of its own, before the others',
      '{\n  "name": "a",\n  "devDependencies": {\n    "x": "1"\n  }\n}\n',
      '{\n  "name": "a",\n  "dependencies": {\n    "p-limit": "^7.0.0"\n  },\n  "devDependencies": {\n    "x": "1"\n  }\n}\n',
    ],
    [
      'in a field of its own, at the end',
      '{\n  "name": "a",\n  "main": "b.js"\n}\n',
      '{\n  "name": "a",\n  "main": "b.js",\n  "dependencies": {\n    "p-limit": "^7.0.0"\n  }\n}\n',
    ],
    [
      'on one line',
      '{ "name": "a", "dependencies": { "axios": "1" } }',
      '{ "name": "a", "dependencies": { "axios": "1", "p-limit": "^7.0.0" } }',
    ],
    [
      'on one line without spaces',
      '{"name":"a","dependencies":{"zod":"3"}}',
      '{"name":"a","dependencies":{"p-limit":"^7.0.0","zod":"3"}}',
    ],
    ['to an empty object', '{}\n', '{"dependencies": {"p-limit": "^7.0.0"}}\n'],
    [
      'behind a byte order mark',
      '\uFEFF{\n  "dependencies": {\n    "axios": "1"\n  }\n}\n',
      '\uFEFF{\n  "dependencies": {\n    "axios": "1",\n    "p-limit": "^7.0.0"\n  }\n}\n',
    ],
    [
      'behind text that looks like a field',
      '{\n  "description": "\\"dependencies\\": { ] }",\n  "scripts": {\n    "dependencies": "x"\n  },\n  "dependencies": {\n    "axios": "1"\n  }\n}\n',
      '{\n  "description": "\\"dependencies\\": { ] }",\n  "scripts": {\n    "dependencies": "x"\n  },\n  "dependencies": {\n    "axios": "1",\n    "p-limit": "^7.0.0"\n  }\n}\n',
    ],
    [
      'although it is a development dependency',
      '{\n  "dependencies": {\n    "axios": "1"\n  },\n  "devDependencies": {\n    "p-limit": "^7.0.0"\n  }\n}\n',
      '{\n  "dependencies": {\n    "axios": "1",\n    "p-limit": "^7.0.0"\n  },\n  "devDependencies": {\n    "p-limit": "^7.0.0"\n  }\n}\n',
    ],
  ])('adds a line %s', (_, before, after) => {
    expect(add(before)).toBe(after);
  });

  it('adds several', () => {
    const text = add('{\n  "dependencies": {\n    "m": "1"\n  }\n}\n', [
      LIMITER,
      { name: 'a', range: '1' },
    ]);
    expect(text).toBe(
      '{\n  "dependencies": {\n    "a": "1",\n    "m": "1",\n    "p-limit": "^7.0.0"\n  }\n}\n',
    );
  });

  it.each(['dependencies', 'peerDependencies', 'optionalDependencies'])(
    'leaves what is there in %s',
    (field) => {
      expect(add(`{ "${field}": { "p-limit": "^3.0.0" } }`)).toBeUndefined();
    },
  );

  it('passes over a manifest that only says how files are read', () => {
    const root = makeTree({
      'package.json': '{ "name": "a", "dependencies": { "b": "1" } }',
      'src/package.json': '{ "type": "module" }',
    });
    const writes: Write[] = [];
    addRequirements(join(root, 'src/a.ts'), [LIMITER], writes);
    expect(writes.map(({ path }) => path)).toEqual([join(root, 'package.json')]);
  });

  it('refuses a manifest that is not valid JSON', () => {
    expect(() => add('{ "name": ')).toThrow(
      'is not valid JSON, so no package can be added to it. Nothing was changed.',
    );
  });
});
