// A fixed slice of the generated programs, with types: no rewrite brings a type error.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fanOutPrograms } from './fan-out-grammar.ts';
import { judgeTypes } from './judge-types.ts';

it('generated programs with types have none but sound rewrites', () => {
  const programs = fc.sample(fanOutPrograms, { numRuns: 400, seed: 20_261_127 });
  const { faults, rewritten } = judgeTypes(programs);
  expect(faults).toEqual([]);
  // A generator whose programs have type errors to begin with proves nothing.
  expect(rewritten).toBeGreaterThan(40);
});
