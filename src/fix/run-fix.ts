// `ballast fix` without the command line: works out every rewrite, within files and across them, and writes all of them or none. No output.
import { readFileSync } from 'node:fs';
import { isRefusal, type EditPlan } from '../checks/define-check.ts';
import { getFix, isLeftOpen, type Promotion } from '../checks/async-propagation/promote.ts';
import { refuseTakenBack } from '../checks/engine-refusals.ts';
import { addRequirements } from './add-requirements.ts';
import { checkSource } from '../findings/check-source.ts';
import { findFiles } from '../files/find-files.ts';
import { findFixes, getRequirements, settle, tryEdits, type SourceFixes } from './fix-source.ts';
import { readAll } from '../files/read-text.ts';
import { toLabel } from '../files/label.ts';
import type { Session } from '../findings/session.ts';
import { UsageError } from '../files/usage-error.ts';
import { findStartedModules } from '../module-graph/started-modules.ts';
import { SIGNALS, writeAll, type Write } from '../files/write-all.ts';
import type { FileFix, FixOutcome, FixReport, RemainingLoad } from '../model/report.ts';
import { parseModule } from '../syntax/parse.ts';
import type { TextEdit } from '../text/edits.ts';
import { getPosition, toRawText, toSourceText, type SourceText } from '../text/source-text.ts';
import { openProjectFiles } from './project-files.ts';
import type { TypeProblem } from './type-check.ts';

export interface FixOptions {
  readonly isWriting: boolean;
  /** Whether the project is type-checked before and after writing, and what brought new errors is taken back. */
  readonly isVerifying?: boolean;
  /** Called before the work on each file. */
  readonly onFile?: (label: string, index: number, count: number) => void;
}

/**
 * Rewrites all files behind `paths`, in memory first.
 * @throws UsageError for paths that can't be read
 * @throws Error when a rewritten text does not parse: a defect of this project, and nothing is written
 */
export async function runFix(
  cwd: string,
  paths: readonly string[],
  session: Session,
  options: FixOptions,
): Promise<FixReport> {
  const start = performance.now();
  const found = findFiles(cwd, paths, session);
  refuseMissing(
    [...(session.cuts?.paths ?? [])]
      .filter((path) => !found.paths.includes(path))
      .map((path) => toLabel(cwd, path)),
  );
  const fixes = findAllFixes(found.paths, cwd, session, options.onFile);
  await promoteAcrossFiles(fixes, found.paths, session);
  const mark = await createMarker(fixes, session.root);
  let result = rewrite(fixes, cwd, session, mark);
  if (options.isWriting) {
    if (options.isVerifying) result = await writeVerified(result, fixes, cwd, session, mark);
    else writeAll(withRequirements(result));
  }
  return {
    files: result.files.filter(
      (file) =>
        file.outcomes.length > 0 || file.failure !== undefined || file.output !== file.source.text,
    ),
    checkedFiles: found.paths.length,
    leftOut: found.leftOut,
    remaining: withoutLater(result, session),
    isWritten: options.isWriting,
    elapsedMs: performance.now() - start,
  };
}

/** All of them at once: whoever names one file after the other runs it as often. */
function refuseMissing(labels: readonly string[]): void {
  const [first] = labels;
  if (first === undefined) return;
  if (labels.length === 1)
    throw new UsageError(
      `The plan names \`${first}\`, which this run leaves out. Name that file as well.`,
    );
  throw new UsageError(
    `The plan names ${String(labels.length)} files that this run leaves out. Name them as well: ${[...labels].sort().join(' ')}`,
  );
}

/** Adds to a rewritten text what the project's linter asks for. */
type Marker = (before: string, after: string, path: string) => string;

/** The project's linter is asked only about files that get an `await`. */
async function createMarker(fixes: Fixes, root: string): Promise<Marker> {
  const paths = new Set<string>();
  const take = (path: string, edits: readonly TextEdit[]): void => {
    if (edits.some(({ text }) => /\bawait\b/.test(text))) paths.add(path);
  };
  for (const [path, { outcomes }] of fixes) {
    for (const { fix } of outcomes) {
      if (!fix || isRefusal(fix)) continue;
      take(path, fix.edits);
      for (const [other, edits] of fix.elsewhere ?? []) take(other, edits);
    }
  }
  const { findLintedFiles } = await import('./linted-files.ts');
  const linted =
    paths.size === 0
      ? paths
      : await findLintedFiles(root, paths, { id: 'no-await-in-loop', category: 'perf' });
  if (linted.size === 0) return (_, after) => after;
  const { markAwaits } = await import('./await-in-loop.ts');
  return (before, after, path) => (linted.has(path) ? markAwaits(before, after, path) : after);
}

/** What all cures together make of the files, in memory. */
interface Rewrite {
  readonly files: readonly FileFix[];
  readonly remaining: readonly RemainingLoad[];
  readonly writes: readonly Write[];
  readonly requirements: readonly {
    readonly path: string;
    readonly requires: ReturnType<typeof getRequirements>;
  }[];
}

function rewrite(fixes: Fixes, cwd: string, session: Session, mark: Marker): Rewrite {
  const { edits, plans } = takeTogether(fixes);
  const files: FileFix[] = [];
  const remaining: RemainingLoad[] = [];
  const writes: Write[] = [];
  const requirements: { path: string; requires: ReturnType<typeof getRequirements> }[] = [];
  for (const path of [...new Set([...fixes.keys(), ...edits.keys()])].sort()) {
    const label = toLabel(cwd, path);
    const own = fixes.get(path) ?? {
      source: toSourceText(path, readFileSync(path, 'utf8')),
      outcomes: [],
    };
    const rewritten = tryEdits(own.source.text, edits.get(path) ?? []) ?? own.source.text;
    const {
      output: settled,
      outcomes,
      requires,
    } = settle(own.source, rewritten, own.outcomes, session);
    const output = mark(own.source.text, settled, path);
    if (output !== own.source.text) {
      assertParses(own.source, output);
      writes.push({
        path,
        text: toRawText(own.source, output),
        expected: toRawText(own.source, own.source.text),
      });
    }
    requirements.push({ path, requires: [...getRequirements(plans.get(path) ?? []), ...requires] });
    files.push({
      path,
      label,
      source: own.source,
      output,
      outcomes,
      ...(own.failure ? { failure: own.failure } : {}),
    });
    if (!own.failure)
      remaining.push(...findRemaining({ ...own.source, text: output }, label, outcomes, session));
  }
  return { files, remaining, writes, requirements };
}

/** What is loaded behind a cut is not loaded at the start, where that is known. */
function withoutLater(
  { remaining, files, writes }: Rewrite,
  { root, cuts }: Session,
): readonly RemainingLoad[] {
  if (remaining.length === 0 || cuts?.entry === undefined) return remaining;
  const started = findStartedModules(root, cuts.entry, writes);
  const labels = new Set(files.flatMap(({ path, label }) => (started.has(path) ? [label] : [])));
  return remaining.filter(({ label }) => labels.has(label));
}

function withRequirements({ writes, requirements }: Rewrite): readonly Write[] {
  const all = [...writes];
  for (const { path, requires } of requirements) addRequirements(path, requires, all);
  return all;
}

/** Writes, type-checks, and takes back what brought new errors, until there are none. */
async function writeVerified(
  first: Rewrite,
  fixes: Fixes,
  cwd: string,
  session: Session,
  mark: Marker,
): Promise<Rewrite> {
  const { findNewProblems, findTypeProblems } = await import('./type-check.ts');
  const paths = first.writes.map((write) => write.path);
  const before = await findTypeProblems(paths);
  for (let result = first; ;) {
    const problems = await tryOut(withRequirements(result), async () =>
      findNewProblems(before, await findTypeProblems(paths)),
    );
    if (problems.length === 0) return result;
    takeBack(fixes, problems, cwd);
    result = rewrite(fixes, cwd, session, mark);
  }
}

/** Writes, and puts everything back when problems show, when they can't be looked for, or when the run is broken off meanwhile. */
async function tryOut(
  writes: readonly Write[],
  findProblems: () => Promise<readonly TypeProblem[]>,
): Promise<readonly TypeProblem[]> {
  const originals = writes.map(({ path }) => ({ path, text: readFileSync(path, 'utf8') }));
  const breakOff = (signal: NodeJS.Signals): void => {
    writeAll(originals);
    for (const one of SIGNALS) process.off(one, breakOff);
    process.kill(process.pid, signal);
  };
  writeAll(writes);
  for (const signal of SIGNALS) process.on(signal, breakOff);
  try {
    const problems = await findProblems();
    if (problems.length > 0) writeAll(originals);
    return problems;
  } catch (error) {
    writeAll(originals);
    throw error;
  } finally {
    for (const signal of SIGNALS) process.off(signal, breakOff);
  }
}

/** Refuses the plans that touch a file with a new error; where none does, all of them. */
function takeBack(fixes: Fixes, problems: readonly TypeProblem[], cwd: string): void {
  const broken = new Map(problems.map((problem) => [problem.path, problem]));
  const isTouching = (path: string, fix: EditPlan): boolean =>
    [path, ...(fix.elsewhere?.keys() ?? [])].some((one) => broken.has(one));
  const plans = [...fixes].flatMap(([path, { outcomes }]) =>
    outcomes.map(({ fix }) => ({ path, fix })),
  );
  const isKnown = plans.some(({ path, fix }) => fix && !isRefusal(fix) && isTouching(path, fix));
  for (const [path, result] of fixes) {
    const outcomes = result.outcomes.map((outcome): FixOutcome => {
      const { fix, finding } = outcome;
      if (!fix || isRefusal(fix) || (isKnown && !isTouching(path, fix))) return outcome;
      const problem =
        [path, ...(fix.elsewhere?.keys() ?? [])].flatMap((one) => broken.get(one) ?? [])[0] ??
        problems[0];
      const why = problem
        ? `${toLabel(cwd, problem.path)}: ${problem.code} ${problem.message}`
        : 'it does not compile';
      return { ...outcome, fix: refuseTakenBack(finding.range, why) };
    });
    fixes.set(path, { ...result, outcomes });
  }
}

type Fixes = Map<string, SourceFixes>;

/** The cures of all files that may hold a finding or a heavy load. */
function findAllFixes(
  paths: readonly string[],
  cwd: string,
  session: Session,
  onFile: FixOptions['onFile'],
): Fixes {
  const fixes: Fixes = new Map();
  let index = 0;
  for (const { path, text } of readAll(paths, cwd)) {
    onFile?.(toLabel(cwd, path), (index += 1), paths.length);
    const result = findFixes(toSourceText(path, text), session);
    if (result.outcomes.length > 0 || result.failure) fixes.set(path, result);
    // Nothing is reported here, but something heavy may be loaded: the facts, which are large, are not kept.
    else if (result.facts) fixes.set(path, { source: result.source, outcomes: [] });
  }
  return fixes;
}

/** Gives refusals that ask for async functions a second chance, with types and with the other files. */
async function promoteAcrossFiles(
  fixes: Fixes,
  rewritable: readonly string[],
  session: Session,
): Promise<void> {
  const crossing = [...fixes].filter(([, { outcomes }]) =>
    outcomes.some(({ finding, fix }) => isLeftOpen(finding, fix)),
  );
  if (crossing.length === 0) return;
  const files = openProjectFiles(rewritable, session.root, fixes);
  for (const [path, result] of crossing) {
    const outcomes: FixOutcome[] = [];
    for (const outcome of result.outcomes) {
      const { finding, fix } = outcome;
      outcomes.push(
        isLeftOpen(finding, fix)
          ? {
              ...outcome,
              fix: (await files.ask(() => getFix(finding, path, files))).fix,
            }
          : outcome,
      );
    }
    fixes.set(path, { ...result, outcomes });
  }
}

/** What was worked out for the findings on one line: the plan as a tree, and the cure. */
export async function explainFix(
  cwd: string,
  path: string,
  line: number,
  paths: readonly string[],
  session: Session,
): Promise<readonly (Promotion & { finding: FixOutcome['finding'] })[]> {
  const found = findFiles(cwd, paths, session);
  const fixes = findAllFixes(found.paths, cwd, session, undefined);
  const own = fixes.get(path);
  if (!own) return [];
  const outcomes = own.outcomes.filter(({ finding, fix }) => {
    const lines = [finding.range[0], ...(fix && isRefusal(fix) ? [fix.range[0]] : [])].map(
      (offset) => getPosition(own.source.text, offset).line,
    );
    return lines.includes(line);
  });
  if (outcomes.length === 0) return [];
  const files = openProjectFiles(found.paths, session.root, fixes);
  return files.ask(() =>
    outcomes.map(({ finding }) => ({
      finding,
      ...getFix(finding, path, files, true),
    })),
  );
}

interface Taken {
  readonly edits: ReadonlyMap<string, readonly TextEdit[]>;
  readonly plans: ReadonlyMap<string, readonly EditPlan[]>;
}

/** The edits of all plans that go together, over all files. A plan is taken with everything it changes elsewhere, or not at all. */
function takeTogether(fixes: Fixes): Taken {
  const edits = new Map<string, readonly TextEdit[]>();
  const plans = new Map<string, EditPlan[]>();
  const texts = new Map<string, string>();
  const getText = (path: string): string => {
    const text =
      texts.get(path) ??
      fixes.get(path)?.source.text ??
      toSourceText(path, readFileSync(path, 'utf8')).text;
    texts.set(path, text);
    return text;
  };
  const take = (path: string, fix: EditPlan): boolean => {
    const wanted = [...(fix.elsewhere ?? []), [path, fix.edits] as const].map(
      ([target, own]) => [target, [...(edits.get(target) ?? []), ...own]] as const,
    );
    if (!wanted.every(([target, all]) => tryEdits(getText(target), all) !== undefined))
      return false;
    for (const [target, all] of wanted) edits.set(target, all);
    plans.set(path, [...(plans.get(path) ?? []), fix]);
    return true;
  };
  // Plans over several files come first: what does not go with them within one file, the next pass sees to.
  for (const isCrossing of [true, false]) {
    for (const [path, result] of fixes) {
      const outcomes = result.outcomes.map((outcome): FixOutcome => {
        const { fix, finding } = outcome;
        if (!fix || isRefusal(fix) || (fix.elsewhere !== undefined) !== isCrossing) return outcome;
        return take(path, fix) || !isCrossing ? outcome : { ...outcome, fix: finding.fix() };
      });
      fixes.set(path, { ...result, outcomes });
    }
  }
  return { edits, plans };
}

function assertParses(source: SourceText, output: string): void {
  const parsed = parseModule({ ...source, text: output });
  if ('message' in parsed)
    throw new Error(`${source.path}: the rewritten text does not parse: ${parsed.message}`);
}

/** Heavy packages that a file still loads while it is evaluated, those that no rule reports because nothing can be done there included. */
function findRemaining(
  output: SourceText,
  label: string,
  outcomes: readonly FixOutcome[],
  session: Session,
): readonly RemainingLoad[] {
  const eager = session.active.filter(({ check }) => check.mayLoad !== undefined);
  const all = eager.map((active) => ({
    ...active,
    options: { ...active.options, undeferrable: true },
  }));
  return checkSource(output, all, session, false).findings.flatMap(({ finding }) => {
    // A module of the project is no package: what it still loads is said where it loads it.
    const name = finding.messageId === 'cut' ? undefined : finding.data['package'];
    const fix =
      outcomes.find(
        (outcome) =>
          outcome.fix && isRefusal(outcome.fix) && outcome.finding.message === finding.message,
      )?.fix ?? finding.fix();
    if (name === undefined || !fix || !isRefusal(fix)) return [];
    return [
      {
        package: name,
        label,
        line: getPosition(output.text, finding.range[0]).line,
        reason: `${fix.code}: ${fix.reason}`,
      },
    ];
  });
}
