// For tests of what must not spoil a run.
import { expect } from 'vitest';
import type { Run } from './run.test-support.ts';

/** A file with a finding of each kind, which imports `run` from `./other`. */
export const ENTRY = `import sharp from 'sharp';
import { run } from './other';
function make(path: string) {
  return sharp(path);
}
export async function all(ids: string[]) {
  run(make('x'));
  return Promise.all(ids.map((id) => fetch(id)));
}
`;

/** No stack, and no word of a defect. */
export function expectCalm({ stdout, stderr, code }: Run): void {
  expect(`${stdout}${stderr}`).not.toMatch(/internal error|^\s+at /im);
  expect([0, 1, 2]).toContain(code);
}
