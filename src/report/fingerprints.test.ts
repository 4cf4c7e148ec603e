// Fingerprints equal those that GitHub's upload action computes.
import { expect, it } from 'vitest';
import { buildLineFingerprints } from './fingerprints.ts';

it.each([
  ['an empty file', '', ['c129715d7a2bc9a3:1']],
  [
    'spaces and tabs',
    ' a\nb\n  \t\tc\n d',
    ['271789c17abda88f:1', '54703d4cd895b18:1', '180aee12dab6264:1', 'a23a3dc5e078b07b:1'],
  ],
])('%s', (_, text, fingerprints) => {
  expect(buildLineFingerprints(text)).toEqual(fingerprints);
});

it('numbers equal lines', () => {
  expect(buildLineFingerprints('Lorem ipsum dolor sit amet.\n'.repeat(10))).toEqual([
    'a7f2ff13bc495cf2:1',
    'a7f2ff13bc495cf2:2',
    'a7f2ff13bc495cf2:3',
    'a7f2ff13bc495cf2:4',
    'a7f2ff13bc495cf2:5',
    'a7f2ff13bc495cf2:6',
    'a7f2ff1481e87703:1',
    'a9cf91f7bbf1862b:1',
    '55ec222b86bcae53:1',
    'cc97dc7b1d7d8f7b:1',
    'c129715d7a2bc9a3:1',
  ]);
});

it('is the same for every kind of line break', () => {
  const lf = buildLineFingerprints('a;\n\nb;\n');
  expect(buildLineFingerprints('a;\r\n\r\nb;\r\n')).toEqual(lf);
  expect(buildLineFingerprints('a;\r\rb;\r')).toEqual(lf);
});
