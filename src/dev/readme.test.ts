// The README stays true: its generated parts are what the checks say.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { buildRuleTable, renewReadme } from './readme.ts';
import { buildRefusalsPage, getAllRefusals } from './refusals-page.ts';

const text = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

it('holds the table of rules as `npm run readme` writes it', () => {
  expect(text).toContain(buildRuleTable());
  expect(renewReadme(text)).toBe(text);
});

it('has a page with every refusal, and an example from a fixture for each', () => {
  const page = readFileSync(new URL('../../rules/refusals.md', import.meta.url), 'utf8');
  expect(page).toBe(buildRefusalsPage(fileURLToPath(new URL('../../fixtures', import.meta.url))));
  const sections = page.split(/^## /m).slice(1);
  const codes = getAllRefusals().map(([code]) => code);
  expect(new Set(codes).size).toBe(codes.length); // no two checks take the same one
  expect(sections.map((section) => section.slice(0, 4))).toEqual(codes.toSorted());
  expect(
    sections.filter((section) => !section.includes('```')).map((section) => section.slice(0, 4)),
  ).toEqual([]);
});

const shop = fileURLToPath(new URL('../../fixtures/cli/shop', import.meta.url));
const main = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));

/** What a command prints on the example of the README; it exits with 1, as it has findings. */
function run(...args: readonly string[]): string {
  try {
    return execFileSync(process.execPath, [main, ...args], {
      cwd: shop,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1' },
    });
  } catch (error) {
    return error instanceof Error && 'stdout' in error ? String(error.stdout) : '';
  }
}

/** Measured figures change with each measurement. */
function withoutFigures(output: string): string {
  return output.replace(/(on every start): .*?\(.*?measured [\d-]+\)/g, '$1: (cost)');
}

function getBlock(language: string): string {
  return new RegExp(`\`\`\`${language}\\n([^]*?)\\n\`\`\``).exec(text)?.[1] ?? 'no such block';
}

it('shows findings as `ballast check src` prints them', () => {
  const output = withoutFigures(run('check', 'src'));
  // The frame of the second finding is left out.
  expect(output).toContain(withoutFigures(getBlock('text')));
});

it('shows the diff that `ballast fix src` prints', () => {
  expect(run('fix', 'src')).toContain(getBlock('diff'));
});
