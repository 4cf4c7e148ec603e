// The exact output of `ballast check`.
import { stripVTControlCharacters } from 'node:util';
import picocolors from 'picocolors';
import { describe, expect, it, vi } from 'vitest';
import { formatCodeFrame } from './code-frame.ts';
import { buildFile, buildFinding, buildReport } from '../model/report.test-support.ts';
import type { ReportedFinding } from '../model/report.ts';
import { formatStylish } from './stylish.ts';

const plain = picocolors.createColors(false);
const PDF =
  "import express from 'express';\nimport puppeteer from 'puppeteer';\n\nexport const app = express();\n";
const pdf = buildFile('src/services/pdf.ts', PDF, [
  [
    "import puppeteer from 'puppeteer';",
    '`puppeteer` is loaded on every start. Import it inside `renderPdf` instead.',
  ],
]);
const prices = buildFile(
  'src/prices.ts',
  '\uFEFFconst sharp = require("sharp");\r\n\r\n\tawait Promise.all(urls.map(scrape))',
  [
    [
      'Promise.all(urls.map(scrape))',
      '`Promise.all` starts one `scrape` per `url` at once. Run them one by one.',
      'warning',
      { checkId: 'no-unbounded-fan-out', messageId: 'unbounded' },
    ],
    ['require("sharp")', '`sharp` is loaded on every start. Load it inside `scrape` instead.'],
  ],
);
const broken = buildFile('src/broken.ts', 'const a = ;\n', [], {
  message: 'Unexpected token',
  offset: 10,
});

describe('with code frames', () => {
  it('shows each finding with its code', () => {
    const report = buildReport([prices, pdf, broken], {
      leftOut: [
        { reason: 'tests', count: 9 },
        { reason: 'migrations', count: 3 },
      ],
    });
    expect(formatStylish(report, { colors: plain, formatFrame: formatCodeFrame })).toBe(`\
src/prices.ts

  1:15  error  \`sharp\` is loaded on every start. Load it inside \`scrape\` instead.
               ballast/no-eager-heavy-import

    > 1 | const sharp = require("sharp");
        |               ^^^^^^^^^^^^^^^^
      2 |
      3 | 	await Promise.all(urls.map(scrape))

  3:8  warning  \`Promise.all\` starts one \`scrape\` per \`url\` at once. Run them one by one.
                ballast/no-unbounded-fan-out

      1 | const sharp = require("sharp");
      2 |
    > 3 | 	await Promise.all(urls.map(scrape))
        | 	      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

src/services/pdf.ts

  2:1  error  \`puppeteer\` is loaded on every start. Import it inside \`renderPdf\` instead.
              ballast/no-eager-heavy-import

      1 | import express from 'express';
    > 2 | import puppeteer from 'puppeteer';
        | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      3 |
      4 | export const app = express();

src/broken.ts

  1:11  error  Parsing error: Unexpected token

    > 1 | const a = ;
        |           ^

✖ 3 findings in 2 files (2 errors, 1 warning) · 1 file not parsed · 214 files checked in 0.31 s · 12 files left out: 9 tests, 3 migrations
Run ballast fix to see what can be rewritten.`);
  });
});

describe('without code frames', () => {
  it('puts each finding on one line, in columns', () => {
    expect(formatStylish(buildReport([prices, broken]), { colors: plain })).toBe(`\
src/prices.ts
  1:15  error    \`sharp\` is loaded on every start. Load it inside \`scrape\` instead.  ballast/no-eager-heavy-import
  3:8   warning  \`Promise.all\` starts one \`scrape\` per \`url\` at once. Run them one by one.  ballast/no-unbounded-fan-out

src/broken.ts
  1:11  error  Parsing error: Unexpected token

✖ 2 findings in 1 file (1 error, 1 warning) · 1 file not parsed · 214 files checked in 0.31 s
Run ballast fix to see what can be rewritten.`);
  });

  it('indents the lines of a message that has several', () => {
    const file = buildFile('a.ts', 'load();\n', [['load()', 'It is reached by\na.ts → sharp']]);
    expect(formatStylish(buildReport([file]), { colors: plain })).toBe(`\
a.ts
  1:1  error  It is reached by
              a.ts → sharp  ballast/no-eager-heavy-import

✖ 1 finding in 1 file (1 error) · 214 files checked in 0.31 s
Run ballast fix to see what can be rewritten.`);
  });
});

describe('the summary', () => {
  const summarize = (...args: Parameters<typeof buildReport>) =>
    formatStylish(buildReport(...args), { colors: plain })
      .split('\n\n')
      .at(-1);

  it('of a clean run', () => {
    expect(summarize([])).toBe('✔ No findings · 214 files checked in 0.31 s');
  });

  it('of a clean run over one file, with one left out', () => {
    const leftOut = [{ reason: 'tests', count: 1 }];
    expect(summarize([], { checkedFiles: 1, elapsedMs: 3, leftOut })).toBe(
      '✔ No findings · 1 file checked in 3 ms · 1 file left out: 1 test',
    );
  });

  it('of a run that found no files says so', () => {
    const leftOut = [{ reason: 'tests', count: 2 }];
    expect(summarize([], { checkedFiles: 0, leftOut })).toBe(
      '⚠ No files to check · 2 files left out: 2 tests',
    );
  });

  it('of warnings only', () => {
    const file = buildFile('a.ts', 'a(); b();', [
      ['a()', 'A.', 'warning'],
      ['b()', 'B.', 'warning'],
    ]);
    expect(summarize([file])).toBe(
      '⚠ 2 findings in 1 file (2 warnings) · 214 files checked in 0.31 s\nRun ballast fix to see what can be rewritten.',
    );
  });

  it("of a file that can't be parsed and nothing else", () => {
    expect(summarize([broken])).toBe('✖ 1 file not parsed · 214 files checked in 0.31 s');
  });
});

it('colours severities, code and the summary, and changes no text', () => {
  const report = buildReport([prices, pdf, broken]);
  const colored = formatStylish(report, {
    colors: picocolors.createColors(true),
    formatFrame: formatCodeFrame,
  });
  expect(colored).toContain('\u001b[31merror\u001b[39m  \u001b[36m`puppeteer`\u001b[39m is loaded');
  expect(colored).toContain('\u001b[33mwarning\u001b[39m');
  expect(stripVTControlCharacters(colored)).toBe(
    formatStylish(report, { colors: plain, formatFrame: formatCodeFrame }),
  );
});

it('reads a file once, however many findings it has', () => {
  const format = (count: number): { readonly lines: readonly string[]; readonly reads: number } => {
    const text = "import sharp from 'sharp';\n".repeat(count);
    const findings = Array.from({ length: count }, (_, index): ReportedFinding => {
      const range = [index * 27, index * 27 + 26] as const;
      return { severity: 'error', finding: buildFinding([...range], 'It is loaded.') };
    });
    const report = buildReport([{ ...buildFile('a.ts', text, []), findings }]);
    const matchAll = vi.spyOn(String.prototype, 'matchAll');
    const lines = formatStylish(report, { colors: plain, formatFrame: formatCodeFrame }).split(
      '\n',
    );
    const reads = matchAll.mock.contexts.filter((one) => String(one) === text).length;
    matchAll.mockRestore();
    return { lines, reads };
  };
  const { lines, reads } = format(5000);
  expect(lines).toContain("    > 5000 | import sharp from 'sharp';");
  expect(reads).toBe(1);
});
