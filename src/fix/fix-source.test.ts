// Further passes over one text.
import { expect, it } from 'vitest';
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
