// The README stays true: its generated parts are what the checks say.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { buildRuleTable, renewReadme } from './readme.ts';

const text = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

it('holds the table of rules as `npm run readme` writes it', () => {
  expect(text).toContain(buildRuleTable());
  expect(renewReadme(text)).toBe(text);
});
