// Rewrites a generated program in each mode, runs it before and after, and reports differences.
import type { FixOptions } from '../../checks/fix-options.ts';
import { isRefusal } from '../../checks/define-check.ts';
import { createSession } from '../../findings/session.ts';
import { fixSource } from '../../fix/fix-source.ts';
import { toSourceText } from '../../text/source-text.ts';
import type { FanOutProgram } from './fan-out-grammar.ts';
import { compileProgram, runProgram, type Outcome } from './run-program.ts';

/** The result of rewriting a program in one mode. */
export interface Verdict {
  readonly mode: string;
  readonly output: string;
  /** Differences that no note announces; empty if behaviour is preserved. */
  readonly differences: readonly string[];
  /** Whether anything was rewritten. */
  readonly isRewritten: boolean;
}

/** The options of each mode. */
export const MODES: Readonly<Record<string, FixOptions>> = {
  serial: { mode: 'serial' },
  limit: { mode: 'limit', concurrency: 2 },
};

/** Judges a program in every mode. */
export async function judgeFanOut(program: FanOutProgram): Promise<readonly Verdict[]> {
  let before: Outcome | undefined;
  const verdicts: Verdict[] = [];
  for (const [mode, options] of Object.entries(MODES)) {
    const { output, notes } = rewrite(program.text, options);
    const isRewritten = output !== program.text;
    const differences: string[] = [];
    // The parts of a program may declare one name twice.
    if (isRewritten && canLoad(program.text)) {
      before ??= await runProgram(program.text, program);
      differences.push(...(await compare(before, output, program, mode, notes)));
      const again = rewrite(output, options).output;
      if (again !== output) differences.push(`a second run changes it to\n${again}`);
    }
    verdicts.push({ mode, output, differences, isRewritten });
  }
  return verdicts;
}

function canLoad(text: string): boolean {
  try {
    compileProgram(text);
    return true;
  } catch {
    return false;
  }
}

interface Rewritten {
  readonly output: string;
  readonly notes: readonly string[];
}

/** Rewrites a text, without a project around it. */
export function rewrite(text: string, options: FixOptions): Rewritten {
  const session = createSession('/fuzz', { preset: 'strict' }, options, 'no-unbounded-fan-out');
  const { output, outcomes } = fixSource(toSourceText('/fuzz/program.ts', text), session);
  const notes = outcomes.flatMap(({ fix }) => (fix && !isRefusal(fix) ? fix.notes : []));
  return { output, notes };
}

async function compare(
  before: Outcome,
  output: string,
  program: FanOutProgram,
  mode: string,
  notes: readonly string[],
): Promise<readonly string[]> {
  let after: Outcome;
  try {
    after = await runProgram(output, program);
  } catch (error) {
    return [`it can't be loaded: ${String(error)}`];
  }
  const failures = Object.values(program.failing);
  const throwing = program.text.includes('throw new Error("task') ? 1 : 0;
  const hasFailed = failures.length + throwing > 0;
  // What a task throws may become a rejection, which may reach other code; a note says so.
  const isAnnounced =
    failures.includes('throws') &&
    notes.some((note) => /^A task that throws|^The function around it is async now/.test(note));
  // Of two failures, another one may be the first; a note says so.
  const isOneOfTwo =
    failures.length + throwing > 1 &&
    notes.some((note) => /^A task that fails|another may be the first/.test(note));
  const differ = (name: string, a: unknown, b: unknown): readonly string[] =>
    JSON.stringify(a) === JSON.stringify(b)
      ? []
      : [`${name}: ${JSON.stringify(a)} before, ${JSON.stringify(b)} after`];
  // Tasks may start their requests late, so the order among them is not promised.
  const order = ({ starts }: Outcome): readonly string[] => [...starts].sort();
  return [
    ...differ('endless', before.isEndless, after.isEndless),
    ...(isAnnounced || isOneOfTwo ? [] : differ('result', before.result, after.result)),
    ...(isAnnounced
      ? []
      : hasFailed && mode === 'serial'
        ? differ('log', true, isSubsequence(after.log, before.log))
        : differ('log', before.log, after.log)),
    // After a failure the remaining tasks need not start: a note says so.
    ...(isAnnounced
      ? []
      : hasFailed && mode === 'serial'
        ? differ(
            'starts of others',
            [],
            order(after).filter((one) => !before.starts.includes(one)),
          )
        : differ('starts', order(before), order(after))),
    ...(hasFailed ? [] : differ('task logs', toTaskLogs(before), toTaskLogs(after))),
    ...differ(
      'more unhandled rejections',
      false,
      !isAnnounced && after.unhandled > before.unhandled,
    ),
    ...(mode === 'serial' ? differ('more in flight', false, after.most > before.most) : []),
  ];
}

/** Of several tasks with the same element, it is not known which one wrote what. */
function toTaskLogs({ taskLogs, starts }: Outcome): Outcome['taskLogs'] {
  const entries = Object.entries(taskLogs).map(([element, logs]) => {
    const isOfSeveral =
      element === 'undefined' || starts.indexOf(element) !== starts.lastIndexOf(element);
    return [element, isOfSeveral ? [...logs].sort() : logs] as const;
  });
  return Object.fromEntries(entries);
}

function isSubsequence(part: readonly string[], whole: readonly string[]): boolean {
  let at = 0;
  for (const one of whole) if (one === part[at]) at += 1;
  return at === part.length;
}
