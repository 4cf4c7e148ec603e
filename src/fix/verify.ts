// `--verify`: writes with a type check, and takes back the plans that bring new errors.
import { readFileSync } from 'node:fs';
import { isRefusal, type EditPlan } from '../checks/define-check.ts';
import { refuseTakenBack } from '../checks/engine-refusals.ts';
import { toLabel } from '../files/label.ts';
import { SIGNALS, writeAll, type Write } from '../files/write-all.ts';
import { recomposeEdits, type Composition } from './compose.ts';
import type { Rewrite } from './rewrite.ts';
import { findNewProblems, findTypeProblems, type TypeProblem } from './type-check.ts';
import { getWrites } from './write.ts';

/**
 * Writes a rewrite. While the type check shows errors that were not there before, everything is put
 * back, the plans that touch a file with such an error are refused, and the rest is written again.
 * @param rewrite gives the rewrite of a composition
 * @returns the rewrite that was written
 * @throws UsageError when a file can't be written or a compiler can't be run; nothing is changed
 * then
 */
export async function writeVerified(
  first: Composition,
  cwd: string,
  rewrite: (composition: Composition) => Rewrite,
): Promise<Rewrite> {
  let composition = first;
  let result = rewrite(composition);
  const paths = result.writes.map((write) => write.path);
  const before = await findTypeProblems(paths);
  for (;;) {
    const problems = await tryWrites(getWrites(result), async () =>
      findNewProblems(before, await findTypeProblems(paths)),
    );
    if (problems.length === 0) return result;
    composition = takeBack(composition, problems, cwd);
    result = rewrite(composition);
  }
}

/**
 * Writes, and puts everything back when problems are found, the search fails, or a signal ends the
 * process.
 */
async function tryWrites(
  writes: readonly Write[],
  findProblems: () => Promise<readonly TypeProblem[]>,
): Promise<readonly TypeProblem[]> {
  const originals = writes.map(({ path }) => ({ path, text: readFileSync(path, 'utf8') }));
  const abort = (signal: NodeJS.Signals): void => {
    writeAll(originals);
    for (const one of SIGNALS) process.off(one, abort);
    process.kill(process.pid, signal);
  };
  writeAll(writes);
  for (const signal of SIGNALS) process.on(signal, abort);
  try {
    const problems = await findProblems();
    if (problems.length > 0) writeAll(originals);
    return problems;
  } catch (error) {
    writeAll(originals);
    throw error;
  } finally {
    for (const signal of SIGNALS) process.off(signal, abort);
  }
}

/**
 * Refuses the plans that change a file with a new error; where there is no such plan, all of them.
 */
function takeBack(
  composition: Composition,
  problems: readonly TypeProblem[],
  cwd: string,
): Composition {
  const byPath = new Map(problems.map((problem) => [problem.path, problem]));
  const findProblem = (path: string, plan: EditPlan): TypeProblem | undefined =>
    [path, ...(plan.elsewhere?.keys() ?? [])].flatMap((one) => byPath.get(one) ?? [])[0];
  const isExplained = [...composition.fixes].some(([path, { outcomes }]) =>
    outcomes.some(({ fix }) => fix && !isRefusal(fix) && findProblem(path, fix)),
  );
  return recomposeEdits(composition, (path, outcome) => {
    const { fix, finding } = outcome;
    if (!fix || isRefusal(fix)) return outcome;
    const problem = findProblem(path, fix) ?? (isExplained ? undefined : problems[0]);
    if (!problem) return outcome;
    const why = `${toLabel(cwd, problem.path)}: ${problem.code} ${problem.message}`;
    return { ...outcome, fix: refuseTakenBack(finding.range, why) };
  });
}
