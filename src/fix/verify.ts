// `--verify`: writes with a type check, and takes back the plans that bring new errors.
import { isRefusal, type EditPlan } from '../checks/define-check.ts';
import { refuseTakenBack } from '../checks/engine-refusals.ts';
import { toLabel } from '../files/label.ts';
import { UsageError } from '../files/usage-error.ts';
import { SIGNALS, tryAll, type Write } from '../files/write-all.ts';
import { recomposeEdits, type Composition } from './compose.ts';
import type { Rewrite } from './rewrite.ts';
import { findNewProblems, findTypeProblems, type TypeProblem } from './type-check.ts';
import { getWrites } from './write.ts';

/**
 * Writes a rewrite. While the type check shows errors that were not there before, everything is put
 * back, the plans that touch a file with such an error are refused, and the rest is written again.
 * @param root the root of the project
 * @param rewrite gives the rewrite of a composition
 * @returns the rewrite that was written
 * @throws UsageError when a file can't be written or a compiler can't be run; nothing is changed
 * then
 */
export async function writeVerified(
  first: Composition,
  cwd: string,
  root: string,
  rewrite: (composition: Composition) => Rewrite,
): Promise<Rewrite> {
  let composition = first;
  let result = rewrite(composition);
  const paths = result.writes.map((write) => write.path);
  const before = await findTypeProblems(paths);
  for (;;) {
    const problems = await tryWrites(getWrites(result), root, async () =>
      findNewProblems(before, await findTypeProblems(paths)),
    );
    if (problems.length === 0) return result;
    composition = takeBack(composition, problems, cwd);
    result = rewrite(composition);
  }
}

/**
 * Writes, and puts everything back when problems are found, the search fails, or a signal ends the
 * process. When it is killed, the next run does so.
 * @throws UsageError when somebody changed a file meanwhile that should be put back
 */
async function tryWrites(
  writes: readonly Write[],
  root: string,
  findProblems: () => Promise<readonly TypeProblem[]>,
): Promise<readonly TypeProblem[]> {
  const trial = tryAll(writes, root);
  const abort = (signal: NodeJS.Signals): void => {
    trial.takeBack();
    for (const one of SIGNALS) process.off(one, abort);
    process.kill(process.pid, signal);
  };
  for (const signal of SIGNALS) process.on(signal, abort);
  let problems: readonly TypeProblem[];
  try {
    problems = await findProblems();
  } catch (error) {
    trial.takeBack();
    throw error;
  } finally {
    for (const signal of SIGNALS) process.off(signal, abort);
  }
  if (problems.length === 0) trial.keep();
  else assertPutBack(trial.takeBack());
  return problems;
}

function assertPutBack(changed: readonly string[]): void {
  if (changed.length > 0)
    throw new UsageError(
      `The type check found new errors, and ${changed.map((path) => `\`${path}\``).join(', ')} was changed meanwhile and stays as it is. All other files are as before. Run again.`,
    );
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
