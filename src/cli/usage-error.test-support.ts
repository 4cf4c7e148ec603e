// What a run with wrong input prints.
import { expect } from 'vitest';
import type { Run } from './run.test-support.ts';

/** Expects one line on standard error that matches, nothing on standard output, and exit code 2. */
export function expectUsageError({ code, stdout, stderr }: Run, message: string | RegExp): void {
  expect(stderr).toMatch(/^ballast: [^\n]+\.\n$/);
  expect(stderr).toMatch(message);
  expect(stdout).toBe('');
  expect(code).toBe(2);
}
