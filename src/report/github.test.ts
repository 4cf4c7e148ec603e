// The exact workflow commands of a run.
import { expect, it } from 'vitest';
import { formatGithub } from './github.ts';
import { buildFile, buildReport } from '../model/report.test-support.ts';

it("prints one command per finding, and one per file that can't be parsed", () => {
  const files = [
    buildFile('src/a.ts', '\uFEFFconst a = 1;\r\n\tload();', [
      ['load();', '`sharp` is loaded. Load it later.', 'warning'],
    ]),
    buildFile('src/broken.ts', 'const a = ;\n', [], { message: 'Unexpected token', offset: 10 }),
  ];
  expect(formatGithub(buildReport(files))).toBe(`\
::warning file=/repo/src/a.ts,line=2,endLine=2,col=2,endColumn=9,title=ballast/no-eager-heavy-import::\`sharp\` is loaded. Load it later.
::error file=/repo/src/broken.ts,line=1,endLine=1,col=11,title=ballast::Parsing error: Unexpected token`);
});

it('leaves out the columns of a range with several lines', () => {
  const file = buildFile('a.ts', 'all([\n  a,\n]);\n', [['all([\n  a,\n])', 'Too many.']]);
  expect(formatGithub(buildReport([file]))).toBe(
    '::error file=/repo/a.ts,line=1,endLine=3,title=ballast/no-eager-heavy-import::Too many.',
  );
});

it('escapes paths and messages', () => {
  const file = buildFile('src/100% new, really/a:b.ts', 'load();', [
    ['load()', '100%: it, and\r\nmore\n::error::x'],
  ]);
  expect(formatGithub(buildReport([file]))).toBe(
    '::error file=/repo/src/100%25 new%2C really/a%3Ab.ts,line=1,endLine=1,col=1,endColumn=7,title=ballast/no-eager-heavy-import' +
      '::100%25: it, and%0D%0Amore%0A::error::x',
  );
});

it('is empty when there is nothing to say', () => {
  expect(formatGithub(buildReport([]))).toBe('');
});
