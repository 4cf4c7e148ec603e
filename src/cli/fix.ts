// `ballast fix`: from arguments to rewritten files, a printed preview and an exit code.
import { createColors } from 'picocolors';
import { isRefusal, type Severity } from '../checks/check.ts';
import { getCheck, checks } from '../checks/registry.ts';
import { getChangedFiles } from '../project/git-state.ts';
import { loadConfiguration } from '../project/load-configuration.ts';
import { runFix } from '../project/run-fix.ts';
import { createSession } from '../project/session.ts';
import { UsageError } from '../project/usage-error.ts';
import { formatFixJson } from '../report/fix-json.ts';
import { formatFixPreview } from '../report/fix-preview.ts';

export interface FixFlags {
  readonly write?: boolean;
  readonly allowDirty?: boolean;
  readonly only?: string;
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
  const progress = await createProgress();
  const report = await runFix(cwd, paths, session, { isWriting, onFile: progress.show });
  progress.stop();
  const colors = createColors(process.stdout.isTTY && !process.env['NO_COLOR'] ? true : undefined);
  console.log(flags.format === 'json' ? formatFixJson(report) : formatFixPreview(report, { colors }));
  const outcomes = report.files.flatMap((file) => file.outcomes);
  const isCured = isWriting && outcomes.every(({ cure }) => cure !== undefined && !isRefusal(cure)) && !report.files.some((file) => file.failure);
  return outcomes.length + report.files.length === 0 || isCured ? 0 : 1;
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
