// A few files and mutants of them come through unhurt, and the judge sees what would hurt one.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createSession } from '../../findings/session.ts';
import { fixSource } from '../../fix/fix-source.ts';
import { toSourceText } from '../../text/source-text.ts';
import { listFiles } from './files.ts';
import { createJudge, type FaultKind, type Rewriter } from './judge.ts';
import { reduce } from './reduce.ts';
import { judgeFiles, judgeMutants, type Counts } from './run.ts';

const fixtures = fileURLToPath(new URL('../../../fixtures', import.meta.url));
const paths = ['set-up-without-semicolons', 'alias-of-a-namespace', 'plain-require']
  .flatMap((name) => listFiles(join(fixtures, 'checks/no-eager-heavy-import', name)))
  .concat(listFiles(join(fixtures, 'checks/no-unbounded-fan-out/nothing-can-be-put-in-front')));

const createCounts = (): Counts => ({ files: 0, mutants: 0, rewritten: 0 });

describe('the files of a tree', () => {
  it('come through, and mutants of them', () => {
    const judge = createJudge(fixtures);
    const counts = createCounts();
    const cases = [
      ...judgeFiles(paths, judge, counts),
      ...judgeMutants(paths, judge, counts, { count: 25, seed: 1 }),
    ];
    expect(cases).toEqual([]);
    expect(counts).toMatchObject({ files: paths.length, mutants: 25 });
    // Mutants that are all refused prove nothing.
    expect(counts.rewritten).toBeGreaterThan(10);
  });

  it('give the same mutant for a file and a seed', () => {
    const texts: string[] = [];
    let cases = 0;
    for (const list of [paths, paths]) {
      const run = judgeMutants(
        list,
        ({ text }) => {
          texts.push(text);
          return { faults: [], isRewritten: false };
        },
        createCounts(),
        { count: 3, seed: 7 },
      );
      cases += [...run].length;
    }
    expect(cases).toBe(0);
    expect(texts.slice(0, 3)).toEqual(texts.slice(3));
  });
});

describe('the judge', () => {
  const TEXT = "import sharp from 'sharp';\nexport async function f() {\n  return sharp(1);\n}\n";
  const toOutput =
    (change: (text: string) => string): Rewriter =>
    (source, session) => ({ output: change(fixSource(source, session).output) });

  it.each<readonly [FaultKind, Rewriter]>([
    ['broken', toOutput((text) => `${text}const = 1;\n`)],
    ['unbound', toOutput((text) => `${text}break;\n`)],
    ['broken', toOutput((text) => `${text}const a = f\n[1].length;\n`)],
    ['unbound', toOutput((text) => text.replace(/const sharp.*/, ''))],
    ['unbound', toOutput((text) => `${text}limit();\n`)],
    ['unbound', toOutput((text) => `${text}const f2 = 1, f2 = 2;\n`)],
    ['unstable', toOutput((text) => `${text}f();\n`)],
    [
      'caught',
      (source) => ({
        output: source.text,
        failure: { message: 'a mistake', offset: 0, kind: 'defect' },
      }),
    ],
    [
      'thrown',
      () => {
        throw new Error('a mistake');
      },
    ],
  ])('sees what is %s', (kind, rewrite) => {
    const { faults } = createJudge('/app', rewrite)(toSourceText('/app/file.ts', TEXT));
    expect(faults.map((fault) => fault.kind)).toContain(kind);
  });

  it('sees nothing where nothing is', () => {
    expect(createJudge('/app')(toSourceText('/app/file.ts', TEXT))).toEqual({
      faults: [],
      isRewritten: true,
    });
    const session = createSession('/app', { preset: 'strict' });
    expect(fixSource(toSourceText('/app/file.ts', TEXT), session).output).not.toBe(TEXT);
  });
});

it('a failing text is reduced to what fails', () => {
  const text = 'one();\ntwo();\nif (a) {\n  three(); four();\n}\nfive();\n';
  expect(reduce(text, (part) => part.includes('four('))).toBe(' four();');
});
