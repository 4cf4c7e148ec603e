// Code frames of locations in a text.
import picocolors from 'picocolors';
import { expect, it } from 'vitest';
import { formatCodeFrame } from './code-frame.ts';
import { buildLocator } from './locator.ts';
import { rangeOf } from '../model/report.test-support.ts';

const plain = picocolors.createColors(false);

function frame(text: string, needle: string, colors = plain): string {
  const locator = buildLocator(text);
  const [start, end] = rangeOf(text, needle);
  return formatCodeFrame(locator, locator.getPosition(start), locator.getPosition(end), colors);
}

it('shows two lines above and two below, with their line numbers', () => {
  const text = Array.from({ length: 20 }, (_, index) => `line${String(index + 1)};\n`).join('');
  expect(frame(text, 'line10')).toBe(
    [
      '   8 | line8;',
      '   9 | line9;',
      '> 10 | line10;',
      '     | ^^^^^^',
      '  11 | line11;',
      '  12 | line12;',
    ].join('\n'),
  );
});

it('keeps tabs, so that the marker is under its text', () => {
  expect(frame('if (a) {\n\tconst x\t= load();\n}\n', 'load()')).toBe(
    ['  1 | if (a) {', '> 2 | \tconst x\t= load();', '    | \t       \t  ^^^^^^', '  3 | }'].join(
      '\n',
    ),
  );
});

it('reads CR LF', () => {
  expect(frame('a();\r\nb();\r\nc();', 'b()')).toBe(
    ['  1 | a();', '> 2 | b();', '    | ^^^', '  3 | c();'].join('\n'),
  );
});

it('shows the last line, which has no line break', () => {
  expect(frame('a();\nb();', 'b();')).toBe(['  1 | a();', '> 2 | b();', '    | ^^^^'].join('\n'));
});

it('marks one character where the text ends', () => {
  expect(frame('f(', '')).toBe(['> 1 | f(', '    |   ^'].join('\n'));
  expect(frame('f(\n', '')).toBe(['  1 | f(', '> 2 |', '    | ^'].join('\n'));
  expect(frame('', '')).toBe(['> 1 |', '    | ^'].join('\n'));
});

it('marks the first line of a range that has several', () => {
  expect(frame('const x = all([\n  a,\n]);\n', 'all([\n  a,\n])')).toBe(
    ['> 1 | const x = all([', '    |           ^^^^^', '  2 |   a,', '  3 | ]);'].join('\n'),
  );
});

it('truncates lines of minified code around the location', () => {
  const text = `${'a();'.repeat(100)}heavy();${'b();'.repeat(100)}`;
  const [line = '', marks = ''] = frame(text, 'heavy()').split('\n');
  expect(line).toBe(`> 1 | …${'a();'.repeat(10).slice(2)}heavy();${'b();'.repeat(18)}b…`);
  expect(marks.indexOf('^')).toBe(line.indexOf('heavy'));
  expect(marks).toMatch(/^ {4}\| +\^{7}$/);
});

it('replaces escape sequences of a source file', () => {
  expect(frame('const x = "\u001b[31m";', 'x')).toBe(
    ['> 1 | const x = "\uFFFD[31m";', '    |       ^'].join('\n'),
  );
});

it('colours only if told to', () => {
  expect(frame('load();', 'load')).not.toContain('\u001b');
  expect(frame('load();', 'load', picocolors.createColors(true))).toContain('\u001b[31m\u001b[1m^');
});
