// `ballast fix`: from arguments to rewritten files, a printed preview and an exit code.
import { resolve } from 'node:path';
import { createColors } from 'picocolors';
import { explainFix, runFix } from '../../codemods/fix-project.ts';
import { isRefusal, type Severity } from '../checks/check.ts';
import { getCheck, checks } from '../checks/registry.ts';
import { getChangedFiles } from '../project/git-state.ts';
import { loadConfiguration } from '../project/load-configuration.ts';
import { createSession, type Session } from '../project/session.ts';
import { UsageError } from '../project/usage-error.ts';
import { formatExplanations } from '../report/explain.ts';
import { formatFixJson } from '../report/fix-json.ts';
import { formatFixPreview } from '../report/fix-preview.ts';

export interface FixFlags {
  readonly write?: boolean;
  readonly allowDirty?: boolean;
  readonly only?: string;
  readonly explain?: string;
  readonly mode: 'serial' | 'limit';
  readonly concurrency: number;
  readonly delay: number;
  readonly format: 'stylish' | 'json';
  readonly preset?: Severity;
}

/** Runs the command; gives the exit code. */
export async function runFixCommand(paths: readonly string[], flags: FixFlags): Promise<number> {
  const cwd = process.cwd();
  const only = flags.only?.replace(/^ballast\//, '');
  if (only !== undefined && !getCheck(only)) {
    throw new UsageError(`There is no rule \`${only}\`. The rules are ${checks.map((check) => `\`${check.id}\``).join(', ')}.`);
  }
  const isWriting = flags.write === true;
  if (isWriting && flags.allowDirty !== true) await refuseDirtyTree(cwd, paths);
  const { configuration, root } = await loadConfiguration(cwd);
  const { mode, concurrency, delay, preset } = flags;
  const session = createSession(root, preset ? { ...configuration, preset } : configuration, { mode, concurrency, delay }, only);
  if (flags.explain !== undefined) return explain(flags.explain, cwd, paths, session);
  const progress = await createProgress();
  const report = await runFix(cwd, paths, session, { isWriting, onFile: progress.show });
  progress.stop();
  const colors = createColors(process.stdout.isTTY && !process.env['NO_COLOR'] ? true : undefined);
  console.log(flags.format === 'json' ? formatFixJson(report) : formatFixPreview(report, { colors }));
  const outcomes = report.files.flatMap((file) => file.outcomes);
  const isCured = isWriting && outcomes.every(({ cure }) => cure !== undefined && !isRefusal(cure)) && !report.files.some((file) => file.failure);
  return outcomes.length + report.files.length === 0 || isCured ? 0 : 1;
}

/** Prints the plan for the findings of one line. */
async function explain(target: string, cwd: string, paths: readonly string[], session: Session): Promise<number> {
  const [, file, line] = /^(.+):(\d+)$/.exec(target) ?? [];
  if (file === undefined) throw new UsageError(`--explain takes a file and a line, such as \`src/server.ts:3\`, not \`${target}\`.`);
  const explanations = await explainFix(cwd, resolve(cwd, file), Number(line), paths, session);
  if (explanations.length === 0) throw new UsageError(`There is no finding at \`${target}\`. Take a place that \`ballast check\` shows.`);
  console.log(formatExplanations(explanations, createColors(process.stdout.isTTY && !process.env['NO_COLOR'] ? true : undefined)));
  return 1;
}

async function refuseDirtyTree(cwd: string, paths: readonly string[]): Promise<void> {
  const changed = await getChangedFiles(cwd, paths);
  const [first] = changed ?? [];
  if (first === undefined) return;
  const others = (changed?.length ?? 0) - 1;
  const more = others > 0 ? ` and ${String(others)} more` : '';
  throw new UsageError(`\`${first}\`${more} has uncommitted changes. Commit or stash them, or pass --allow-dirty.`);
}

interface Progress {
  show(label: string, index: number, count: number): void;
  stop(): void;
}

/** A line that moves, on a terminal and on long work only. */
async function createProgress(): Promise<Progress> {
  if (!process.stderr.isTTY) return { show: () => undefined, stop: () => undefined };
  const { default: yoctoSpinner } = await import('yocto-spinner');
  const spinner = yoctoSpinner({ stream: process.stderr });
  const start = performance.now();
  return {
    show(label, index, count) {
      if (performance.now() - start < 500) return;
      if (!spinner.isSpinning) spinner.start();
      spinner.text = `${String(index)}/${String(count)} ${label}`;
    },
    stop: () => spinner.stop(),
  };
}
