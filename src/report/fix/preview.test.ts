// The terminal report of `ballast fix`, in full.
import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';
import { formatFixPreview } from './preview.ts';
import { buildFix, buildFixReport, buildPlan, rangeOf } from '../../model/report.test-support.ts';

const colors = picocolors.createColors(false);
const PDF =
  "import puppeteer from 'puppeteer';\n\nexport async function renderPdf() {\n  return puppeteer.launch();\n}\n";
const PDF_OUTPUT = `\

export async function renderPdf() {
  const { default: puppeteer } = await import('puppeteer');
  return puppeteer.launch();
}
`;
const IMAGES =
  "import sharp from 'sharp';\n\nclass Images {\n  constructor() {\n    this.pipeline = sharp();\n  }\n}\nawait Promise.all(jobs);\n";

const pdf = buildFix('src/pdf.ts', PDF, PDF_OUTPUT, [
  [
    "import puppeteer from 'puppeteer';",
    '`puppeteer` is loaded on every start. Import it inside `renderPdf` instead.',
    buildPlan('Import `puppeteer` inside `renderPdf`.', {
      notes: ['The first call of `renderPdf` waits for `puppeteer`.'],
    }),
  ],
]);
const images = buildFix('src/images.ts', IMAGES, IMAGES, [
  [
    "import sharp from 'sharp';",
    '`sharp` is loaded on every start. Import it inside `Images` instead.',
    {
      code: 'B101',
      kind: 'cannot-wait',
      reason:
        "`Images` is a constructor, which can't wait. Load `sharp` in the method that first needs it.",
      range: rangeOf(IMAGES, 'sharp()'),
    },
  ],
  [
    'Promise.all(jobs)',
    'All `jobs` start at once. Start a few.',
    undefined,
    { checkId: 'no-unbounded-fan-out' },
  ],
]);

it('shows outcomes, diffs, refusals, remaining loads, and that it is a preview', () => {
  const report = buildFixReport([pdf, images], {
    leftOut: [{ reason: 'tests', count: 9 }],
    remaining: [{ package: 'sharp', label: 'src/images.ts', line: 1, reason: 'B101' }],
  });
  expect(formatFixPreview(report, { colors })).toBe(`\
src/pdf.ts
  1:1  rewrite  Import \`puppeteer\` inside \`renderPdf\`.
                ballast/no-eager-heavy-import
                Note: The first call of \`renderPdf\` waits for \`puppeteer\`.

--- a/src/pdf.ts
+++ b/src/pdf.ts
@@ -1,5 +1,5 @@
-import puppeteer from 'puppeteer';
 
 export async function renderPdf() {
+  const { default: puppeteer } = await import('puppeteer');
   return puppeteer.launch();
 }

src/images.ts
  1:1  refused B101  \`Images\` is a constructor, which can't wait. Load \`sharp\` in the method that first needs it.
                     ballast/no-eager-heavy-import · see line 5
  8:7  by hand  All \`jobs\` start at once. Start a few.
                ballast/no-unbounded-fan-out

Refused
  B101  1  \`Images\` is a constructor, which can't wait.

Still loaded at startup
  sharp  src/images.ts:1  B101

● 1 finding can be rewritten in 1 file · 1 refused · 1 left to do by hand · 214 files checked in 0.31 s · 9 files left out: 9 tests
This is a preview. Run again with --write to apply it.`);
});

it('adds the messages of findings when verbose, and says that files were written', () => {
  expect(formatFixPreview(buildFixReport([pdf], { isWritten: true }), { colors, verbose: true }))
    .toBe(`\
src/pdf.ts
  1:1  rewritten  Import \`puppeteer\` inside \`renderPdf\`.
                  ballast/no-eager-heavy-import
                  Note: The first call of \`renderPdf\` waits for \`puppeteer\`.
                  Found: \`puppeteer\` is loaded on every start. Import it inside \`renderPdf\` instead.

--- a/src/pdf.ts
+++ b/src/pdf.ts
@@ -1,5 +1,5 @@
-import puppeteer from 'puppeteer';
 
 export async function renderPdf() {
+  const { default: puppeteer } = await import('puppeteer');
   return puppeteer.launch();
 }

✔ 1 finding rewritten in 1 file · 214 files checked in 0.31 s
1 file written. Review the changes with git diff.`);
});

it('aligns its tables', () => {
  const refusals = Array.from(
    { length: 10 },
    () =>
      [
        'a',
        'A.',
        { code: 'B113', kind: 'final', reason: 'Several. Split it.', range: [0, 1] },
      ] as const,
  );
  const report = buildFixReport(
    [
      buildFix('a.ts', 'a', 'b', [
        ...refusals,
        ['a', 'A.', { code: 'N1', kind: 'final', reason: 'Unknown.', range: [0, 1] }],
      ]),
    ],
    {
      remaining: [
        { package: 'puppeteer-core', label: 'a.ts', line: 1, reason: 'B113' },
        { package: 'sharp', label: 'long/name.ts', line: 12, reason: 'N1' },
      ],
    },
  );
  expect(formatFixPreview(report, { colors }).split('\n\n').slice(-3)).toEqual([
    ['Refused', '  B113  10  Several.', '  N1     1  Unknown.'].join('\n'),
    [
      'Still loaded at startup',
      '  puppeteer-core  a.ts:1           B113',
      '  sharp           long/name.ts:12  N1',
    ].join('\n'),
    '● Nothing can be rewritten · 11 refused · 214 files checked in 0.31 s',
  ]);
});

it('names the packages that the new code imports', () => {
  const plan = buildPlan('Limit it.', { requires: [{ name: 'p-limit', range: '^7.0.0' }] });
  expect(
    formatFixPreview(
      buildFixReport([
        buildFix('a.ts', 'a\n', 'b\n', [
          ['a', 'A.', plan],
          ['a', 'A.', plan],
        ]),
      ]),
      { colors },
    ),
  ).toContain(
    '\n\nPackages that the new code imports\n  p-limit  ^7.0.0\n\n● 2 findings can be rewritten in 1 file · ',
  );
});

describe('the diff', () => {
  const show = (raw: string, output: string, label = 'a.ts', withColors = colors) =>
    formatFixPreview(
      buildFixReport([buildFix(label, raw, output, [['a', 'A.', buildPlan('Do it.')]])]),
      { colors: withColors },
    )
      .split('\n\n')
      .find((part) => part.includes('@@'));

  it('keeps the byte order mark and the line ends of the file', () => {
    expect(show('\uFEFFa();\r\nb();\r\n', 'a();\r\nc();\r\n')).toBe(
      '--- a/a.ts\n+++ b/a.ts\n@@ -1,2 +1,2 @@\n \uFEFFa();\r\n-b();\r\n+c();\r',
    );
  });

  it('marks a missing line break at the end', () => {
    expect(show('a();', 'b();')).toBe(
      '--- a/a.ts\n+++ b/a.ts\n@@ -1,1 +1,1 @@\n-a();\n\\ No newline at end of file\n+b();\n\\ No newline at end of file',
    );
  });

  it('has the colours of git', () => {
    expect(show('a();\n-- b;\n', '++ c;\n', 'a.ts', picocolors.createColors(true))).toBe(
      [
        '\u001b[1m--- a/a.ts\u001b[22m',
        '\u001b[1m+++ b/a.ts\u001b[22m',
        '\u001b[36m@@ -1,2 +1,1 @@\u001b[39m',
        '\u001b[31m-a();\u001b[39m',
        '\u001b[31m--- b;\u001b[39m',
        '\u001b[32m+++ c;\u001b[39m',
      ].join('\n'),
    );
  });
});

it('says that there is nothing to do', () => {
  expect(formatFixPreview(buildFixReport([]), { colors })).toBe(
    '✔ No findings · 214 files checked in 0.31 s',
  );
});

it("shows the error of a file that can't be parsed", () => {
  const file = {
    ...buildFix('a.ts', 'const a = ;\n', 'const a = ;\n', []),
    failure: { message: 'Unexpected token', offset: 10 },
  };
  expect(formatFixPreview(buildFixReport([file]), { colors })).toBe(`\
a.ts
  1:11  error  Parsing error: Unexpected token

● No findings · 1 file not parsed · 214 files checked in 0.31 s`);
});
