import { expect, it } from 'vitest';
import { toSourceText } from '../text/source-text.ts';
import { parseModule } from './parse.ts';
import { extractStatements } from './statements.ts';
import { buildTree } from './tree.ts';

it('looks at each statement once, however many there are', () => {
  const count = 5000;
  const source = toSourceText('/a/table.js', 'if (a) b();\nawait c();\n'.repeat(count));
  const parsed = parseModule(source);
  if ('message' in parsed) throw new Error(parsed.message);
  let asked = 0;
  const statements = extractStatements(
    buildTree(source, parsed),
    () => undefined,
    () => {
      asked += 1;
      return 0;
    },
  );
  expect(statements).toHaveLength(2 * count);
  expect(statements.filter(({ awaits }) => awaits)).toHaveLength(count);
  expect(statements.every(({ effects }) => effects.length === 1)).toBe(true);
  expect(asked).toBeLessThanOrEqual(3 * count);
});
