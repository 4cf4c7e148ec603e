// Further passes over one text.
import { expect, it } from 'vitest';
import { isRefusal } from '../checks/define-check.ts';
import { createSession } from '../findings/session.ts';
import { toSourceText } from '../text/source-text.ts';
import { fixSource } from './fix-source.ts';

// The import goes, and with it the place where the limiter's own import would go. Of the fan-outs,
// which are worded alike, only the first can be rewritten.
const TEXT = `export async function draw(path) {
  return sharp(path);
}
import sharp from 'sharp';

const jobs = [];
for (let i = 0; i < xs.length; i++) jobs.push(fetch(xs[i]));
await Promise.all(jobs);
void Promise.all(xs.map(fetch).filter(Boolean));
`;

it('makes what conflicted at first, whatever else in the same words was refused', () => {
  const session = createSession('/app', { preset: 'strict' }, { mode: 'limit', concurrency: 2 });
  const { output } = fixSource(toSourceText('/app/file.mjs', TEXT), session);
  expect(output).toContain('jobs.push(limit(() => fetch(xs[i])))');
  expect(output).toContain('void Promise.all(xs.map(fetch).filter(Boolean))');
  expect(fixSource(toSourceText('/app/file.mjs', output), session).output).toBe(output);
});

// Once the arrow has a block for the load, a loop can stand in front of the `return`.
const CONCISE = `const sharp = require('sharp');

exports.sizes = async (paths) =>
  new Map(await Promise.all(await Promise.all(paths.map(async (path) => [path, await sharp(path)]))));
`;

it('makes what only the text before stood in the way of, and says so', () => {
  const session = createSession('/app', { preset: 'strict' });
  const { output, outcomes } = fixSource(toSourceText('/app/file.js', CONCISE), session);
  expect(output).toContain('return new Map(results)');
  expect(outcomes.map(({ fix }) => fix && isRefusal(fix))).toEqual([false, false]);
  expect(fixSource(toSourceText('/app/file.js', output), session).output).toBe(output);
});
