// A fixed slice of the generated programs: each behaves the same before and after its rewrite.
// `npm run fuzz` runs any number of others.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fanOutPrograms } from './fan-out-grammar.ts';
import { heavyImportPrograms } from './heavy-import-grammar.ts';
import { judgeFanOut } from './judge-fan-out.ts';
import { judgeHeavyImports } from './judge-heavy-imports.ts';

// The programs leave rejections unhandled on purpose.
process.removeAllListeners('warning');

const SEED = 20_261_127;

describe('generated programs', () => {
  it('with fan-outs behave as before', async () => {
    let rewritten = 0;
    for (const program of fc.sample(fanOutPrograms, { numRuns: 250, seed: SEED })) {
      for (const { mode, output, differences, isRewritten } of await judgeFanOut(program)) {
        if (isRewritten) rewritten += 1;
        expect(differences, `${mode}\n${program.text}\n--- after\n${output}`).toEqual([]);
      }
    }
    // A generator whose programs are all refused proves nothing.
    expect(rewritten).toBeGreaterThan(80);
  });

  it('with heavy imports behave as before', () => {
    const verdicts = judgeHeavyImports(
      fc.sample(heavyImportPrograms, { numRuns: 120, seed: SEED }),
    );
    for (const { differences, output, program } of verdicts)
      expect(differences, `${program.text}\n--- after\n${output}`).toEqual([]);
    expect(verdicts.filter(({ isRewritten }) => isRewritten).length).toBeGreaterThan(60);
  });
});
