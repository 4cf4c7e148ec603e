import { expect, it } from 'vitest';
import { toBehaviour } from './behaviour.ts';

const finding = { ruleId: 'ballast/a', messageId: 'found', line: 2, column: 3 };

it('leaves the words of findings out, and nothing else', () => {
  const toCheck = (message: string, line = 2): string =>
    JSON.stringify([{ filePath: '/a.ts', messages: [{ ...finding, line, message }] }]);
  expect(toBehaviour(toCheck('One.'))).toEqual(['/a.ts 2:3 ballast/a found']);
  expect(toBehaviour(toCheck('Other.'))).toEqual(toBehaviour(toCheck('One.')));
  expect(toBehaviour(toCheck('One.', 4))).not.toEqual(toBehaviour(toCheck('One.')));
});

it('keeps codes, failures and diffs of rewrites', () => {
  const refusal = { code: 'B101', reason: 'So it is.', line: 5, column: 1 };
  const file = {
    path: '/a.ts',
    diff: '-a\n+b\n',
    failure: { line: 1 },
    findings: [{ ...finding, action: 'refused', refusal }],
  };
  expect(toBehaviour(JSON.stringify({ files: [file] }))).toEqual([
    '/a.ts 2:3 ballast/a found refused B101 5',
    '/a.ts fails at line 1',
    '/a.ts "-a\\n+b\\n"',
  ]);
});
