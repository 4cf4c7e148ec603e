// `ballast fix`: arguments, output and exit code.
import { resolve } from 'node:path';
import { isRefusal } from '../checks/define-check.ts';
import { getCheck, checks } from '../checks/registry.ts';
import { addPlannedCuts } from '../commands/planned-session.ts';
import { loadConfiguration } from '../config/load.ts';
import { isSourceFile } from '../files/source-file.ts';
import { UsageError } from '../files/usage-error.ts';
import { createSession, type Session } from '../findings/session.ts';
import { assertCommitted } from '../fix/assert-committed.ts';
import type { OnFile } from '../fix/collect.ts';
import { explainFix } from '../fix/explain.ts';
import { runFix } from '../fix/run-fix.ts';
import type { FixReport } from '../model/report.ts';
import { getColors } from './colors.ts';
import { endInterrupted } from './end-interrupted.ts';
import { hasOwnFailure } from './own-failure.ts';
import { readFixOptions } from './fix-options.ts';
import type { Preset } from '../catalogue/types.ts';

export interface FixFlags {
  readonly write?: boolean;
  readonly allowDirty?: boolean;
  readonly verify?: boolean;
  readonly only?: string;
  readonly plan?: string;
  readonly thorough?: boolean;
  readonly explain?: string;
  readonly format: 'stylish' | 'json';
  readonly preset?: Preset;
  /** The options of the checks. */
  readonly [name: string]: unknown;
}

/**
 * Runs the command.
 * @param isGiven whether a flag was written on the command line
 * @returns the exit code
 * @throws UsageError for arguments, a configuration or files that can't be used
 */
export async function runFixCommand(
  paths: readonly string[],
  flags: FixFlags,
  isGiven: (name: string) => boolean,
): Promise<number> {
  const cwd = process.cwd();
  const only = flags.only?.replace(/^ballast\//, '');
  if (only !== undefined && !getCheck(only)) {
    throw new UsageError(
      `There is no rule \`${only}\`. The rules are ${checks.map((check) => `\`${check.id}\``).join(', ')}.`,
    );
  }
  const fixOptions = readFixOptions(flags, isGiven, only);
  if (flags.verify && !flags.write)
    throw new UsageError('--verify needs --write: it type-checks what was written.');
  await endInterrupted(cwd, paths);
  const isWriting = flags.write === true;
  if (isWriting && flags.allowDirty !== true)
    await assertCommitted(
      cwd,
      paths,
      checks.some(({ addsPackages }) => addsPackages?.(fixOptions) === true),
    );
  const { configuration, root } = await loadConfiguration(cwd);
  const { preset } = flags;
  const session = await withPlan(
    createSession(root, preset ? { ...configuration, preset } : configuration, fixOptions, only),
    cwd,
    paths,
    flags,
    configuration.inspect !== false,
  );
  if (flags.explain !== undefined) return explain(flags.explain, cwd, paths, session);
  const report = await withProgress((onFile) =>
    runFix(cwd, paths, session, { isWriting, isVerifying: flags.verify === true, onFile }),
  );
  console.log(await formatReport(report, flags.format));
  if (hasOwnFailure(report.files)) return 2;
  const outcomes = report.files.flatMap((file) => file.outcomes);
  const isFixed =
    isWriting &&
    outcomes.every(({ fix }) => fix !== undefined && !isRefusal(fix)) &&
    !report.files.some((file) => file.failure);
  return outcomes.length + report.files.length === 0 || isFixed ? 0 : 1;
}

/** Adds the imports that `--plan` names. */
function withPlan(
  session: Session,
  cwd: string,
  paths: readonly string[],
  { plan, thorough = false }: FixFlags,
  inspects: boolean,
): Promise<Session> | Session {
  if (thorough && (plan === undefined || !isSourceFile(plan)))
    throw new UsageError('--thorough needs --plan with an entry, such as `--plan src/server.ts`.');
  if (plan === undefined) return session;
  return addPlannedCuts(session, cwd, paths, { plan, isThorough: thorough, inspects });
}

/** Each format is imported only when it is used. */
async function formatReport(report: FixReport, format: FixFlags['format']): Promise<string> {
  if (format === 'json') return (await import('../report/fix/json.ts')).formatFixJson(report);
  return (await import('../report/fix/preview.ts')).formatFixPreview(report, {
    colors: getColors(),
  });
}

/** Prints how the fixes for the findings of one line were planned. */
async function explain(
  target: string,
  cwd: string,
  paths: readonly string[],
  session: Session,
): Promise<number> {
  const [, file, line] = /^(.+):(\d+)$/.exec(target) ?? [];
  if (file === undefined)
    throw new UsageError(
      `--explain takes a file and a line, such as \`src/server.ts:3\`, not \`${target}\`.`,
    );
  const explanations = await explainFix(cwd, resolve(cwd, file), Number(line), paths, session);
  if (explanations.length === 0)
    throw new UsageError(
      `There is no finding at \`${target}\`. Use a position that \`ballast check\` shows.`,
    );
  const { formatExplanations } = await import('../report/explain.ts');
  console.log(formatExplanations(explanations, getColors()));
  return 1;
}

/** Shows progress on a terminal, once the work takes longer than half a second. */
async function withProgress<T>(work: (onFile: OnFile) => Promise<T>): Promise<T> {
  if (!process.stderr.isTTY) return work(() => undefined);
  const { default: yoctoSpinner } = await import('yocto-spinner');
  const spinner = yoctoSpinner({ stream: process.stderr });
  let next = performance.now() + 500;
  try {
    return await work((label, index, count) => {
      if (performance.now() < next) return;
      next = performance.now() + 100; // the spinner writes each new text at once
      if (!spinner.isSpinning) spinner.start();
      spinner.text = `${String(index)}/${String(count)} ${label}`;
    });
  } finally {
    spinner.stop();
  }
}
